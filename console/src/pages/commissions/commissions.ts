// What pages about commissions share.
import type { Schema } from '@/api/types'

export const kindOfCommission = (state: Schema<'LineCommission'>['state']) =>
  (({ pending: 'waiting', available: 'fine', void: 'plain' }) as const)[state]

// Parts per million as a percentage, in text alone: 125000 is 12.5%.
export function percentOf(ppm: number): string {
  const digits = String(ppm).padStart(5, '0')
  const fraction = digits.slice(-4).replace(/0+$/, '')
  return `${digits.slice(0, -4)}${fraction === '' ? '' : `.${fraction}`}%`
}

// The other way: what a person typed as a percentage; null: not one of 0 to 100.
export function ppmOf(text: string): number | null {
  const match = /^(\d{1,3})(?:\.(\d{1,4}))?$/.exec(text.trim().replace(/%$/, ''))
  if (match === null) return null
  const ppm = Number(`${match[1]}${(match[2] ?? '').padEnd(4, '0')}`)
  return ppm <= 1_000_000 ? ppm : null
}
