// Writes a file whole or not at all.
import { randomBytes } from 'node:crypto'
import { chmod, lstat, mkdir, open, realpath, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** A virus scanner or indexer holds a new file for a moment: Windows then refuses to rename over it. */
const BUSY = new Set(['EPERM', 'EBUSY', 'EACCES'])
const PATIENCE_MS = [10, 20, 50, 100, 200, 400, 800]

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')

async function renamePatiently(from: string, to: string): Promise<void> {
  for (const pause of PATIENCE_MS) {
    try {
      return await rename(from, to)
    } catch (error) {
      if (!BUSY.has(codeOf(error))) throw error
    }
    await sleep(pause)
  }
  await rename(from, to)
}

/** Makes the renaming itself durable. Windows has no such call and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** A link keeps being one: what it points to is replaced. */
async function targetOf(path: string): Promise<string> {
  try {
    return (await lstat(path)).isSymbolicLink() ? await realpath(path) : path
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return path
    throw error
  }
}

/**
 * Replaces the file with this text: written beside it, synced, renamed over it. Whoever reads meanwhile sees the old
 * text or the new. The file is its user's alone (0600), a folder made for it 0700. Rejects with the system's error.
 */
export async function writeFileAtomically(path: string, text: string): Promise<void> {
  const target = await targetOf(path)
  const folder = dirname(target)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const temporary = join(folder, `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`)
  try {
    const handle = await open(temporary, 'wx', 0o600)
    try {
      await handle.writeFile(text, 'utf8')
      await handle.sync()
    } finally {
      await handle.close()
    }
    await chmod(temporary, 0o600)
    await renamePatiently(temporary, target)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await syncFolder(folder)
}
