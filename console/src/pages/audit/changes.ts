// Two states of an object beside each other, field by field: `sku.price_fen`, `lines[0].quantity`.
import { yuanOf } from '@/parts/money'

export interface Change {
  field: string
  before: string
  after: string
  isChanged: boolean
}

const absent = '–'

function fieldsOf(value: unknown, name: string, fields: Map<string, string>): Map<string, string> {
  if (Array.isArray(value) && value.length > 0) value.forEach((one, position) => fieldsOf(one, `${name}[${position}]`, fields))
  else if (typeof value === 'object' && value !== null && Object.keys(value).length > 0)
    for (const [key, one] of Object.entries(value)) fieldsOf(one, name === '' ? key : `${name}.${key}`, fields)
  else if (value !== null && value !== undefined) fields.set(name, wordOf(name, value))
  return fields
}

// Sums are shown as everywhere else; what they are called says that they are fen.
function wordOf(name: string, value: unknown): string {
  if (typeof value === 'number' && name.endsWith('_fen')) return `¥ ${yuanOf(value)}`
  return typeof value === 'string' ? value : JSON.stringify(value)
}

export function changesOf(before: unknown, after: unknown): Change[] {
  const was = fieldsOf(before, '', new Map<string, string>())
  const is = fieldsOf(after, '', new Map<string, string>())
  return [...new Set([...is.keys(), ...was.keys()])].map((field) => {
    const [left, right] = [was.get(field) ?? absent, is.get(field) ?? absent]
    return { field: field === '' ? absent : field, before: left, after: right, isChanged: left !== right }
  })
}
