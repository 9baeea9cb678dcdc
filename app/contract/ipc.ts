// The whole surface between page and main process: every call once, with the parser of its payload and of its result.
// The bridge, the server and the page's client are derived from this table.
import * as z from 'zod/mini'
import { historyPageSchema, historyQuerySchema, roundRecordSchema } from './history.ts'
import { localeSchema } from './locale.ts'
import { propagationSchema } from './propagation.ts'
import {
  accountIdSchema,
  accountSettingsSchema,
  detectionSettingsSchema,
  hostnameSchema,
  notificationSettingsSchema,
  recordSettingsSchema,
} from './settings.ts'
import { snapshotSchema } from './snapshot.ts'

const nothing = z.void()
const secretField = z.string().check(z.minLength(1), z.maxLength(64))
/** Long enough for a signed token or a key file, short enough to refuse nonsense. */
const secretValue = z.string().check(z.minLength(1), z.maxLength(16_384))

/** Intents can fail for reasons the user can mend: they answer with a sentence instead of throwing. */
export const outcomeSchema = z.union([
  z.strictObject({ ok: z.literal(true) }),
  z.strictObject({ ok: z.literal(false), message: z.string() }),
])
export type Outcome = z.infer<typeof outcomeSchema>

/** A link the app may open in the browser, named by the page and resolved by the main process. */
export const linkSchema = z.union([
  z.strictObject({ kind: z.literal('provider'), provider: z.string().check(z.maxLength(64)) }),
  z.strictObject({ kind: z.literal('startup-apps') }),
])

export const calls = {
  'snapshot.get': { payload: nothing, result: snapshotSchema },
  'history.query': { payload: historyQuerySchema, result: historyPageSchema },
  'history.round': { payload: z.int(), result: z.nullable(roundRecordSchema) },
  'engine.update-now': { payload: nothing, result: outcomeSchema },
  'engine.pause': {
    payload: z.strictObject({ minutes: z.nullable(z.int().check(z.minimum(1), z.maximum(10_080))) }),
    result: outcomeSchema,
  },
  'engine.resume': { payload: nothing, result: outcomeSchema },
  'account.save': {
    payload: z.strictObject({
      account: accountSettingsSchema,
      /** Only the secrets the user typed; the others stay as they are. */
      secrets: z.record(secretField, secretValue),
    }),
    result: outcomeSchema,
  },
  'account.remove': { payload: accountIdSchema, result: outcomeSchema },
  'secret.clear': { payload: z.strictObject({ account: accountIdSchema, field: secretField }), result: outcomeSchema },
  'record.save': {
    payload: z.strictObject({
      record: recordSettingsSchema,
      /** The hostname and account it had before, when an existing one is edited. */
      replaces: z.nullable(z.strictObject({ account: accountIdSchema, hostname: hostnameSchema })),
    }),
    result: outcomeSchema,
  },
  'record.remove': {
    payload: z.strictObject({ account: accountIdSchema, hostname: hostnameSchema }),
    result: outcomeSchema,
  },
  'hold.lift': {
    payload: z.strictObject({ account: accountIdSchema, hostname: z.nullable(hostnameSchema) }),
    result: outcomeSchema,
  },
  /** Lets a parked job go until the address changes again; hostname null for the whole account. */
  'hold.forget': {
    payload: z.strictObject({ account: accountIdSchema, hostname: z.nullable(hostnameSchema) }),
    result: outcomeSchema,
  },
  /** Puts the address before the last change back. */
  'record.undo': {
    payload: z.strictObject({ account: accountIdSchema, hostname: hostnameSchema }),
    result: outcomeSchema,
  },
  /** Updates one name although nothing changed. */
  'record.force': {
    payload: z.strictObject({ account: accountIdSchema, hostname: hostnameSchema }),
    result: outcomeSchema,
  },
  /** Who sees which address now: asks the zone's servers, or the provider, and a few resolvers. Takes seconds. */
  'record.propagation': {
    payload: z.strictObject({ account: accountIdSchema, hostname: hostnameSchema }),
    result: z.union([
      z.strictObject({ ok: z.literal(true), propagation: propagationSchema }),
      z.strictObject({ ok: z.literal(false), message: z.string() }),
    ]),
  },
  'settings.save': {
    payload: z.strictObject({
      language: z.optional(z.union([z.literal('system'), localeSchema])),
      theme: z.optional(z.enum(['system', 'light', 'dark'])),
      contact: z.optional(z.nullable(z.string().check(z.maxLength(200)))),
      notifications: z.optional(notificationSettingsSchema),
      detection: z.optional(detectionSettingsSchema),
    }),
    result: outcomeSchema,
  },
  'login-item.set': { payload: z.boolean(), result: outcomeSchema },
  'link.open': { payload: linkSchema, result: outcomeSchema },
} as const

/** Main process to page: a whole new snapshot each time. */
export const pushes = {
  'snapshot.changed': snapshotSchema,
  /** Which page to show: a toast or a menu item was clicked. */
  'page.show': z.enum(['overview', 'domains', 'interfaces', 'history', 'settings']),
} as const

export type Calls = typeof calls
export type CallName = keyof Calls
export type Payload<N extends CallName> = z.input<Calls[N]['payload']>
export type ParsedPayload<N extends CallName> = z.output<Calls[N]['payload']>
export type Result<N extends CallName> = z.output<Calls[N]['result']>
export type Pushes = typeof pushes
export type PushName = keyof Pushes
export type PushValue<N extends PushName> = z.output<Pushes[N]>

/** What the preload script puts on `window.homeward`. */
export interface Bridge {
  call<N extends CallName>(name: N, payload: Payload<N>): Promise<Result<N>>
  /** @returns a function that ends the subscription. */
  listen<N extends PushName>(name: N, listener: (value: PushValue<N>) => void): () => void
}

/** The main process's side: one handler a call, already given a parsed payload. */
export type Handlers = { readonly [N in CallName]: (payload: ParsedPayload<N>) => Promise<Result<N>> | Result<N> }
