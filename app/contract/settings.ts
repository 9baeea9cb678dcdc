// The settings file's shape, its limits and its defaults, each written once. Unknown keys are problems, so that a misspelt
// key is reported.
import * as z from 'zod/mini'
import { familyPolicySchema } from './address-sources.ts'
import { dialectSchema } from './dialect.ts'
import { guardSettingsSchema, networkPolicySchema } from './guards.ts'
import { readHostname } from './hostname.ts'
import { httpUrlSchema } from './http-url.ts'
import { localeSchema } from './locale.ts'
import { cleanPasted } from './pasted-text.ts'

/** Letters, digits, dot, dash and underscore: the id becomes part of credential names and environment variables. */
export const accountIdSchema = z
  .string()
  .check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'must be 1 to 63 letters, digits, dots, dashes or underscores'))

/** A hostname as it is typed; the parsed value is its ASCII form without the final dot. */
export const hostnameSchema = z.string().check((typed) => {
  const reading = readHostname(typed.value)
  if (reading.ok) typed.value = reading.hostname
  else typed.issues.push({ code: 'custom', message: reading.problem, input: typed.value })
})

/** Pasted text: the white space and the unseen characters around it are removed. */
const pastedText = () => z.string().check(z.overwrite(cleanPasted))

/** A status is a number to whoever writes it. In every other field a number is refused: a user name 0123 would lose its zero. */
const withStatusText = (fields: unknown): unknown =>
  typeof fields === 'object' && fields !== null && 'status' in fields && typeof fields.status === 'number'
    ? { ...fields, status: String(fields.status) }
    : fields
const fieldsSchema = z.pipe(z.transform(withStatusText), z.record(z.string(), pastedText()))

export const dnsSchema = z.enum(['public', 'local'])

export const accountSettingsSchema = z.strictObject({
  id: accountIdSchema,
  provider: z.string(),
  /** Another server that speaks the provider's protocol; required where the provider has no address of its own. */
  endpoint: z.optional(httpUrlSchema),
  /** PEM file with the authorities to trust instead of the system's. */
  ca: z.optional(z.string()),
  /** Permits plain http to a private address. Loopback needs no permission, and a public address never gets it. */
  allowPlainHttp: z.optional(z.boolean()),
  /** How the account's server differs from what Homeward knows of the service. Only for services that speak dyndns2. */
  dialect: z.optional(dialectSchema),
  /** `local`: the names are in a zone of the user's own network, so no resolver outside of it has to confirm them. */
  dns: z.optional(dnsSchema),
  fields: z._default(fieldsSchema, {}),
})
export type AccountSettings = z.infer<typeof accountSettingsSchema>

/** What to do when the zone holds another address than the confirmed one: report it only, or send it again. */
export const onDriftSchema = z.enum(['show', 'correct'])

export const recordSettingsSchema = z.strictObject({
  account: accountIdSchema,
  hostname: hostnameSchema,
  ipv4: z._default(familyPolicySchema, 'auto'),
  ipv6: z._default(familyPolicySchema, 'off'),
  /** Default: show. */
  onDrift: z.optional(onDriftSchema),
  /** Which guards do not count for this name. */
  guards: z.optional(guardSettingsSchema),
})
export type RecordSettings = z.infer<typeof recordSettingsSchema>

interface NumberSetting {
  readonly min: number
  readonly max: number
  readonly default: number
}

/** The numeric detection settings, in the order of the window's form. The schema and the form are made of this table. */
export const DETECTION_NUMBERS = {
  pollIntervalS: { min: 30, max: 86_400, default: 300 },
  debounceMs: { min: 300, max: 800, default: 500 },
  maxWaitMs: { min: 500, max: 60_000, default: 5_000 },
  maxJitterMs: { min: 0, max: 60_000, default: 0 },
} as const satisfies Readonly<Record<string, NumberSetting>>

const wholeNumber = ({ min, max, default: value }: NumberSetting) =>
  z._default(z.int().check(z.minimum(min), z.maximum(max)), value)

/** How the router takes part where an address is detected. Nothing is ever changed at it. */
export const gatewaySettingsSchema = z.strictObject({
  /** Ask it for its outer address, by NAT-PMP and UPnP. */
  ask: z._default(z.boolean(), true),
  /** Listen on UDP port 5350 to what it announces. Absent: yes, except on Windows, whose firewall would ask the user. */
  announcements: z.optional(z.boolean()),
  /** Have it send its UPnP events to a TCP port of this computer. */
  events: z._default(z.boolean(), false),
})
export type GatewaySettings = z.infer<typeof gatewaySettingsSchema>

const probeUrl = z
  .string()
  .check(z.regex(/^http:\/\/[^\s]+$/i, 'must be a plain http:// address: a portal answers no other'))

/** A page that everybody gets alike, by which a captive portal is noticed. */
export const portalOperatorSchema = z.strictObject({
  url: probeUrl,
  status: z._default(z.int().check(z.minimum(200), z.maximum(299)), 200),
  /** The whole body, without the white space around it. */
  body: z.optional(z.string().check(z.maxLength(256))),
})

/** Two pages of one host are one operator. */
const differentHosts = z.refine<{ url: string }[]>((operators) => {
  const hosts = operators.map(({ url }) => /^http:\/\/([^/?#]+)/i.exec(url)?.[1]?.toLowerCase())
  return new Set(hosts).size === hosts.length
}, 'must be pages of different hosts')

/** How a captive portal is noticed, after services could not be asked. */
export const portalSettingsSchema = z.strictObject({
  probe: z._default(z.boolean(), true),
  /** In place of the built-in pages. Two of them have to be answered wrongly. */
  operators: z.optional(z.array(portalOperatorSchema).check(z.minLength(2), z.maxLength(6), differentHosts)),
})
export type PortalSettings = z.infer<typeof portalSettingsSchema>

export const detectionSettingsSchema = z.strictObject({
  debounceMs: wholeNumber(DETECTION_NUMBERS.debounceMs),
  maxWaitMs: wholeNumber(DETECTION_NUMBERS.maxWaitMs),
  maxJitterMs: wholeNumber(DETECTION_NUMBERS.maxJitterMs),
  pollIntervalS: wholeNumber(DETECTION_NUMBERS.pollIntervalS),
  /** The user's echo services in place of the built-in ones. Each counts as a separate operator. */
  echo: z._default(
    z.strictObject({
      ipv4: z.optional(z.array(httpUrlSchema).check(z.minLength(1), z.maxLength(8))),
      ipv6: z.optional(z.array(httpUrlSchema).check(z.minLength(1), z.maxLength(8))),
    }),
    {},
  ),
  gateway: z._default(gatewaySettingsSchema, gatewaySettingsSchema.parse({})),
  portal: z._default(portalSettingsSchema, portalSettingsSchema.parse({})),
  /** What happens in a network that the computer was not in yet. Absent: ask where it has a battery, else publish. */
  networks: z.optional(networkPolicySchema),
  /** By name or id of an adapter: true, it is a VPN; false, it is none. */
  vpnAdapters: z._default(z.record(z.string().check(z.minLength(1), z.maxLength(256)), z.boolean()), {}),
  /** Whether records may name a program (`source: command`). Only who writes the file may switch it on. */
  commands: z.optional(z.boolean()),
  /** Services that tell an address are asked through the proxy, too. They see the proxy's address then. */
  throughProxy: z.optional(z.boolean()),
})
export type DetectionSettings = z.infer<typeof detectionSettingsSchema>

/** How requests leave. Only who writes the file may set it: a page must not choose who sees where they go. */
export const networkSettingsSchema = z.strictObject({
  /** `system`: as the system says, on the command line as the environment says. `direct`: none. Otherwise a proxy's address. */
  proxy: z.optional(
    z
      .string()
      .check(z.regex(/^(?:system|direct|https?:\/\/.+)$/i, 'must be system, direct, or an http or https address')),
  ),
  /** What needs no proxy: names with their subdomains, addresses and blocks. Only for a proxy that stands here. */
  noProxy: z.optional(z.array(z.string().check(z.minLength(1), z.maxLength(253))).check(z.maxLength(100))),
})
export type NetworkSettings = z.infer<typeof networkSettingsSchema>

export const notificationSettingsSchema = z.strictObject({
  addressChanged: z._default(z.boolean(), true),
  needsAttention: z._default(z.boolean(), true),
  recovered: z._default(z.boolean(), true),
})

export const THEMES = ['system', 'light', 'dark'] as const

/**
 * The settings of the app itself, apart from accounts and records. The window shows and changes all of them. The
 * snapshot, the call that saves them and the editor of the file follow from this schema.
 */
export const appOptionsSchema = z.strictObject({
  /** Appended to the User-Agent: providers ask for a way to reach whoever runs a client. */
  contact: z.optional(z.string().check(z.maxLength(200), z.regex(/^[\x20-\x7e]*$/, 'must be plain ASCII'))),
  language: z._default(z.union([z.literal('system'), localeSchema]), 'system'),
  theme: z._default(z.enum(THEMES), 'system'),
  notifications: z._default(notificationSettingsSchema, notificationSettingsSchema.parse({})),
  detection: z._default(detectionSettingsSchema, detectionSettingsSchema.parse({})),
})
export type AppOptions = z.infer<typeof appOptionsSchema>
export type AppOption = keyof AppOptions

/** Problems of a file are reported in the order of these keys: detection comes last, as in most files. */
const { detection, ...general } = appOptionsSchema.shape
export const settingsSchema = z.strictObject({
  version: z.literal(1),
  ...general,
  accounts: z._default(z.array(accountSettingsSchema).check(z.maxLength(1_000)), []),
  records: z._default(z.array(recordSettingsSchema).check(z.maxLength(100_000)), []),
  detection,
  network: z.optional(networkSettingsSchema),
})
export type Settings = z.infer<typeof settingsSchema>

/** What a new installation starts from: no accounts, no records, everything else at its default. */
export const emptySettings = (): Settings => settingsSchema.parse({ version: 1 })

const APP_OPTIONS = Object.keys(appOptionsSchema.shape) as readonly AppOption[]

export const appOptionsOf = (settings: AppOptions): AppOptions =>
  Object.fromEntries(APP_OPTIONS.map((option) => [option, settings[option]])) as AppOptions

/** Changes to the options: those that are absent stay as they are. Null returns an option to its default. */
export type AppOptionChanges = { readonly [O in AppOption]?: AppOptions[O] | null }

/** The schema of one option when it is given: no default may stand in for an absent one. */
function givenSchema(schema: z.ZodMiniType): z.ZodMiniType {
  const inner =
    schema instanceof z.ZodMiniDefault || schema instanceof z.ZodMiniOptional ? schema.def.innerType : schema
  return z.optional(z.nullable(inner as z.ZodMiniType))
}

export const appOptionChangesSchema = z.strictObject(
  Object.fromEntries(APP_OPTIONS.map((option) => [option, givenSchema(appOptionsSchema.shape[option])])),
) as unknown as z.ZodMiniType<AppOptionChanges, AppOptionChanges>
