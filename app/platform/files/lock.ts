// One engine per data folder. The lock is the database library's own on a file: the system drops it with the process,
// however that ends, so that nothing has to guess whether a left-over process number is still alive.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite'

export type Locking =
  | { readonly ok: true; readonly release: () => void }
  /** A sentence that names the process, where it can be told. */
  | {
      readonly ok: false
      readonly reason: string /** Another process has it; otherwise there is no lock to be had here. */
      readonly isTaken: boolean
    }

const pidPath = (path: string): string => `${path}.pid`

function holder(path: string): number | null {
  try {
    const pid = Number.parseInt(readFileSync(pidPath(path), 'utf8'), 10)
    return Number.isSafeInteger(pid) && pid > 0 ? pid : null
  } catch {
    // Between taking the lock and writing its number, the holder is nameless for a moment.
    return null
  }
}

const isBusy = (error: unknown): boolean => error instanceof Error && /locked|busy/i.test(error.message)

function refuse(path: string, error: unknown): Locking {
  if (!isBusy(error)) {
    const words = error instanceof Error ? error.message : String(error)
    return { ok: false, isTaken: false, reason: `The data folder could not be locked (${path}): ${words}.` }
  }
  const pid = holder(path)
  const who = pid === null ? 'another process' : `process ${pid}`
  return {
    ok: false,
    isTaken: true,
    reason: `Homeward is already running for this data folder (${who}). Only one may send updates.`,
  }
}

/** Takes the lock, or says who has it. It lasts until released or until the process ends. */
export async function acquireLock(path: string): Promise<Locking> {
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
