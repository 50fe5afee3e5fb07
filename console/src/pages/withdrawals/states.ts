// How the states of a withdrawal and of its transfers look.
import type { Schema } from '@/api/types'

type Kind = 'plain' | 'fine' | 'waiting' | 'trouble'

export const states = [
  'requested', 'review', 'approved_1', 'approved', 'paying', 'paid', 'returned', 'rejected', 'cancelled', 'expired',
] as const satisfies readonly Schema<'WithdrawalState'>[]

const waiting: readonly string[] = ['requested', 'review', 'approved_1']

export function kindOfState(state: string): Kind {
  if (state === 'paid') return 'fine'
  if (waiting.includes(state)) return 'waiting'
  return 'plain'
}

// Only what waits for a person to decide can be decided on.
export const isDecidable = (state: string) => waiting.includes(state)

export function kindOfTransfer(transfer: Schema<'WithdrawalTransfer'>): Kind {
  if (transfer.needs_human || transfer.state === 'failed') return 'trouble'
  if (transfer.state === 'succeeded') return 'fine'
  return ['unknown', 'parked_funds'].includes(transfer.state) ? 'waiting' : 'plain'
}
