// The settings file's shape, its limits and its defaults. Unknown keys are mistakes, so that a misspelt one is heard of.
import * as z from 'zod/mini'
import { localeSchema } from './locale.ts'

const integer = (minimum: number, maximum: number) => z.int().check(z.minimum(minimum), z.maximum(maximum))
const httpUrl = z.string().check(z.regex(/^https?:\/\/[^\s/]+\S*$/, 'must be an http or https address'))

/** Letters, digits, dot, dash and underscore: it becomes part of credential names and environment variables. */
export const accountIdSchema = z
  .string()
  .check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'must be 1 to 63 letters, digits, dots, dashes or underscores'))

/** RFC 1123 labels; a leading "*." for wildcards; internationalised names in their ASCII (xn--) form. */
export const hostnameSchema = z
  .string()
  .check(
    z.maxLength(253),
    z.regex(
      /^(\*\.)?([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.)+[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])$/,
      'must be a full hostname such as nas.example.org',
    ),
  )

export const familyPolicySchema = z.union([
  z.enum(['auto', 'off']),
  z.strictObject({ source: z.literal('adapter'), adapter: z.string().check(z.minLength(1)) }),
  z.strictObject({ source: z.literal('echo'), url: httpUrl }),
])
export type FamilyPolicy = z.infer<typeof familyPolicySchema>

/** A policy as one word or line: the same text for the same question. */
export function policyText(policy: FamilyPolicy): string {
  if (typeof policy === 'string') return policy
  return policy.source === 'adapter' ? `adapter ${policy.adapter}` : `echo ${policy.url}`
}

export const accountSettingsSchema = z.strictObject({
  id: accountIdSchema,
  provider: z.string(),
  /** Another server that speaks the provider's protocol; required where the provider has no address of its own. */
  endpoint: z.optional(httpUrl),
  /** PEM file with the authorities to trust instead of the system's. */
  ca: z.optional(z.string()),
  /** Needed for plain http to a private address; loopback needs no leave, a public address never gets it. */
  allowPlainHttp: z.optional(z.boolean()),
  fields: z._default(z.record(z.string(), z.string()), {}),
})
export type AccountSettings = z.infer<typeof accountSettingsSchema>

/** What to do when the zone is found to hold another address than the one confirmed: only say so, or send it again. */
export const onDriftSchema = z.enum(['show', 'correct'])

export const recordSettingsSchema = z.strictObject({
  account: accountIdSchema,
  hostname: hostnameSchema,
  ipv4: z._default(familyPolicySchema, 'auto'),
  ipv6: z._default(familyPolicySchema, 'off'),
  /** Default: show. */
  onDrift: z.optional(onDriftSchema),
})
export type RecordSettings = z.infer<typeof recordSettingsSchema>

export const detectionSettingsSchema = z.strictObject({
  debounceMs: z._default(integer(300, 800), 500),
  maxWaitMs: z._default(integer(500, 60_000), 5_000),
  maxJitterMs: z._default(integer(0, 60_000), 0),
  pollIntervalS: z._default(integer(30, 86_400), 300),
  /** Own echo services in place of the built-in ones, each counting as an operator of its own. */
  echo: z._default(
    z.strictObject({
      ipv4: z.optional(z.array(httpUrl).check(z.minLength(1), z.maxLength(8))),
      ipv6: z.optional(z.array(httpUrl).check(z.minLength(1), z.maxLength(8))),
    }),
    {},
  ),
})
export type DetectionSettings = z.infer<typeof detectionSettingsSchema>

export const notificationSettingsSchema = z.strictObject({
  addressChanged: z._default(z.boolean(), true),
  needsAttention: z._default(z.boolean(), true),
  recovered: z._default(z.boolean(), true),
})

const DETECTION_DEFAULTS: DetectionSettings = {
  debounceMs: 500,
  maxWaitMs: 5_000,
  maxJitterMs: 0,
  pollIntervalS: 300,
  echo: {},
}

export const settingsSchema = z.strictObject({
  version: z.literal(1),
  /** Appended to the User-Agent: providers ask for a way to reach whoever runs a client. */
  contact: z.optional(z.string().check(z.maxLength(200), z.regex(/^[\x20-\x7e]*$/, 'must be plain ASCII'))),
  language: z._default(z.union([z.literal('system'), localeSchema]), 'system'),
  theme: z._default(z.enum(['system', 'light', 'dark']), 'system'),
  notifications: z._default(notificationSettingsSchema, {
    addressChanged: true,
    needsAttention: true,
    recovered: true,
  }),
  accounts: z._default(z.array(accountSettingsSchema).check(z.maxLength(1_000)), []),
  records: z._default(z.array(recordSettingsSchema).check(z.maxLength(100_000)), []),
  detection: z._default(detectionSettingsSchema, DETECTION_DEFAULTS),
})
export type Settings = z.infer<typeof settingsSchema>

/** What a new installation starts from: nothing to update, everything else at its default. */
export const emptySettings = (): Settings => settingsSchema.parse({ version: 1 })
