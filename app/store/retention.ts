// What of the history is kept: a year, or 100,000 attempts where that is less. Removed a slice at a time, so that nobody
// waits long for it.
import type { DatabaseSyncInstance } from '@photostructure/sqlite'
import { isTime } from './row-constraints.ts'
import { inTransaction, withoutWaiting } from './transaction.ts'

const DAY_MS = 24 * 3_600_000
const YEAR_MS = 365 * DAY_MS
/**
 * The share of the rows that one day may remove for their age. A clock that is a year ahead makes all of them look too old:
 * this way it must stay wrong for weeks. A clock that is right makes one in 365 too old a day; a machine that was off for
 * months catches up within weeks.
 */
const TOO_OLD_SHARE = 1 / 20
const SLICE = 500
/** The oldest rows, among which those too old are looked for: wide enough to see past a few that a wrong clock wrote. */
const WINDOW = 5_000

const KEPT_ATTEMPTS = 100_000
const KEPT_ROUNDS = 50_000
/** About a week of polls. */
const KEPT_QUIET_ROUNDS = 2_000

/** The day (since 1970) of the last removal, and whether anything was left for the next one. */
const VALUE = 'history-pruned'

export interface Retention {
  /** @returns whether there is more to remove: then it is called again. Cheap once nothing is left for the day. */
  prune(now: number): boolean
}

interface Kept {
  readonly table: 'attempts' | 'rounds'
  /** The rows that count, and which of them may be removed. */
  readonly rows: string
  readonly removable: string
  readonly most: number
}

const ROUNDS: Kept = { table: 'rounds', rows: 'true', removable: 'true', most: KEPT_ROUNDS }
const QUIET_ROUNDS: Kept = { table: 'rounds', rows: 'quiet = 1', removable: 'quiet = 1', most: KEPT_QUIET_ROUNDS }
const ATTEMPTS: Kept = {
  table: 'attempts',
  rows: 'true',
  // One in doubt is kept until its outcome is known.
  removable: 'id NOT IN (SELECT unsettled FROM families WHERE unsettled IS NOT NULL)',
  most: KEPT_ATTEMPTS,
}

/** Prepares its statements when it needs them, once a day: a start has more urgent things to do. */
export function createRetention(database: DatabaseSyncInstance): Retention {
  function removeSlice(now: number, isNewDay: boolean): boolean {
    if (isNewDay) for (const kept of [ATTEMPTS, ROUNDS]) removeOld(database, kept, now - YEAR_MS)
    return [ATTEMPTS, QUIET_ROUNDS, ROUNDS].map((kept) => removeMany(database, kept)).includes(SLICE)
  }

  return {
    prune: (now) => {
      const today = String(Math.floor(now / DAY_MS))
      const last = database.prepare('SELECT value FROM app_values WHERE name = ?').get(VALUE) as
        | { value: string }
        | undefined
      const [day, state] = (last?.value ?? '').split(' ')
      if (day === today && state === 'done') return false
      // A removal that is lost with the power is made again.
      return withoutWaiting(database, () =>
        inTransaction(database, () => {
          const hasMore = removeSlice(now, day !== today)
          database
            .prepare('INSERT OR REPLACE INTO app_values VALUES (?, ?)')
            .run(VALUE, `${today} ${hasMore ? 'begun' : 'done'}`)
          return hasMore
        }),
      )
    },
  }
}

function countOf(database: DatabaseSyncInstance, { table, rows }: Kept): number {
  return (database.prepare(`SELECT count(*) AS n FROM ${table} WHERE ${rows}`).get() as { n: number }).n
}

function removeOld(database: DatabaseSyncInstance, kept: Kept, before: number): void {
  const most = Math.min(Math.ceil(countOf(database, kept) * TOO_OLD_SHARE), SLICE)
  database
    .prepare(
      `DELETE FROM ${kept.table} WHERE id IN (
         SELECT id FROM (SELECT id, started_at FROM ${kept.table} WHERE ${kept.removable} ORDER BY id LIMIT ${WINDOW})
         WHERE started_at < ? AND ${isTime('started_at')} ORDER BY id LIMIT ?)`,
    )
    .run(before, most)
}

/** @returns how many were removed, a slice at most */
function removeMany(database: DatabaseSyncInstance, kept: Kept): number {
  const excess = countOf(database, kept) - kept.most
  if (excess <= 0) return 0
  const { table, removable } = kept
  const remove = database.prepare(
    `DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} WHERE ${removable} ORDER BY id LIMIT ?)`,
  )
  return Number(remove.run(Math.min(excess, SLICE)).changes)
}
