// How another process of the same user talks to the running instance: one JSON line asks, one JSON line answers.
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod/mini'
import { localeSchema } from '../contract/locale.ts'
import { familyRowSchema } from '../contract/snapshot.ts'

const name = z.string().check(z.maxLength(253))

export const requestSchema = z.union([
  /** A round with its jobs awaited; the names in `force` are sent although nothing changed. */
  z.strictObject({ ask: z.literal('update'), force: z.array(name) }),
  /** The address before the last change. */
  z.strictObject({ ask: z.literal('undo'), hostname: name }),
  /** Ends a stop or brings a parked job back; hostname null for the whole account. */
  z.strictObject({ ask: z.literal('lift'), account: name, hostname: z.nullable(name) }),
  /** Lets a parked job go until the address changes again. */
  z.strictObject({ ask: z.literal('forget'), account: name, hostname: z.nullable(name) }),
  z.strictObject({ ask: z.literal('status') }),
  /** Settings or secrets were changed by another process. */
  z.strictObject({ ask: z.literal('look-again') }),
])
export type ControlRequest = z.infer<typeof requestSchema>

export const messageSchema = z.strictObject({
  /** The settings file that the asker means, null for whichever: an instance that goes by another one does nothing. */
  settings: z.nullable(z.string().check(z.maxLength(4_096))),
  request: requestSchema,
})
export type ControlMessage = z.infer<typeof messageSchema>

export const replySchema = z.union([
  z.strictObject({
    ok: z.literal(true),
    rows: z.array(familyRowSchema),
    online: z.boolean(),
    /** Of the sentences in the rows and notices. */
    locale: localeSchema,
    /** The settings file in force there: a command for another one must not take these rows for its own. */
    settings: z.string(),
    /** What the instance says of itself: a settings file that is not applied, and the like. */
    notices: z.array(z.string()),
  }),
  z.strictObject({ ok: z.literal(false), message: z.string() }),
  /** The instance goes by another settings file, and has done nothing. */
  z.strictObject({ ok: z.literal(false), otherSettings: z.string() }),
])
export type ControlReply = z.infer<typeof replySchema>

export const LONGEST_REQUEST = 65_536

/** sun_path holds 104 bytes on macOS and 108 on Linux, with the final NUL. */
const LONGEST_SOCKET_PATH = 100

/**
 * Where the instance of a data folder listens: a named pipe on Windows, elsewhere a socket inside the folder (mode 0700),
 * or beside the temporary files when that path would be too long.
 */
export function controlAddress(dataFolder: string): string {
  const mark = createHash('sha256').update(dataFolder).digest('hex').slice(0, 16)
  if (process.platform === 'win32') return `\\\\.\\pipe\\homeward-${mark}`
  const inside = join(dataFolder, 'control.sock')
  return Buffer.byteLength(inside) <= LONGEST_SOCKET_PATH ? inside : join(tmpdir(), `homeward-${mark}.sock`)
}
