// Checks the whole file for damage: after a process ended without closing it (a kill, a loss of power, a copy of an open
// file), after damage was found, and once a week. A check at every start would read all of a long history each time.
import type { DatabaseSyncInstance } from '@photostructure/sqlite'
import { CorruptDatabaseError } from './corruption.ts'
import { withoutWaiting } from './transaction.ts'

/** Stored while a process has the database open. It stays where a process ended without closing the database. */
const OPEN = 'open-since'
const CHECKED = 'checked-at'
const CHECKED_FOR_MS = 7 * 24 * 3_600_000

/**
 * Checks the file where that is due. @throws CorruptDatabaseError
 * @param version the file's; 0 is one without tables yet
 */
export function checkWhenDue(database: DatabaseSyncInstance, version: number, now: number): void {
  if (version > 0 && !isCheckDue(database, now)) return
  const check = database.prepare('PRAGMA quick_check(1)').get() as Record<string, unknown> | undefined
  const verdict = Object.values(check ?? {})[0]
  if (verdict !== 'ok') throw new CorruptDatabaseError(`quick_check: ${String(verdict)}`)
  if (version > 0) write(database, CHECKED, String(now))
}

function isCheckDue(database: DatabaseSyncInstance, now: number): boolean {
  const read = database.prepare('SELECT value FROM app_values WHERE name = ?')
  const value = (name: string) => (read.get(name) as { value: string } | undefined)?.value
  // A clock that was set back by a week or more makes the check due; by less, it delays the check by as much.
  return value(OPEN) !== undefined || !(Math.abs(now - Number(value(CHECKED))) < CHECKED_FOR_MS)
}

export const markOpen = (database: DatabaseSyncInstance, now: number): void => write(database, OPEN, String(now))

export const markClosed = (database: DatabaseSyncInstance): void => write(database, OPEN, null)

/**
 * Does not wait for the disk. The next write that waits makes this value durable, too, and before it nothing is written
 * that a loss of power could damage. If the value cannot be written (a full disk), the app starts and ends all the same.
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
