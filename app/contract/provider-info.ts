// Describes a DNS service to everything outside it. The account form, the settings check, docs/providers.md and the tests
// all derive from this description.
import * as z from 'zod/mini'
import { familySchema } from './family.ts'
import { localeSchema } from './locale.ts'

/** A text in every language: a language that is added to LOCALES makes each incomplete text a type error. */
export const localTextSchema = z.record(localeSchema, z.string())
export type LocalText = z.infer<typeof localTextSchema>

export const providerFieldSchema = z.strictObject({
  /** Key in `fields` of the settings, or in the credential store when secret. */
  key: z.string(),
  label: localTextSchema,
  help: z.optional(localTextSchema),
  secret: z.boolean(),
  required: z.boolean(),
  /** What its characters are bound to; see value-mistake.ts. Absent where any text may be right. */
  holds: z.optional(z.enum(['token', 'user-name'])),
})
export type ProviderField = z.infer<typeof providerFieldSchema>

/** The facts that make Homeward wait, or send an address that has not changed. */
export const LIMITS = ['minIntervalS', 'quota', 'keepAliveDays'] as const

export const providerInfoSchema = z.strictObject({
  id: z.string(),
  /** The service's own name, the same in every language. */
  label: z.string(),
  /** Null for a service that the user describes: it has no page that Homeward knows. */
  homepage: z.nullable(z.string()),
  /** The provider's own page on its update protocol: the source of the facts below, unless `sources` names another page. */
  docs: z.nullable(z.string()),
  fields: z.array(providerFieldSchema),
  /** `required`: the service has no fixed address. `optional`: an account may name another server. */
  endpoint: z.enum(['required', 'optional']),
  /**
   * Scheme, host and port of the service's own hosts, those of earlier versions included; none where every account names its
   * server. A secret that was entered for one of them may go to each of them.
   */
  ownOrigins: z.array(z.string()),
  families: z.array(familySchema),
  /** Hostnames that one request may carry; 1 when the service takes one at a time. */
  batchSize: z.number(),
  /** Shortest documented time between two updates of one name, in seconds; null when none is documented. */
  minIntervalS: z.nullable(z.number()),
  /** How many requests of one user the service accepts in how many seconds; null when it documents no limit. */
  quota: z.nullable(z.strictObject({ requests: z.number(), perS: z.number() })),
  /** Days after which an idle name expires, as documented by the service; null when it documents none. */
  keepAliveDays: z.nullable(z.number()),
  /** The service can report what it holds without changing it. */
  canReadBack: z.boolean(),
  /** The page that documents each limit: a limit without a page is a test failure. */
  sources: z.optional(z.partialRecord(z.enum(LIMITS), z.string())),
})
export type ProviderInfo = z.infer<typeof providerInfoSchema>

/** Most services document no limit, take both families, and can be replaced by a server of the user's. */
const DEFAULTS = {
  endpoint: 'optional',
  ownOrigins: [],
  families: ['ipv4', 'ipv6'],
  batchSize: 1,
  minIntervalS: null,
  quota: null,
  keepAliveDays: null,
  canReadBack: false,
} satisfies Partial<ProviderInfo>

/** A description as its author writes it: only what differs from the defaults. */
export type ProviderDescription = Omit<ProviderInfo, keyof typeof DEFAULTS> &
  Partial<Pick<ProviderInfo, keyof typeof DEFAULTS>>

/** Completes a description with the defaults. */
export const describeProvider = (description: ProviderDescription): ProviderInfo => ({ ...DEFAULTS, ...description })
