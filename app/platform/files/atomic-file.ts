// Writes a whole file or nothing.
import { randomBytes } from 'node:crypto'
import { chmod, lstat, mkdir, open, realpath, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { errorCode } from '../error-code.ts'

/** Windows refuses to rename over a file that a virus scanner or indexer has opened. It closes it soon. */
const BUSY = new Set(['EPERM', 'EBUSY', 'EACCES'])
const RETRY_MS = [10, 20, 50, 100, 200, 400, 800]

async function renameWithRetries(from: string, to: string): Promise<void> {
  for (const pause of RETRY_MS) {
    try {
      return await rename(from, to)
    } catch (error) {
      if (!BUSY.has(errorCode(error) ?? '')) throw error
    }
    await sleep(pause)
  }
  await rename(from, to)
}

/** Makes the rename itself durable. Windows has no such call and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Follows a symbolic link, so that the file behind it is replaced and the link stays. */
async function resolveLink(path: string): Promise<string> {
  try {
    return (await lstat(path)).isSymbolicLink() ? await realpath(path) : path
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return path
    throw error
  }
}

/**
 * Replaces the file with this text: writes a file beside it, syncs it and renames it over the old one. Readers see the old
 * text or the new one. Only the user may read the file (0600) and a folder created for it (0700). Rejects with the system's
 * error.
 */
export async function writeFileAtomically(path: string, text: string): Promise<void> {
  const file = await resolveLink(path)
  const folder = dirname(file)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const temporary = join(folder, `.${basename(file)}.${randomBytes(6).toString('hex')}.tmp`)
  try {
    const handle = await open(temporary, 'wx', 0o600)
    try {
      await handle.writeFile(text, 'utf8')
      await handle.sync()
    } finally {
      await handle.close()
    }
    await chmod(temporary, 0o600)
    await renameWithRetries(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await syncFolder(folder)
}
