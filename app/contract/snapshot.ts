// Everything that the tray and the window draw, as one value. The main process owns it. The page receives whole
// replacements with a growing revision and computes nothing that the engine knows. Times are ISO 8601 UTC.
import * as z from 'zod/mini'
import { familyPolicySchema } from './address-sources.ts'
import { dialectSchema } from './dialect.ts'
import { failureCodeSchema, failureKindSchema, failureSchema } from './failure.ts'
import { familySchema } from './family.ts'
import { guardSettingsSchema, questionViewSchema } from './guards.ts'
import { localeSchema } from './locale.ts'
import { networkPathSchema } from './network-path.ts'
import { providerInfoSchema } from './provider-info.ts'
import { reasonSchema } from './reason.ts'
import { appOptionsSchema, dnsSchema, onDriftSchema } from './settings.ts'

const time = z.nullable(z.string())

/** One word for everything together, shown by shape and colour: the five states of the tray. */
export const OVERALL_STATES = ['ok', 'updating', 'attention', 'offline', 'paused'] as const
export type OverallState = (typeof OVERALL_STATES)[number]

export const TRIGGERS = [
  'startup',
  'network-change',
  'gateway-push',
  'file-change',
  'resume',
  'unlock',
  'clock-jump',
  'poll',
  'config-change',
  'retry',
  'drift',
  'user',
] as const
export const triggerSchema = z.enum(TRIGGERS)
export type Trigger = (typeof TRIGGERS)[number]

/**
 * confirmed: the provider named the desired address, or its API or the zone shows it. accepted: the provider said yes without
 * naming the address, and the zone has not shown it yet. unchanged: confirmed, and this `update` had nothing to send.
 * unconfirmed: not sent yet, under way, or sent without an answer. failed: parked, tried again automatically. held: on hold
 * until a time or for the user, or dismissed. unmanaged: the family is off.
 */
export const ROW_STATES = ['confirmed', 'accepted', 'unchanged', 'unconfirmed', 'failed', 'held', 'unmanaged'] as const

/**
 * The circuit breaker of an account. open: too many failures in a row, so nothing is sent to it for a minute. half-open:
 * the minute has passed, and the next request decides.
 */
export const BREAKER_STATES = ['closed', 'open', 'half-open'] as const
export const breakerSchema = z.enum(BREAKER_STATES)
export type BreakerState = (typeof BREAKER_STATES)[number]

/**
 * Why a hold ends. needs-user: the account or record is edited. blocked: the user lifts it. until-time: the time that the
 * provider named has come. parked: the job gave up for now and tries again at its time.
 */
export const HOLD_CLASSES = ['needs-user', 'blocked', 'until-time', 'parked'] as const

/** A hold or a parked job: why it waits, since when, until when, and how often it failed. */
export const holdViewSchema = z.strictObject({
  account: z.string(),
  /** Null, with the family: the whole account. */
  hostname: z.nullable(z.string()),
  family: z.nullable(familySchema),
  /** A dismissed update is listed as "forgotten". */
  class: z.enum([...HOLD_CLASSES, 'forgotten']),
  kind: failureKindSchema,
  code: failureCodeSchema,
  message: z.string(),
  /** The provider's last words, redacted. */
  detail: z.nullable(z.string()),
  since: z.string(),
  until: time,
  /** How many tries in a row failed. */
  attempts: z.number(),
})
export type HoldView = z.infer<typeof holdViewSchema>

/** One hostname and family. `update --json` and `status --json` print the same row. */
export const familyRowSchema = z.strictObject({
  account: z.string(),
  hostname: z.string(),
  family: familySchema,
  desired: z.nullable(z.string()),
  confirmed: z.nullable(z.string()),
  confirmedAt: time,
  /** What the provider said yes to, and the zone still has to show; null once it is confirmed. */
  accepted: z.nullable(z.string()),
  acceptedAt: time,
  state: z.enum(ROW_STATES),
  kind: z.nullable(failureKindSchema),
  /** A sentence in the user's language: what is true now and what to do next. Null when all is well. */
  message: z.nullable(z.string()),
  heldUntil: time,
  /** The hold that the state and the message are about; null where nothing is held, such as an address not known this time. */
  hold: z.nullable(holdViewSchema),
  /** The question that needs the user's answer, by its id: `message` is its text. Absent where nothing is asked. */
  question: z.optional(z.string()),
  breaker: breakerSchema,
  nextLook: time,
})
export type FamilyRow = z.infer<typeof familyRowSchema>

/** The address that the provider last said yes to, in whatever words. */
export const publishedIn = ({ accepted, confirmed }: Pick<FamilyRow, 'accepted' | 'confirmed'>): string | null =>
  accepted ?? confirmed

/**
 * How the zone's authoritative servers compare with the published address. holds: all that answered hold it and nothing
 * else. several: all hold it, some hold more. lagging: some hold it. differs: none holds it. unknown: none answered, so
 * nothing follows.
 */
export const VERIFIED_STATES = ['holds', 'lagging', 'differs', 'several', 'unknown'] as const
export type VerifiedState = (typeof VERIFIED_STATES)[number]

export const verifiedSchema = z.strictObject({
  /** The address found; null when there was none. */
  address: z.nullable(z.string()),
  at: z.string(),
  state: z.enum(VERIFIED_STATES),
  /** `provider` where the name is proxied and the world sees the proxy's addresses. */
  source: z.enum(['dns', 'provider']),
  /** Set once a difference is more than the usual delay after an update. */
  drift: z.nullable(reasonSchema),
  /** Sending the address again corrects the drift. Whether that happens is the record's `onDrift`. */
  selfCorrecting: z.boolean(),
})
export type Verified = z.infer<typeof verifiedSchema>

export const recordStatusSchema = z.strictObject({
  account: z.string(),
  hostname: z.string(),
  policies: z.strictObject({ ipv4: familyPolicySchema, ipv6: familyPolicySchema }),
  /** The worst of its families; `updating` while a job is under way. */
  state: z.enum(['ok', 'updating', 'attention', 'waiting', 'offline']),
  families: z.array(familyRowSchema),
  /** The addresses that one undo restores; null for a family that it leaves as it is. */
  previous: z.strictObject({ ipv4: z.nullable(z.string()), ipv6: z.nullable(z.string()) }),
  /** Null until the address has been verified after its confirmation. */
  verified: z.strictObject({ ipv4: z.nullable(verifiedSchema), ipv6: z.nullable(verifiedSchema) }),
  onDrift: onDriftSchema,
  /** As in the settings: a page that saves the record sends them back unchanged. */
  guards: z.optional(guardSettingsSchema),
  /** What was learnt about the way in which the account's server wants requests. */
  learnt: z.array(reasonSchema),
})
export type RecordStatus = z.infer<typeof recordStatusSchema>

export const accountStatusSchema = z.strictObject({
  id: z.string(),
  provider: z.string(),
  endpoint: z.nullable(z.string()),
  /** As in the settings: a page that saves the account sends them back unchanged. */
  ca: z.nullable(z.string()),
  allowPlainHttp: z.boolean(),
  dialect: z.optional(dialectSchema),
  dns: z.optional(dnsSchema),
  fields: z.record(z.string(), z.string()),
  /** For each secret field, whether one is stored. Never the secret. */
  secrets: z.record(z.string(), z.enum(['present', 'missing', 'other-server', 'unreadable'])),
  /** The failure that holds the whole account now, if any. */
  failure: z.nullable(failureSchema),
  heldUntil: time,
  breaker: breakerSchema,
})
export type AccountStatus = z.infer<typeof accountStatusSchema>

export const candidateSchema = z.strictObject({
  adapterId: z.string(),
  adapterName: z.string(),
  family: familySchema,
  address: z.nullable(z.string()),
  chosen: z.boolean(),
  why: reasonSchema,
})

const addressViewSchema = z.strictObject({
  address: z.string(),
  family: familySchema,
  prefixLength: z.number(),
  prefixOrigin: z.string(),
  suffixOrigin: z.string(),
  dadState: z.string(),
  temporary: z.boolean(),
  validLifetimeS: z.nullable(z.number()),
  preferredLifetimeS: z.nullable(z.number()),
  chosen: z.boolean(),
  why: z.nullable(reasonSchema),
})
export const interfaceViewSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  physicalAddress: z.nullable(z.string()),
  kind: z.string(),
  state: z.string(),
  mtu: z.nullable(z.number()),
  ipv4Metric: z.nullable(z.number()),
  ipv6Metric: z.nullable(z.number()),
  dnsSuffix: z.nullable(z.string()),
  gateways: z.array(
    z.strictObject({
      family: familySchema,
      address: z.nullable(z.string()),
      physicalAddress: z.nullable(z.string()),
      metric: z.number(),
    }),
  ),
  addresses: z.array(addressViewSchema),
  /** Chosen for these families. */
  chosenFor: z.array(familySchema),
  /** Verdict per family on the adapter as a whole. */
  why: z.array(z.strictObject({ family: familySchema, reason: reasonSchema })),
})
export type InterfaceView = z.infer<typeof interfaceViewSchema>

/** Something about the app itself that the user should know. It is shown for as long as it lasts. */
export const noticeSchema = z.strictObject({
  id: z.enum([
    'settings-invalid',
    'settings-unusable',
    'settings-warning',
    'log-unwritable',
    'store-damaged',
    'store-quarantined',
    'store-locked',
    'store-rewritten',
    'store-unwritable',
    'credential-store',
    'adapter-polling',
    'plain-http',
  ]),
  severity: z.enum(['info', 'warning', 'error']),
  message: z.string(),
})
export type Notice = z.infer<typeof noticeSchema>

export const snapshotSchema = z.strictObject({
  revision: z.number(),
  version: z.string(),
  locale: localeSchema,
  overall: z.enum(OVERALL_STATES),
  /** One sentence for the tooltip and the head of the window. */
  summary: z.string(),
  pausedUntil: time,
  paused: z.boolean(),
  records: z.array(recordStatusSchema),
  accounts: z.array(accountStatusSchema),
  holds: z.array(holdViewSchema),
  /** What only the user can decide about the network. */
  questions: z.array(questionViewSchema),
  interfaces: z.array(interfaceViewSchema),
  /** The way out, one for each family that was observed; empty before the first round. */
  paths: z.array(networkPathSchema),
  providers: z.array(providerInfoSchema),
  notices: z.array(noticeSchema),
  settings: z.strictObject({
    file: z.string(),
    /** False for a file with a problem: it is shown and never written to. */
    editable: z.boolean(),
    ...appOptionsSchema.shape,
  }),
  loginItem: z.enum(['on', 'off', 'off-by-system', 'unavailable']),
  lastRound: z.nullable(z.strictObject({ id: z.number(), trigger: triggerSchema, at: z.string(), tookMs: z.number() })),
  nextLook: time,
})
export type AppSnapshot = z.infer<typeof snapshotSchema>
