// How each state of a background job is shown.
import type { Schema } from '@/api/types'

export const jobKinds = { queued: 'waiting', running: 'waiting', finished: 'fine', failed: 'trouble', cancelled: 'plain' } as const satisfies Record<Schema<'JobState'>, string>
