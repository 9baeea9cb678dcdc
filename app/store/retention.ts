// The history is kept for a year, or up to 100,000 attempts if that is less. It is pruned in slices, so that no call takes long.
import type { DatabaseSyncInstance } from '@photostructure/sqlite'
import { isTime } from './row-constraints.ts'
import { inTransaction, withoutWaiting } from './transaction.ts'

const DAY_MS = 24 * 3_600_000
const YEAR_MS = 365 * DAY_MS
/**
 * The largest share of the rows that one day may remove for their age. To a clock that is a year ahead every row seems too old:
 * with this limit the clock has to stay wrong for weeks to remove much. With a right clock one row in 365 gets too old a day,
 * and a machine that was off for months catches up within weeks.
 */
const TOO_OLD_SHARE = 1 / 20
const SLICE = 500
/** Only this many of the oldest rows are examined: enough to get past a few rows that were written by a wrong clock. */
const WINDOW = 5_000

const KEPT_ATTEMPTS = 100_000
const KEPT_ROUNDS = 50_000
/** About a week of polls. */
const KEPT_QUIET_ROUNDS = 2_000

/** Holds the day (since 1970) of the last removal, and whether that day's work is done. */
const VALUE = 'history-pruned'

export interface Retention {
  /** @returns whether there is more to remove: call again. Cheap once the day's work is done. */
  prune(now: number): boolean
}

interface Kept {
  readonly table: 'attempts' | 'rounds'
  /** Conditions: which rows count, and which of them may be removed. */
  readonly rows: string
  readonly removable: string
  readonly most: number
}

const ROUNDS: Kept = { table: 'rounds', rows: 'true', removable: 'true', most: KEPT_ROUNDS }
const QUIET_ROUNDS: Kept = { table: 'rounds', rows: 'quiet = 1', removable: 'quiet = 1', most: KEPT_QUIET_ROUNDS }
const ATTEMPTS: Kept = {
  table: 'attempts',
  rows: 'true',
  // An attempt in doubt is kept until its outcome is known.
  removable: 'id NOT IN (SELECT unsettled FROM families WHERE unsettled IS NOT NULL)',
  most: KEPT_ATTEMPTS,
}

/** Prepares its statements once a day when it needs them, so that they do not delay the start. */
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
      // A removal that is lost in a power failure is made again.
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
