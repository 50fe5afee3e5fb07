// The server's nouns by their names in docs/openapi.yaml.
import type { components } from './schema'

export type Schemas = components['schemas']
export type Schema<Name extends keyof Schemas> = Schemas[Name]
export type Permission = Schemas['Permission']
export type Page<T> = { items: T[]; next_cursor: string | null; total?: Schemas['ListTotal'] }
