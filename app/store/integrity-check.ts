// When the whole file is checked for damage. Not at each start, which would read all of a long history: after an end that
// was none (a kill, a loss of power, a copy taken while it was open), after damage was met, and now and then all the same.
import type { DatabaseSyncInstance } from '@photostructure/sqlite'
import { DamagedDatabaseError } from './corruption.ts'
import { withoutWaiting } from './transaction.ts'

/** There for as long as a process has the database, so that it is still there after one that did not close it. */
const OPEN = 'open-since'
const CHECKED = 'checked-at'
const CHECKED_FOR_MS = 7 * 24 * 3_600_000

/**
 * Checks the file where that is due, and marks it as open. @throws DamagedDatabaseError
 * @param version the file's; 0 is one without tables yet
 */
export function checkWhenDue(database: DatabaseSyncInstance, version: number, now: number): void {
  if (version > 0 && !isCheckDue(database, now)) return
  const check = database.prepare('PRAGMA quick_check(1)').get() as Record<string, unknown> | undefined
  const verdict = Object.values(check ?? {})[0]
  if (verdict !== 'ok') throw new DamagedDatabaseError(`quick_check: ${String(verdict)}`)
  if (version > 0) write(database, CHECKED, String(now))
}

function isCheckDue(database: DatabaseSyncInstance, now: number): boolean {
  const read = database.prepare('SELECT value FROM app_values WHERE name = ?')
  const value = (name: string) => (read.get(name) as { value: string } | undefined)?.value
  // A clock that was moved makes it early, not late.
  return value(OPEN) !== undefined || !(Math.abs(now - Number(value(CHECKED))) < CHECKED_FOR_MS)
}

export const markOpen = (database: DatabaseSyncInstance, now: number): void => write(database, OPEN, String(now))

export const markClosed = (database: DatabaseSyncInstance): void => write(database, OPEN, null)

/**
 * Not waited for: before a loss of power could damage anything, something has been written that is waited for, and that
 * takes the mark with it. Where it cannot be written (a full disk), the app starts and ends all the same.
 */
function write(database: DatabaseSyncInstance, name: string, value: string | null): void {
  try {
    withoutWaiting(database, () => {
      if (value === null) database.prepare('DELETE FROM app_values WHERE name = ?').run(name)
      else database.prepare('INSERT OR REPLACE INTO app_values VALUES (?, ?)').run(name, value)
    })
  } catch {
    // The check then comes sooner or later than it would have.
  }
}
