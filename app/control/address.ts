// Where an instance listens: a name that nobody can know beforehand, so that nobody can wait there in its place.
import { randomBytes } from 'node:crypto'
import { lstatSync, mkdtempSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'

/** sun_path holds 104 bytes on macOS and 108 on Linux, with the final NUL. */
const LONGEST_SOCKET_PATH = 100
/** Includes the fixed name of earlier versions. */
const IN_DATA_FOLDER = /^control(-[0-9a-f]{16})?\.sock$/
const TEMPORARY_FOLDER = 'homeward-'
const IN_TEMPORARY_FOLDER = 'control.sock'

/**
 * @returns the name of a pipe on Windows; elsewhere the path of a socket in the data folder (mode 0700) or, where that path
 *   would be too long, in a folder of mode 0700 that this makes beside the temporary files
 * @throws the system's error
 */
export function createAddress(dataFolder: string): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\homeward-${randomBytes(16).toString('hex')}`
  const inside = join(dataFolder, `control-${randomBytes(8).toString('hex')}.sock`)
  if (Buffer.byteLength(inside) <= LONGEST_SOCKET_PATH) return inside
  return join(mkdtempSync(join(tmpdir(), TEMPORARY_FOLDER)), IN_TEMPORARY_FOLDER)
}

/** Removes a socket and the folder that was made for it. Whatever else has the name stays. Never throws. */
export function removeAddress(address: string): void {
  if (process.platform === 'win32') return
  try {
    if (lstatSync(address).isSocket()) rmSync(address)
  } catch {
    // It is gone, or it is not ours to remove.
  }
  if (basename(address) !== IN_TEMPORARY_FOLDER || !basename(dirname(address)).startsWith(TEMPORARY_FOLDER)) return
  try {
    // Only an empty folder.
    rmdirSync(dirname(address))
  } catch {
    // As above.
  }
}

/** Removes the sockets that instances left behind when they were killed. The caller holds the data folder's lock. */
export function removeLeftAddresses(dataFolder: string, last: string | null): void {
  if (process.platform === 'win32') return
  if (last !== null) removeAddress(last)
  try {
    for (const name of readdirSync(dataFolder)) if (IN_DATA_FOLDER.test(name)) removeAddress(join(dataFolder, name))
  } catch {
    // They do no harm.
  }
}
