// The whole surface between page and main process: every call once, with the parsers of its payload and its result.
// The bridge, the server, the page's client and the stubs of tests are derived from this table.
import * as z from 'zod/mini'
import { answerSchema } from './guards.ts'
import { explainedHistorySchema, historyPageSchema, historyQuerySchema, storedRoundSchema } from './history.ts'
import { outcomeSchema, refusalSchema } from './outcome.ts'
import { propagationSchema } from './propagation.ts'
import {
  accountIdSchema,
  accountSettingsSchema,
  appOptionChangesSchema,
  hostnameSchema,
  recordSettingsSchema,
} from './settings.ts'
import { snapshotSchema } from './snapshot.ts'

const nothing = z.void()
const secretField = z.string().check(z.minLength(1), z.maxLength(64))
/** The limit leaves room for a signed token or a key file. */
const secretValue = z.string().check(z.minLength(1), z.maxLength(16_384))
const recordName = z.strictObject({ account: accountIdSchema, hostname: hostnameSchema })
const accountOrRecord = z.strictObject({
  account: accountIdSchema,
  /** Null for the whole account. */
  hostname: z.nullable(hostnameSchema),
})

/** A link the app may open in the browser, named by the page and resolved by the main process. */
export const linkSchema = z.union([
  z.strictObject({ kind: z.literal('provider'), provider: z.string().check(z.maxLength(64)) }),
  z.strictObject({ kind: z.literal('startup-apps') }),
])

/** `by: 'shell'` marks the calls that need a desktop: the shell answers them, the command handlers all others. */
export const calls = {
  'snapshot.get': { payload: nothing, result: snapshotSchema, by: 'shell' },
  'history.query': { payload: historyQuerySchema, result: historyPageSchema },
  'history.round': { payload: z.int(), result: z.nullable(storedRoundSchema) },
  'engine.update-now': { payload: nothing, result: outcomeSchema },
  'engine.pause': {
    payload: z.strictObject({ minutes: z.nullable(z.int().check(z.minimum(1), z.maximum(10_080))) }),
    result: outcomeSchema,
  },
  'engine.resume': { payload: nothing, result: outcomeSchema },
  'account.save': {
    payload: z.strictObject({
      account: accountSettingsSchema,
      /** Only the secrets that the user typed; the others stay as they are. */
      secrets: z.record(secretField, secretValue),
    }),
    result: outcomeSchema,
  },
  'account.remove': { payload: accountIdSchema, result: outcomeSchema },
  'secret.clear': { payload: z.strictObject({ account: accountIdSchema, field: secretField }), result: outcomeSchema },
  'record.save': {
    payload: z.strictObject({
      record: recordSettingsSchema,
      /** The account and hostname before the edit, null for a new record. */
      replaces: z.nullable(recordName),
    }),
    result: outcomeSchema,
  },
  'record.remove': { payload: recordName, result: outcomeSchema },
  /** Lifts a hold or retries a parked job. */
  'hold.lift': { payload: accountOrRecord, result: outcomeSchema },
  /** Gives up a parked job until the address changes again. */
  'hold.dismiss': { payload: accountOrRecord, result: outcomeSchema },
  /** Answers what only the user can decide about the network, by the question's id in the snapshot. */
  'question.answer': {
    payload: z.strictObject({ id: z.string().check(z.maxLength(512)), answer: answerSchema }),
    result: outcomeSchema,
  },
  /** Restores the previous address. */
  'record.undo': { payload: recordName, result: outcomeSchema },
  /** Updates one record although nothing changed. */
  'record.force': { payload: recordName, result: outcomeSchema },
  /** Who sees which address now: queries the zone's servers, or the provider, and a few resolvers. Takes seconds. */
  'record.propagation': {
    payload: recordName,
    result: z.union([z.strictObject({ ok: z.literal(true), propagation: propagationSchema }), refusalSchema]),
  },
  /** What the explanation of a record needs of the history. */
  'record.explain': { payload: recordName, result: explainedHistorySchema },
  'settings.save': { payload: appOptionChangesSchema, result: outcomeSchema },
  'login-item.set': { payload: z.boolean(), result: outcomeSchema, by: 'shell' },
  'link.open': { payload: linkSchema, result: outcomeSchema, by: 'shell' },
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

/** The main process's side: one handler per call, which gets the parsed payload. */
export type Handlers = { readonly [N in CallName]: (payload: ParsedPayload<N>) => Promise<Result<N>> | Result<N> }

export type ShellCall = { [N in CallName]: Calls[N] extends { readonly by: 'shell' } ? N : never }[CallName]
/** The handlers that need no desktop. */
export type EngineHandlers = Omit<Handlers, ShellCall>

/** Why a call was refused, as a stable code for programs. The message is for readers of the page's console. */
export type RefusalCode = 'unknown-call' | 'foreign-sender' | 'bad-payload' | 'bad-result' | 'failed'

/** What travels back over a call's channel. A refusal is a value: Electron would wrap a thrown error in its own text. */
export type Reply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: RefusalCode; readonly message: string }
