// How another process of the same user talks to the running instance. Four JSON lines: the client's nonce; the instance's
// nonce and proof; the client's proof and request; the reply. See proof.ts for the proofs.
import { realpathSync } from 'node:fs'
import * as z from 'zod/mini'
import { type ControlRequest, controlCommands, familyRowsSchema } from '../contract/control.ts'
import { localeSchema } from '../contract/locale.ts'
import { refusalSchema } from '../contract/outcome.ts'

const hex = (digits: number) => z.string().check(z.regex(new RegExp(`^[0-9a-f]{${digits}}$`)))
export const nonceSchema = hex(32)
export const proofSchema = hex(64)

export const helloSchema = z.strictObject({ nonce: nonceSchema })
export const greetingSchema = z.strictObject({ nonce: nonceSchema, proof: proofSchema })

const requestSchema = z.union(
  Object.entries(controlCommands).map(([command, payload]) =>
    z.strictObject({ command: z.literal(command), payload: payload as z.ZodMiniType }),
  ),
) as unknown as z.ZodMiniType<ControlRequest>

const messageShape = {
  /** The settings file that the client means, null for any. An instance with another one does nothing. */
  settings: z.nullable(z.string().check(z.maxLength(4_096))),
  request: requestSchema,
}
const messageSchema = z.strictObject(messageShape)
export type ControlMessage = z.infer<typeof messageSchema>
export const provenMessageSchema = z.strictObject({ proof: proofSchema, ...messageShape })

export const replySchema = z.union([
  z.extend(familyRowsSchema, {
    /** The language of the sentences in the rows and notices. */
    locale: localeSchema,
    /** The settings file in force there. */
    settings: z.string(),
    /** What the instance reports about itself, such as a settings file that is not applied. */
    notices: z.array(z.string()),
  }),
  refusalSchema,
  /** The instance uses another settings file, and has done nothing. */
  z.strictObject({ ok: z.literal(false), otherSettings: z.string() }),
])
export type ControlReply = z.infer<typeof replySchema>

/** In characters, each without its line end. */
export const LONGEST_REQUEST = 65_536
export const LONGEST_GREETING = 256
/** Fifty thousand names with both families. */
export const LONGEST_REPLY = 64 * 1024 * 1024

/** @returns the value in this line; null when it is not JSON or not of this shape */
export function parseLine<T>(schema: z.ZodMiniType<T>, line: string): T | null {
  try {
    const parsed = schema.safeParse(JSON.parse(line))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

/** Client and instance compare settings files by this. @returns the path without links, or as it is when nothing is there */
export function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
