// What pages about orders share: states with their colours.
import type { Schema } from '@/api/types'

export const states = ['created', 'paid', 'shipped', 'received', 'completed', 'closed'] as const satisfies readonly Schema<'OrderState'>[]
export const refundStates = ['abnormal', 'requested', 'processing', 'succeeded', 'closed'] as const satisfies readonly Schema<'Refund'>['state'][]

export const endings = ['called_off', 'paid_elsewhere'] as const satisfies readonly Schema<'RefundEnding'>[]

export const kindOfState = (state: Schema<'OrderState'>) =>
  (({ created: 'waiting', paid: 'waiting', shipped: 'plain', received: 'plain', completed: 'fine', closed: 'plain' }) as const)[state]

export const kindOfRefund = (state: Schema<'Refund'>['state']) =>
  (({ requested: 'waiting', processing: 'waiting', abnormal: 'trouble', succeeded: 'fine', closed: 'plain' }) as const)[state]
