// What a command answers: done, or refused with a sentence. Shared by the window's calls, the control socket and the
// command line.
import * as z from 'zod/mini'

/** The user can act on a refusal, so it is a value and not an error. */
export const refusalSchema = z.strictObject({
  ok: z.literal(false),
  /** In the user's language. */
  message: z.string(),
  /** The command names something that does not exist. On the command line this is exit status 2. */
  usage: z.optional(z.literal(true)),
})
export type Refusal = z.infer<typeof refusalSchema>

export const outcomeSchema = z.union([z.strictObject({ ok: z.literal(true) }), refusalSchema])
export type Outcome = z.infer<typeof outcomeSchema>
