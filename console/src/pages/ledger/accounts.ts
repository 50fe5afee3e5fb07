// The chart of accounts, in the order in which it is shown.
import type { Schema } from '@/api/types'

export const accounts = ['pending', 'available', 'held', 'disputed', 'owed', 'commission', 'unclaimed', 'wechat', 'in_flight', 'bank', 'tax', 'bad_debt', 'fees', 'suspense'] as const satisfies readonly Schema<'LedgerAccount'>[]
export const isAccount = (word: string): word is Schema<'LedgerAccount'> => (accounts as readonly string[]).includes(word)
