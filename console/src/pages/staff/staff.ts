import type { Schema } from '@/api/types'

export type Person = Schema<'Staff'>
export type HandedOut = Schema<'StaffHandedOut'>
export const roles = ['operator', 'finance', 'auditor', 'admin'] as const satisfies readonly Schema<'Role'>[]
