// Conditions that a row must meet to be read. They are in SQL, since the driver throws when it fetches a number that
// JavaScript cannot hold. Readers skip unsound rows, whether or not these are in the quarantine already.
import { FAILURE_KINDS } from '../contract/failure.ts'
import { ATTEMPT_RESULTS } from '../contract/history.ts'
import { HOLD_CLASSES, TRIGGERS } from '../contract/snapshot.ts'
import { FAMILIES } from '../model/address.ts'

/** The range of a JavaScript Date, in milliseconds from 1970. */
const FARTHEST = 8_640_000_000_000_000
/** The longest wait taken from a provider is 30 days. */
const LONGEST_HOLD_MS = 10 * 365 * 24 * 3_600_000
const MOST = 2 ** 31

// The plus keeps the planner from choosing an index by a condition that nearly every row meets. A null meets it, too.
const within = (column: string, least: number, most: number) =>
  `ifnull(+${column}, ${least}) BETWEEN ${least} AND ${most}`
/** A time that a Date can hold. */
export const isTime = (column: string) => within(column, -FARTHEST, FARTHEST)
const isId = (column: string) => within(column, 0, Number.MAX_SAFE_INTEGER)
const isCount = (column: string) => within(column, 0, MOST)
const listOf = (words: readonly string[]) => words.map((word) => `'${word}'`).join(', ')
const isOneOf = (column: string, words: readonly string[]) => `+${column} IN (${listOf(words)})`
const isNullOrOneOf = (column: string, words: readonly string[]) => `(${column} IS NULL OR ${isOneOf(column, words)})`

const all = (...conditions: readonly string[]): string => `(${conditions.join(' AND ')})`

const DISMISSED = ['dismissed', 'dismissed_kind', 'dismissed_code', 'dismissed_detail'] as const
/** The columns of a family's dismissal. */
export const DISMISSAL_COLUMNS = [...DISMISSED, 'dismissed_since', 'dismissed_attempts'] as const
export const HAS_DISMISSAL = `(${DISMISSAL_COLUMNS.map((column) => `${column} IS NOT NULL`).join(' OR ')})`
/** A dismissal is whole, or there is none. */
export const SOUND_DISMISSAL = all(
  `CASE WHEN dismissed IS NULL THEN NOT ${HAS_DISMISSAL}
     ELSE dismissed_kind IS NOT NULL AND dismissed_since IS NOT NULL AND dismissed_attempts IS NOT NULL END`,
  isTime('dismissed_since'),
  isCount('dismissed_attempts'),
  isNullOrOneOf('dismissed_kind', FAILURE_KINDS),
)

export const SOUND = {
  families: all(
    ...['desired_at', 'confirmed_at', 'accepted_at', 'sent_at', 'verified_at', 'dismissed_since'].map(isTime),
    isId('unsettled'),
    ...['corrections', 'dismissed_attempts'].map(isCount),
    isNullOrOneOf('dismissed_kind', FAILURE_KINDS),
  ),
  attempts: all(
    ...['started_at', 'settled_at'].map(isTime),
    ...['id', 'round_id'].map(isId),
    isOneOf('family', FAMILIES),
    isOneOf('result', ATTEMPT_RESULTS),
    isOneOf('cause', TRIGGERS),
    isNullOrOneOf('kind', FAILURE_KINDS),
  ),
  holds: all(
    ...['since', 'until', 'retry_at'].map(isTime),
    isCount('attempts'),
    `(until IS NULL OR until - since <= ${LONGEST_HOLD_MS})`,
    isOneOf('class', HOLD_CLASSES),
    isOneOf('kind', FAILURE_KINDS),
    `CASE hostname WHEN '' THEN family = '' ELSE family IN (${listOf(FAMILIES)}) END`,
  ),
  rounds: all(isId('id'), 'json_valid(record)'),
} as const
