// What background jobs are called, and what their results say in numbers; each kind has a page of its own for the rest.
import { yuanOf } from '@/parts/money'

const kinds = ['commission_simulation', 'order_import', 'reconciliation', 'verification', 'withdrawal_set'] as const
const words = [
  'day', 'matched', 'differences', 'open_differences', 'rows', 'rows_refused', 'orders_booked', 'orders_updated', 'orders_unchanged', 'orders_refused', 'done',
  'done_sum_fen', 'changed', 'refused', 'excluded', 'entries', 'sheets', 'movements', 'seals', 'commissions',
] as const

export const kindOf = (word: string) => kinds.find((kind) => kind === word)

export function told(result: Record<string, unknown>): { word: (typeof words)[number]; text: string }[] {
  return words.filter((word) => result[word] !== undefined).map((word) => ({ word, text: word.endsWith('_fen') ? yuanOf(Number(result[word])) : String(result[word]) }))
}
