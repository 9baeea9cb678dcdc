// The file by which a client finds and knows the running instance: its address and its token. Only the user may read it.
import { createHash, randomBytes } from 'node:crypto'
import {
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, isAbsolute, join } from 'node:path'
import * as z from 'zod/mini'
import { nonceSchema, parseLine } from './protocol.ts'

export interface ControlKey {
  /** Path of a socket, or name of a pipe on Windows. */
  readonly address: string
  /** 128 bits in hex. */
  readonly token: string
}

const isWindows = process.platform === 'win32'
/** A pipe of another machine would send it this user's sign-in. */
const PIPE = /^\\\\\.\\pipe\\homeward-[0-9a-f]{32}$/
const isAddress = (text: string): boolean =>
  isWindows ? PIPE.test(text) : isAbsolute(text) && /^control(-[0-9a-f]+)?\.sock$/.test(basename(text))

const keySchema = z.strictObject({
  address: z.string().check(z.maxLength(256), z.refine(isAddress)),
  token: nonceSchema,
})
const LONGEST_FILE_BYTES = 1_024

/**
 * In the data folder. On Windows always in the user's profile, to which others have no access: a data folder that was put
 * elsewhere inherits the rights of its drive, which often let everybody in.
 */
export function keyFilePath(dataFolder: string): string {
  if (!isWindows) return join(dataFolder, 'control.json')
  const profile = process.env.LOCALAPPDATA || join(homedir(), 'AppData', 'Local')
  const digest = createHash('sha256').update(dataFolder).digest('hex').slice(0, 16)
  return join(profile, 'Homeward', `control-${digest}.json`)
}

/** Replaces whatever has the name, also a link, and follows none. @throws the system's error */
export function writeKeyFile(path: string, key: ControlKey): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const fresh = `${path}.${randomBytes(6).toString('hex')}.tmp`
  try {
    writeFileSync(fresh, JSON.stringify(key), { mode: 0o600, flag: 'wx' })
    renameSync(fresh, path)
  } catch (error) {
    rmSync(fresh, { force: true })
    throw error
  }
}

/** @returns null when there is none, and when the file is not one that an instance of this user has written */
export function readKeyFile(path: string): ControlKey | null {
  let file: number
  try {
    // A link may lead anywhere, and opening a named pipe would wait for its other end. Windows has neither flag.
    file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
  } catch {
    return null
  }
  try {
    const { mode, uid, size } = fstatSync(file)
    const isRegular = (mode & constants.S_IFMT) === constants.S_IFREG
    const isOurs = isWindows || (uid === process.getuid?.() && (mode & 0o077) === 0)
    if (!isRegular || !isOurs || size > LONGEST_FILE_BYTES) return null
    const bytes = Buffer.alloc(LONGEST_FILE_BYTES)
    return parseLine(keySchema, bytes.toString('utf8', 0, readSync(file, bytes)))
  } catch {
    return null
  } finally {
    closeSync(file)
  }
}
