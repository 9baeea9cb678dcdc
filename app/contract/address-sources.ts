// The address sources that a record can name in its settings. Each entry describes one source: its settings keys, how a form
// asks for them, and the words for it. The settings schema, the settings check, the domain form and `why` derive from it.
// A new source takes three steps: one entry here, one folder in app/detection/sources, one line in the registry there.
import * as z from 'zod/mini'
import type { Family } from './family.ts'
import { httpUrlSchema } from './http-url.ts'
import type { MessageKey, MessageParams, Translate } from './messages/translate.ts'

/** One key of a source's settings. */
export interface SourceField {
  readonly schema: z.ZodMiniType<string> | z.ZodMiniType<number>
  /** How a form asks for it. `adapter-choice` offers the computer's adapters; their name or id is the value. */
  readonly kind: 'text' | 'url' | 'number' | 'adapter-choice'
  /** Label in the form, with {{family}}. */
  readonly label: MessageKey
  /** Shown in the form while the schema refuses the value. */
  readonly problem: MessageKey
}

export type SourceValues = Readonly<Record<string, string | number>>

export interface SourceProblem {
  /** Key of the field, or `source`. */
  readonly field: string
  /** Follows the key in a sentence, such as "must be an IPv4 address". */
  readonly problem: string
}

export interface SourceDescription {
  /** Name of the choice in the form, and the help below it. */
  readonly label: MessageKey
  readonly help: MessageKey
  /** The policy in few words, for lists. Gets the values by key; of a URL only the host. */
  readonly summary: MessageKey
  /** What the source answered, for `why`, with {{source}} and {{address}}. */
  readonly answer: MessageKey
  /** The families that it can tell an address of; both where it does not say. */
  readonly families?: readonly Family[]
  /** In the order in which a form shows them. */
  readonly fields: Readonly<Record<string, SourceField>>
  /** What no single field's schema can check. URLs are checked as everywhere in the settings. */
  readonly problems?: (values: SourceValues, family: Family) => readonly SourceProblem[]
}

/** The descriptions by the `source` of a policy. */
export type SourceTable = Readonly<Record<string, SourceDescription>>

export const ADDRESS_SOURCES = {
  adapter: {
    label: 'window.policy.adapter',
    help: 'window.policy.adapter-help',
    summary: 'window.policy.from-adapter',
    answer: 'why.adapter-answer',
    fields: {
      adapter: {
        schema: z.string().check(z.minLength(1)),
        kind: 'adapter-choice',
        label: 'window.policy.adapter-label',
        problem: 'window.problem.adapter',
      },
    },
  },
  echo: {
    label: 'window.policy.echo',
    help: 'window.policy.echo-help',
    summary: 'window.policy.from-echo',
    answer: 'why.answer',
    fields: {
      url: {
        schema: httpUrlSchema,
        kind: 'url',
        label: 'window.policy.echo-label',
        problem: 'window.problem.echo',
      },
    },
  },
  gateway: {
    label: 'window.policy.gateway',
    help: 'window.policy.gateway-help',
    summary: 'window.policy.from-gateway',
    answer: 'why.gateway-answer',
    families: ['ipv4'],
    fields: {},
  },
} as const satisfies SourceTable

type ValueOf<F> = F extends { readonly schema: infer S extends z.ZodMiniType } ? z.infer<S> : never

/** The policy that names the source S of the table T: `{ source, ...fields }`. */
export type SourcePolicyIn<T extends SourceTable, S extends keyof T & string> = {
  [K in 'source' | (keyof T[S]['fields'] & string)]: K extends 'source' ? S : ValueOf<T[S]['fields'][K]>
}

/** Every policy that a family of a record can have, when these are the sources. */
export type PolicyIn<T extends SourceTable> =
  | 'auto'
  | 'off'
  | { [S in keyof T & string]: SourcePolicyIn<T, S> }[keyof T & string]

/** Which source a policy names. */
export type PolicySource = keyof typeof ADDRESS_SOURCES
export type FamilyPolicy = PolicyIn<typeof ADDRESS_SOURCES>
export type SourcePolicy<S extends PolicySource = PolicySource> = Extract<FamilyPolicy, { source: S }>

export function policySchemaOf<T extends SourceTable>(sources: T): z.ZodMiniType<PolicyIn<T>> {
  const shapes = Object.entries(sources).map(([source, { fields }]) => {
    const schemas = Object.entries(fields).map(([key, { schema }]) => [key, schema] as const)
    return z.strictObject({ source: z.literal(source), ...Object.fromEntries(schemas) })
  })
  return z.union([z.enum(['auto', 'off']), ...shapes]) as unknown as z.ZodMiniType<PolicyIn<T>>
}
export const familyPolicySchema = policySchemaOf(ADDRESS_SOURCES)

/** @returns the fields of the policy's source, each with its value in the policy */
export function policyValues(
  policy: SourcePolicy,
  sources: SourceTable = ADDRESS_SOURCES,
): readonly { readonly key: string; readonly field: SourceField; readonly value: string | number }[] {
  const values: Readonly<Record<string, string | number | undefined>> = policy
  return Object.entries(sources[policy.source]?.fields ?? {}).flatMap(([key, field]) => {
    const value = values[key]
    return value === undefined ? [] : [{ key, field, value }]
  })
}

/** The policy as one line, the same for the same policy. Rounds in the history are found by it, so it must not change. */
export function policyText(policy: FamilyPolicy, sources?: SourceTable): string {
  if (typeof policy === 'string') return policy
  return [policy.source, ...policyValues(policy, sources).map(({ value }) => value)].join(' ')
}

/** The policy in few words of the user's language, for lists. */
export function policySummary(t: Translate, policy: FamilyPolicy, sources: SourceTable = ADDRESS_SOURCES): string {
  if (typeof policy === 'string') return t(`window.policy.${policy}`)
  const params: [string, string | number][] = policyValues(policy, sources).map(({ key, field, value }) => {
    return [key, field.kind === 'url' ? hostOf(String(value)) : value]
  })
  const key = sources[policy.source]?.summary
  return key === undefined ? policyText(policy, sources) : t(key, Object.fromEntries(params) satisfies MessageParams)
}

const hostOf = (url: string): string => /^https?:\/\/([^/?#]+)/i.exec(url)?.[1] ?? url

/** What is wrong with the policy beyond the schemas of its fields. */
export function policyProblems(
  policy: SourcePolicy,
  family: Family,
  sources: SourceTable = ADDRESS_SOURCES,
): readonly SourceProblem[] {
  const values = Object.fromEntries(policyValues(policy, sources).map(({ key, value }) => [key, value]))
  const description = sources[policy.source]
  if (description?.families?.includes(family) === false) {
    const name = family === 'ipv4' ? 'IPv4' : 'IPv6'
    return [{ field: 'source', problem: `cannot be ${policy.source} for ${name}: it tells no ${name} address` }]
  }
  return description?.problems?.(values, family) ?? []
}

/** Whether a policy of this family may name the source. */
export const tellsFamily = (source: PolicySource, family: Family, sources: SourceTable = ADDRESS_SOURCES): boolean =>
  sources[source]?.families?.includes(family) !== false

/** Message for an answer of a source. @param source as the history holds it, which may be older than this table */
export const answerMessage = (source: string, sources: SourceTable = ADDRESS_SOURCES): MessageKey =>
  sources[source]?.answer ?? 'why.answer'
