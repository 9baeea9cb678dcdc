// Handlers for every call of the IPC table, derived from it: a new call needs no stub anywhere.
import type * as z from 'zod/mini'
import { type CallName, calls, type Handlers } from '../contract/ipc.ts'

/** Each call answers with the smallest value that its result schema accepts: a command with "done". */
export function stubHandlers(overrides: Partial<Handlers> = {}): Handlers {
  const names = Object.keys(calls) as CallName[]
  const stubs = Object.fromEntries(names.map((name) => [name, () => smallestValue(calls[name].result)]))
  return { ...(stubs as unknown as Handlers), ...overrides }
}

type Definition = z.core.$ZodTypes['_zod']['def']

/** @throws for a kind of schema that no result has needed so far */
export function smallestValue(schema: z.core.$ZodType): unknown {
  const definition = schema._zod.def as Definition
  switch (definition.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(definition.shape)
          .map(([key, part]) => [key, smallestValue(part)])
          .filter(([, value]) => value !== undefined),
      )
    case 'union':
      return smallestValue(definition.options[0] as z.core.$ZodType)
    case 'literal':
      return definition.values[0]
    case 'enum':
      return Object.values(definition.entries)[0]
    case 'default':
      return definition.defaultValue
    case 'nullable':
      return null
    case 'optional':
      return undefined
    case 'array':
      return []
    case 'record':
      return {}
    case 'string':
      return ''
    case 'number':
      return 0
    case 'boolean':
      return false
    default:
      throw new Error(`there is no smallest value of a schema of the type ${definition.type}`)
  }
}
