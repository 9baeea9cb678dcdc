// What happens while another program has the database locked, such as a viewer with an open change or a backup. SQLite would
// wait for it and stop the whole process meanwhile, so it waits for a moment only, and after that not at all until it is free.
import type { DatabaseSyncInstance } from '@photostructure/sqlite'
import { STORE_LOCKED } from '../model/store.ts'

/** https://www.sqlite.org/rescode.html */
const SQLITE_BUSY = 5
const SQLITE_LOCKED = 6
/** Long enough for another process of ours to begin reading, and too short to be felt. */
export const LOCK_WAIT_MS = 100

export const isLocked = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && [SQLITE_BUSY, SQLITE_LOCKED].includes(Number(error.errcode) & 0xff)

/** @returns the error; for a locked database one whose text is `STORE_LOCKED` */
export const namingLock = (error: unknown): unknown =>
  isLocked(error) ? new Error(STORE_LOCKED, { cause: error }) : error

/**
 * @returns `port`, whose calls wait `LOCK_WAIT_MS` for a locked database, and not at all after one that waited in vain until one
 *   succeeds. They throw an error whose text is `STORE_LOCKED`.
 */
export function waitingOnce<T extends object>(port: T, database: Pick<DatabaseSyncInstance, 'exec'>): T {
  let waits = true
  const setWaits = (next: boolean): void => {
    if (next === waits) return
    waits = next
    database.exec(`PRAGMA busy_timeout = ${next ? LOCK_WAIT_MS : 0}`)
  }
  return new Proxy(port, {
    get: (wrapped, name) => {
      const member: unknown = Reflect.get(wrapped, name)
      // Once closed there is nothing to set.
      if (typeof member !== 'function' || name === 'close') return member
      return (...args: unknown[]): unknown => {
        try {
          const result = member.apply(wrapped, args)
          setWaits(true)
          return result
        } catch (error) {
          if (isLocked(error)) setWaits(false)
          throw namingLock(error)
        }
      }
    },
  })
}
