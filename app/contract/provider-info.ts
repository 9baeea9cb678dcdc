// What the page and the settings checker need to know of a DNS service. Forms, validation and the provider table in
// the documentation all derive from this.
import * as z from 'zod/mini'

const localTextSchema = z.strictObject({ en: z.string(), 'zh-CN': z.string() })

export const providerFieldSchema = z.strictObject({
  /** Key in `fields` of the settings, or in the credential store when secret. */
  key: z.string(),
  label: localTextSchema,
  help: z.optional(localTextSchema),
  secret: z.boolean(),
  required: z.boolean(),
})
export type ProviderField = z.infer<typeof providerFieldSchema>

export const providerInfoSchema = z.strictObject({
  id: z.string(),
  label: z.string(),
  homepage: z.string(),
  /** The provider's own page on its update protocol: the source of the facts below. */
  docs: z.string(),
  fields: z.array(providerFieldSchema),
  /** `required`: the service has no address of its own. `optional`: an account may name another server. */
  endpoint: z.enum(['required', 'optional']),
  families: z.array(z.enum(['ipv4', 'ipv6'])),
  /** Hostnames one request may carry; 1 when the service takes one at a time. */
  batchSize: z.number(),
  /** Shortest documented time between two updates of one name, in seconds; null when none is documented. */
  minIntervalS: z.nullable(z.number()),
  /** Most requests of one user that the service documents to take in so many seconds; null when it documents no limit. */
  quota: z.nullable(z.strictObject({ requests: z.number(), perS: z.number() })),
  /** Days after which the service documents that an idle name expires; null when it documents none. */
  keepAliveDays: z.nullable(z.number()),
  /** The service can say what it holds without being asked to change it. */
  canReadBack: z.boolean(),
})
export type ProviderInfo = z.infer<typeof providerInfoSchema>
