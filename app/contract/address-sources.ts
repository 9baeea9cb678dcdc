// The address sources that a record can name in its settings. Each entry describes one source: its settings keys, how a form
// asks for them, and the words for it. The settings schema, the settings check, the domain form and `why` derive from it.
// A new source takes three steps: one entry here, one folder in app/detection/sources, one line in the registry there.
import * as z from 'zod/mini'
import type { Family } from './family.ts'
import { httpUrlSchema } from './http-url.ts'
import { ANY_ADAPTER_FIELD, KIND_FIELD, NEIGHBOUR_SOURCE, PREFIX_SOURCE } from './ipv6-sources.ts'
import type { MessageKey, MessageParams, Translate } from './messages/translate.ts'
import type { SourceField, SourceProblem, SourceTable, SourceValue } from './source-description.ts'

/**
 * The adapter through which a service outside is asked; its name or id. Every source that asks somebody outside takes it, under
 * this key: `via`. The request then leaves through that adapter or not at all.
 */
export const VIA_FIELD = {
  schema: z.string().check(z.minLength(1)),
  kind: 'adapter-choice',
  optional: true,
  absent: 'window.policy.via-any',
  label: 'window.policy.via-label',
  problem: 'window.problem.adapter',
} as const satisfies SourceField

/** Who answers by DNS, and who by STUN; by the value in the settings. */
export const DNS_OPERATORS = { opendns: 'OpenDNS', google: 'Google', cloudflare: 'Cloudflare' } as const
export const STUN_OPERATORS = { cloudflare: 'Cloudflare', google: 'Google', nextcloud: 'Nextcloud' } as const

const operatorField = <C extends Readonly<Record<string, string>>>(choices: C) =>
  ({
    schema: z.enum(Object.keys(choices) as (keyof C & string)[]),
    kind: 'choice',
    optional: true,
    choices,
    absent: 'window.policy.any-two',
    label: 'window.policy.operator-label',
    problem: 'window.problem.operator',
  }) as const satisfies SourceField

/** From the root of a system: what it names does not depend on the folder in which Homeward was started. */
const isWholePath = (path: string | undefined): boolean => /^(?:[\\/]|[A-Za-z]:[\\/])/.test(path ?? '')

export const ADDRESS_SOURCES = {
  adapter: {
    label: 'window.policy.adapter',
    help: 'window.policy.adapter-help',
    summary: 'window.policy.from-adapter',
    summaryWith: { field: 'kind', summary: 'window.policy.kind-from-adapter' },
    answer: 'why.adapter-answer',
    // A kind alone is asked of the best adapter. With neither, `auto` would be meant.
    atLeastOne: ['adapter', 'kind'],
    fields: {
      adapter: ANY_ADAPTER_FIELD,
      kind: KIND_FIELD,
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
      via: VIA_FIELD,
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
  dns: {
    label: 'window.policy.dns',
    help: 'window.policy.dns-help',
    summary: 'window.policy.from-dns',
    answer: 'why.answer',
    fields: { operator: operatorField(DNS_OPERATORS), via: VIA_FIELD },
  },
  stun: {
    label: 'window.policy.stun',
    help: 'window.policy.stun-help',
    summary: 'window.policy.from-stun',
    answer: 'why.answer',
    fields: { operator: operatorField(STUN_OPERATORS), via: VIA_FIELD },
  },
  command: {
    label: 'window.policy.command',
    help: 'window.policy.command-help',
    summary: 'window.policy.from-command',
    answer: 'why.command-answer',
    fileOnly: true,
    fields: {
      command: {
        schema: z
          .array(z.string().check(z.maxLength(4_096), z.regex(/^[^\0]*$/, 'must hold no NUL')))
          .check(z.minLength(1), z.maxLength(64)),
        kind: 'list',
        label: 'window.policy.command-label',
        problem: 'window.problem.command',
      },
    },
    problems: ({ command }) =>
      isWholePath(Array.isArray(command) ? command[0] : '')
        ? []
        : [
            {
              field: 'command',
              problem: 'must begin with the whole path of a program, such as /usr/local/bin/my-address',
            },
          ],
  },
  file: {
    label: 'window.policy.file',
    help: 'window.policy.file-help',
    summary: 'window.policy.from-file',
    answer: 'why.file-answer',
    fields: {
      path: {
        schema: z.string().check(z.minLength(1), z.maxLength(4_096), z.regex(/^[^\0]*$/, 'must hold no NUL')),
        kind: 'text',
        label: 'window.policy.file-label',
        problem: 'window.problem.file',
      },
      maxAgeS: {
        schema: z.int().check(z.minimum(1), z.maximum(31_536_000)),
        kind: 'number',
        optional: true,
        label: 'window.policy.file-age-label',
        problem: 'window.problem.file-age',
      },
    },
    problems: ({ path }) =>
      isWholePath(String(path)) ? [] : [{ field: 'path', problem: 'must be a whole path, such as /run/my-address' }],
  },
  static: {
    label: 'window.policy.static',
    help: 'window.policy.static-help',
    summary: 'window.policy.from-static',
    answer: 'why.answer',
    fields: {
      address: {
        schema: z.string().check(z.regex(/^[0-9a-fA-F.:]{2,45}$/, 'must be an IP address')),
        kind: 'address',
        label: 'window.policy.static-label',
        problem: 'window.problem.static',
      },
    },
    problems: ({ address }, family) =>
      String(address).includes(':') === (family === 'ipv6')
        ? []
        : [{ field: 'address', problem: `must be an ${family === 'ipv4' ? 'IPv4' : 'IPv6'} address` }],
  },
  prefix: PREFIX_SOURCE,
  neighbour: NEIGHBOUR_SOURCE,
} as const satisfies SourceTable

type ValueOf<F> = F extends { readonly schema: infer S extends z.ZodMiniType } ? z.infer<S> : never

type OptionalKey<F> = { [K in keyof F & string]: F[K] extends { readonly optional: true } ? K : never }[keyof F &
  string]
type RequiredKey<F> = Exclude<keyof F & string, OptionalKey<F>>

/** The policy that names the source S of the table T: `{ source, ...fields }`. */
export type SourcePolicyIn<T extends SourceTable, S extends keyof T & string> = {
  [K in 'source' | RequiredKey<T[S]['fields']>]: K extends 'source' ? S : ValueOf<T[S]['fields'][K]>
} & { [K in OptionalKey<T[S]['fields']>]?: ValueOf<T[S]['fields'][K]> }

type AnySourceIn<T extends SourceTable> = { [S in keyof T & string]: SourcePolicyIn<T, S> }[keyof T & string]

/**
 * Every policy that a family of a record can have, when these are the sources. In a list the first source that knows an
 * address decides.
 */
export type PolicyIn<T extends SourceTable> = 'auto' | 'off' | AnySourceIn<T> | readonly AnySourceIn<T>[]

/** Which source a policy names. */
export type PolicySource = keyof typeof ADDRESS_SOURCES
export type FamilyPolicy = PolicyIn<typeof ADDRESS_SOURCES>
export type SourcePolicy<S extends PolicySource = PolicySource> = Extract<FamilyPolicy, { source: S }>
export type SourceList = readonly SourcePolicy[]

/** Each of them may take five seconds. */
export const MAX_LISTED_SOURCES = 4

export const isSourceList = (policy: FamilyPolicy): policy is SourceList => Array.isArray(policy)

/** @returns the sources that the policy names, in their order; none for `auto` and `off` */
export function sourcesOf(policy: FamilyPolicy): SourceList {
  if (typeof policy === 'string') return []
  return isSourceList(policy) ? policy : [policy]
}

export function policySchemaOf<T extends SourceTable>(sources: T): z.ZodMiniType<PolicyIn<T>> {
  const shapes = Object.entries(sources).map(([source, { fields, atLeastOne }]) => {
    const schemas = Object.entries(fields).map(([key, { schema, optional }]) => {
      return [key, optional ? z.optional(schema as z.ZodMiniType) : schema] as const
    })
    const shape = z.strictObject({ source: z.literal(source), ...Object.fromEntries(schemas) })
    if (atLeastOne === undefined) return shape
    const hasOne = (policy: object) => atLeastOne.some((key) => key in policy)
    return shape.check(z.refine(hasOne, { path: [...atLeastOne.slice(0, 1)], error: 'is missing' }))
  })
  const list = z.array(z.union(shapes)).check(z.minLength(1), z.maxLength(MAX_LISTED_SOURCES))
  return z.union([z.enum(['auto', 'off']), ...shapes, list]) as unknown as z.ZodMiniType<PolicyIn<T>>
}
export const familyPolicySchema = policySchemaOf(ADDRESS_SOURCES)

/** @returns the fields of the policy's source, each with its value in the policy */
export function policyValues(
  policy: SourcePolicy,
  sources: SourceTable = ADDRESS_SOURCES,
): readonly { readonly key: string; readonly field: SourceField; readonly value: SourceValue }[] {
  const values: Readonly<Record<string, SourceValue | undefined>> = policy
  return Object.entries(sources[policy.source]?.fields ?? {}).flatMap(([key, field]) => {
    const value = values[key]
    return value === undefined ? [] : [{ key, field, value }]
  })
}

/** The policy as one line, the same for the same policy. Rounds in the history are found by it, so it must not change. */
export function policyText(policy: FamilyPolicy, sources?: SourceTable): string {
  if (typeof policy === 'string') return policy
  if (isSourceList(policy)) return policy.map((one) => policyText(one, sources)).join(' > ')
  const texts = policyValues(policy, sources).map(({ key, value }) => {
    if (typeof value === 'object') return JSON.stringify(value)
    return key === 'via' ? `via ${value}` : value
  })
  return [policy.source, ...texts].join(' ')
}

/** The policy in few words of the user's language, for lists. */
export function policySummary(t: Translate, policy: FamilyPolicy, sources: SourceTable = ADDRESS_SOURCES): string {
  if (typeof policy === 'string') return t(`window.policy.${policy}`)
  if (isSourceList(policy)) {
    const each = policy.map((one) => policySummary(t, one, sources))
    return t('window.policy.in-order', { sources: each.join(t('window.policy.list-separator')) })
  }
  const description = sources[policy.source]
  if (description === undefined) return policyText(policy, sources)
  const values = policyValues(policy, sources)
  const absent = Object.entries(description.fields).flatMap(([key, field]) =>
    field.absent === undefined ? [] : [[key, t(field.absent)] as const],
  )
  const given = values.map(({ key, field, value }) => {
    const label = field.choiceLabels?.[String(value)]
    return [key, label === undefined ? shownValue(field, value) : t(label)] as const
  })
  const { summary, summaryWith } = description
  const key = given.some(([name]) => name === summaryWith?.field) ? summaryWith?.summary : summary
  const source = t(key ?? summary, Object.fromEntries([...absent, ...given]) satisfies MessageParams)
  const via = values.find((each) => each.key === 'via')?.value
  return via === undefined ? source : t('window.policy.through', { source, adapter: String(via) })
}

function shownValue({ kind, choices }: SourceField, value: SourceValue): string | number {
  // Of a program its path says enough.
  if (typeof value === 'object') return value[0] ?? ''
  if (kind === 'url') return hostOf(String(value))
  return choices?.[value] ?? value
}

/** What the source is called where it gave no answer: its host, its adapter, or else the word of the settings. */
export function sourceName(policy: SourcePolicy): string {
  const [first] = policyValues(policy)
  if (first === undefined) return policy.source
  return String(shownValue(first.field, first.value))
}

const hostOf = (url: string): string => /^https?:\/\/([^/?#]+)/i.exec(url)?.[1] ?? url

/** What is wrong with the policy beyond the schemas of its fields. */
export function policyProblems(
  policy: SourcePolicy,
  family: Family,
  sources: SourceTable = ADDRESS_SOURCES,
): readonly SourceProblem[] {
  const given = policyValues(policy, sources)
  const values = Object.fromEntries(given.map(({ key, value }) => [key, value]))
  const description = sources[policy.source]
  const name = family === 'ipv4' ? 'IPv4' : 'IPv6'
  if (description?.families?.includes(family) === false) {
    return [{ field: 'source', problem: `cannot be ${policy.source} for ${name}: it tells no ${name} address` }]
  }
  const stray = given.filter(({ field }) => field.families?.includes(family) === false)
  if (stray.length > 0) return stray.map(({ key }) => ({ field: key, problem: `must be left out for ${name}` }))
  const [missed] = description?.atLeastOne ?? []
  if (missed !== undefined && !description?.atLeastOne?.some((key) => key in values)) {
    return [{ field: missed, problem: 'is missing' }]
  }
  return description?.problems?.(values, family) ?? []
}

/** Whether a policy of this family may name the source. */
export const tellsFamily = (source: PolicySource, family: Family, sources: SourceTable = ADDRESS_SOURCES): boolean =>
  sources[source]?.families?.includes(family) !== false

/** Message for an answer of a source. @param source as the history holds it, which may be older than this table */
export const answerMessage = (source: string, sources: SourceTable = ADDRESS_SOURCES): MessageKey =>
  sources[source]?.answer ?? 'why.answer'
