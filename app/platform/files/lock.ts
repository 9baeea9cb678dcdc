// One engine for each data folder. The lock is SQLite's own file lock: the system releases it when the process ends, however
// it ends, so nothing has to guess whether the process of a stale lock is still alive.
import { closeSync, constants, fstatSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs'
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite'
import type { Translate } from '../../contract/messages/translate.ts'
import { messageOf } from '../../model/message-of.ts'

export type LockResult =
  | { readonly ok: true; readonly release: () => void }
  | {
      readonly ok: false
      /** A sentence. It names the process that holds the lock, if known. */
      readonly reason: string
      /** Another process holds it. Otherwise the folder cannot be locked at all. */
      readonly isTaken: boolean
    }

/** By path. A database that nobody refers to is closed when memory is collected, and its lock would be gone. */
const held = new Map<string, DatabaseSyncInstance>()

const pidPath = (path: string): string => `${path}.pid`

/** A link may lead anywhere, and opening a named pipe would wait for its other end. Windows has neither flag. */
const AS_IT_IS = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)
const LONGEST_PID_BYTES = 32

/** Opens a regular file itself. @throws the system's error, or a sentence about what is in its place */
function openRegular(path: string, flags: number): number {
  const file = openSync(path, flags | AS_IT_IS, 0o600)
  if (fstatSync(file).isFile()) return file
  closeSync(file)
  throw new Error('it is not a file')
}

function holder(path: string): number | null {
  let file: number | null = null
  try {
    file = openRegular(pidPath(path), constants.O_RDONLY)
    const bytes = Buffer.alloc(LONGEST_PID_BYTES)
    const pid = Number.parseInt(bytes.toString('utf8', 0, readSync(file, bytes)), 10)
    return Number.isSafeInteger(pid) && pid > 0 ? pid : null
  } catch {
    // The holder writes its number a moment after it takes the lock.
    return null
  } finally {
    if (file !== null) closeSync(file)
  }
}

/** Only tells others who holds the lock, so a failure costs nothing else. */
function writePid(path: string): void {
  try {
    rmSync(pidPath(path), { force: true })
    // Creates it or fails: never writes through a link that was put there meanwhile.
    writeFileSync(pidPath(path), `${process.pid}\n`, { mode: 0o600, flag: 'wx' })
  } catch {
    // Somebody else's file or folder has the name.
  }
}

function removePid(path: string): void {
  try {
    if (holder(path) === process.pid) rmSync(pidPath(path))
  } catch {
    // It stays, and names a process that has ended. Nobody relies on it.
  }
}

const isBusy = (error: unknown): boolean => error instanceof Error && /locked|busy/i.test(error.message)

function refuse(path: string, error: unknown, translate: Translate): LockResult {
  if (!isBusy(error)) {
    const reason = translate('dialog.folder-unlockable', { path, reason: messageOf(error) })
    return { ok: false, isTaken: false, reason }
  }
  const pid = holder(path)
  const reason =
    pid === null ? translate('dialog.folder-taken-unknown') : translate('dialog.folder-taken', { process: pid })
  return { ok: false, isTaken: true, reason }
}

/** Takes the lock, or says who holds it. It lasts until it is released or the process ends. */
export async function acquireLock(path: string, translate: Translate): Promise<LockResult> {
  // To open and close the file once more would take the lock away from the first connection (POSIX).
  if (held.has(path)) return refuse(path, new Error('it is locked'), translate)
  let database: DatabaseSyncInstance
  try {
    // SQLite would follow a link and write to what it leads to.
    closeSync(openRegular(path, constants.O_RDWR | constants.O_CREAT))
    database = new DatabaseSync(path)
  } catch (error) {
    return refuse(path, error, translate)
  }
  try {
    database.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    return refuse(path, error, translate)
  }
  writePid(path)
  held.set(path, database)
  return {
    ok: true,
    release: () => {
      if (held.get(path) !== database) return
      held.delete(path)
      removePid(path)
      database.close()
    },
  }
}
