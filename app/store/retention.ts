// What of the history is kept: a year, or 100,000 attempts where that is less. Removed a slice at a time, so that nobody
// waits long for it.
import type { DatabaseSyncInstance } from '@photostructure/sqlite'
import { isTime } from './soundness.ts'
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

export function createRetention(database: DatabaseSyncInstance): Retention {
  const readValue = database.prepare('SELECT value FROM app_values WHERE name = ?')
  const writeValue = database.prepare('INSERT OR REPLACE INTO app_values VALUES (?, ?)')
  const tooOld = [ATTEMPTS, ROUNDS].map((kept) => removerOfOld(database, kept))
  const tooMany = [ATTEMPTS, QUIET_ROUNDS, ROUNDS].map((kept) => removerOfMany(database, kept))
  return {
    prune: (now) => {
      const today = String(Math.floor(now / DAY_MS))
      const [day, state] = ((readValue.get(VALUE) as { value: string } | undefined)?.value ?? '').split(' ')
      if (day === today && state === 'done') return false
      // A removal that is lost with the power is made again.
      return withoutWaiting(database, () =>
        inTransaction(database, () => {
          if (day !== today) for (const remove of tooOld) remove(now - YEAR_MS)
          const hasMore = tooMany.map((remove) => remove()).includes(SLICE)
          writeValue.run(VALUE, `${today} ${hasMore ? 'begun' : 'done'}`)
          return hasMore
        }),
      )
    },
  }
}

const counter = (database: DatabaseSyncInstance, { table, rows }: Kept) => {
  const count = database.prepare(`SELECT count(*) AS n FROM ${table} WHERE ${rows}`)
  return () => (count.get() as { n: number }).n
}

function removerOfOld(database: DatabaseSyncInstance, kept: Kept) {
  const count = counter(database, kept)
  const remove = database.prepare(
    `DELETE FROM ${kept.table} WHERE id IN (
       SELECT id FROM (SELECT id, started_at FROM ${kept.table} WHERE ${kept.removable} ORDER BY id LIMIT ${WINDOW})
       WHERE started_at < ? AND ${isTime('started_at')} ORDER BY id LIMIT ?)`,
  )
  return (before: number): void => {
    remove.run(before, Math.min(Math.ceil(count() * TOO_OLD_SHARE), SLICE))
  }
}

/** @returns how many were removed, a slice at most */
function removerOfMany(database: DatabaseSyncInstance, kept: Kept) {
  const count = counter(database, kept)
  const remove = database.prepare(
    `DELETE FROM ${kept.table} WHERE id IN (SELECT id FROM ${kept.table} WHERE ${kept.removable} ORDER BY id LIMIT ?)`,
  )
  return (): number => {
    const excess = count() - kept.most
    return excess <= 0 ? 0 : Number(remove.run(Math.min(excess, SLICE)).changes)
  }
}
