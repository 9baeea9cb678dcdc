// One engine for each data folder. The lock is SQLite's own file lock: the system releases it when the process ends, however
// it ends, so nothing has to guess whether the process of a stale lock is still alive.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite'
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

const pidPath = (path: string): string => `${path}.pid`

function holder(path: string): number | null {
  try {
    const pid = Number.parseInt(readFileSync(pidPath(path), 'utf8'), 10)
    return Number.isSafeInteger(pid) && pid > 0 ? pid : null
  } catch {
    // The holder writes its number a moment after it takes the lock.
    return null
  }
}

const isBusy = (error: unknown): boolean => error instanceof Error && /locked|busy/i.test(error.message)

function refuse(path: string, error: unknown): LockResult {
  if (!isBusy(error)) {
    return { ok: false, isTaken: false, reason: `The data folder could not be locked (${path}): ${messageOf(error)}.` }
  }
  const pid = holder(path)
  const who = pid === null ? 'another process' : `process ${pid}`
  return {
    ok: false,
    isTaken: true,
    reason: `Homeward is already running for this data folder (${who}). Only one may send updates.`,
  }
}

/** Takes the lock, or says who holds it. It lasts until it is released or the process ends. */
export async function acquireLock(path: string): Promise<LockResult> {
  let database: DatabaseSyncInstance
  try {
    database = new DatabaseSync(path)
  } catch (error) {
    return refuse(path, error)
  }
  try {
    database.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE')
    writeFileSync(pidPath(path), `${process.pid}\n`, { mode: 0o600 })
  } catch (error) {
    database.close()
    return refuse(path, error)
  }
  let held = true
  return {
    ok: true,
    release: () => {
      if (!held) return
      held = false
      rmSync(pidPath(path), { force: true })
      database.close()
    },
  }
}
