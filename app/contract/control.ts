// What another process of the same user can ask the running instance: every command once, with the parser of its payload.
// The socket's protocol, the handlers and the command line's requests are derived from this table.
import * as z from 'zod/mini'
import { doctorReportSchema } from './doctor.ts'
import { answerSchema } from './guards.ts'
import { refusalSchema } from './outcome.ts'
import { familyRowSchema } from './snapshot.ts'

const name = z.string().check(z.maxLength(253))
const accountOrRecord = z.strictObject({
  account: name,
  /** Null for the whole account. */
  hostname: z.nullable(name),
})
const nothing = z.strictObject({})

export const controlCommands = {
  /**
   * Runs one round and waits for its jobs. The hostnames in `force` are sent although nothing changed. With `retryParked`,
   * jobs of these hostnames that are parked are tried now; no other hold is passed.
   */
  update: z.strictObject({ force: z.array(name), retryParked: z.optional(z.boolean()) }),
  /** Restores the address before the last change, at every account that has this hostname. */
  undo: z.strictObject({ hostname: name }),
  /** Lifts a hold or retries a parked job. */
  lift: accountOrRecord,
  /** Gives up a parked job until the address changes again. */
  dismiss: accountOrRecord,
  /** Answers what is asked about the network: about one name, or all that is to be answered; then as `update`. */
  keep: z.strictObject({ hostname: z.nullable(name), answer: answerSchema }),
  status: nothing,
  /** Makes one more round, and answers with what it observed in `doctor`. */
  doctor: nothing,
  /** Another process changed the settings or a secret. */
  'settings-changed': nothing,
} as const

export type ControlCommand = keyof typeof controlCommands
export type ControlPayload<C extends ControlCommand> = z.output<(typeof controlCommands)[C]>
export type ControlRequest = {
  [C in ControlCommand]: { readonly command: C; readonly payload: ControlPayload<C> }
}[ControlCommand]

export const familyRowsSchema = z.strictObject({
  ok: z.literal(true),
  rows: z.array(familyRowSchema),
  /** Whether the machine had a network connection in the last round. */
  online: z.boolean(),
  /** What else the user should know: a sentence. */
  note: z.optional(z.string()),
  doctor: z.optional(doctorReportSchema),
})
export const controlResultSchema = z.union([familyRowsSchema, refusalSchema])
/** Every command answers with the rows that it is about. */
export type ControlResult = z.infer<typeof controlResultSchema>

export type ControlHandlers = {
  readonly [C in ControlCommand]: (payload: ControlPayload<C>) => Promise<ControlResult> | ControlResult
}

/** Calls the handler of a request's command. */
export function handleControl(handlers: ControlHandlers, { command, payload }: ControlRequest) {
  const handler = handlers[command] as (payload: unknown) => Promise<ControlResult> | ControlResult
  return handler(payload)
}
