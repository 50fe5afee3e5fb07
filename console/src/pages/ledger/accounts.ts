// The chart of accounts and the flows of statements, in the order in which they are shown.
import type { Schema } from '@/api/types'

export const accounts = ['pending', 'available', 'held', 'disputed', 'owed', 'commission', 'unclaimed', 'wechat', 'in_flight', 'bank', 'tax', 'bad_debt', 'fees', 'suspense'] as const satisfies readonly Schema<'LedgerAccount'>[]
export const flows = ['earned', 'clawed_back', 'withdrawn', 'tax', 'written_off'] as const
export const isAccount = (word: string): word is Schema<'LedgerAccount'> => (accounts as readonly string[]).includes(word)
