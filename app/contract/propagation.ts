// Which servers and resolvers see which address now, and until when a resolver may return an old one. The user asks for it,
// for one name.
import * as z from 'zod/mini'
import { familySchema } from './family.ts'
import { VERIFIED_STATES } from './snapshot.ts'

const time = z.nullable(z.string())

/**
 * What one resolver returns to everyone. new: the published address alone. old: anything else. none: no address. proxy: the
 * proxy in front of the name. unknown: it gave no answer.
 */
export const RESOLVER_VIEWS = ['new', 'old', 'none', 'proxy', 'unknown'] as const

export const resolverViewSchema = z.strictObject({
  /** "system", or the operator's name. */
  name: z.string(),
  address: z.string(),
  sees: z.enum(RESOLVER_VIEWS),
  addresses: z.array(z.string()),
  /** When this answer expires there; null when it is not known. */
  until: time,
  /** Why there is no answer: "timeout", "SERVFAIL", …; "redirected": another resolver answered in its place. */
  problem: z.nullable(z.string()),
})

export const familyPropagationSchema = z.strictObject({
  family: familySchema,
  /** The published address: accepted, or else confirmed. */
  expected: z.nullable(z.string()),
  state: z.enum(VERIFIED_STATES),
  source: z.enum(['dns', 'provider']),
  /** The zone whose servers were queried; null when it was not found, or the provider was queried instead. */
  zone: z.nullable(z.string()),
  found: z.array(z.string()),
  servers: z.array(
    z.strictObject({
      name: z.string(),
      address: z.string(),
      /** Null when it gave no authoritative answer. */
      holds: z.nullable(z.array(z.string())),
      /** Seconds. */
      ttl: z.nullable(z.number()),
      problem: z.nullable(z.string()),
    }),
  ),
  resolvers: z.array(resolverViewSchema),
  /** When the last cached answer other than the published address expires; null when no resolver has one. */
  oldUntil: time,
})
export type FamilyPropagation = z.infer<typeof familyPropagationSchema>

export const propagationSchema = z.strictObject({
  account: z.string(),
  hostname: z.string(),
  at: z.string(),
  /** The families that are managed. */
  families: z.array(familyPropagationSchema),
})
export type Propagation = z.infer<typeof propagationSchema>
