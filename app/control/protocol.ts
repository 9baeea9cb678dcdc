// How another process of the same user talks to the running instance: one JSON line each way.
import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod/mini'
import { type ControlRequest, controlCommands, familyRowsSchema } from '../contract/control.ts'
import { localeSchema } from '../contract/locale.ts'
import { refusalSchema } from '../contract/outcome.ts'

const requestSchema = z.union(
  Object.entries(controlCommands).map(([command, payload]) =>
    z.strictObject({ command: z.literal(command), payload: payload as z.ZodMiniType }),
  ),
) as unknown as z.ZodMiniType<ControlRequest>

export const messageSchema = z.strictObject({
  /** The settings file that the client means, null for any. An instance with another one does nothing. */
  settings: z.nullable(z.string().check(z.maxLength(4_096))),
  request: requestSchema,
})
export type ControlMessage = z.infer<typeof messageSchema>

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

export const LONGEST_REQUEST = 65_536

/** sun_path holds 104 bytes on macOS and 108 on Linux, with the final NUL. */
const LONGEST_SOCKET_PATH = 100

/**
 * Where the instance of a data folder listens: a named pipe on Windows. Elsewhere a socket inside the folder (mode 0700),
 * or beside the temporary files when that path would be too long.
 */
export function controlAddress(dataFolder: string): string {
  const digest = createHash('sha256').update(dataFolder).digest('hex').slice(0, 16)
  if (process.platform === 'win32') return `\\\\.\\pipe\\homeward-${digest}`
  const inside = join(dataFolder, 'control.sock')
  return Buffer.byteLength(inside) <= LONGEST_SOCKET_PATH ? inside : join(tmpdir(), `homeward-${digest}.sock`)
}

/** Client and instance compare settings files by this. @returns the path without links, or as it is when nothing is there */
export function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
