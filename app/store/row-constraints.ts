// What a row must be for it to be read. In SQL, since the driver throws when it fetches a number that JavaScript cannot
// hold: who reads passes over what is not sound, whether or not it has been moved out of the way.
import { FAILURE_KINDS } from '../contract/failure.ts'
import { ATTEMPT_RESULTS } from '../contract/history.ts'
import { TRIGGERS } from '../contract/snapshot.ts'
import { HOLD_CLASSES } from '../model/store.ts'

/** As far as a Date reaches from 1970, in milliseconds: beyond it there is no time to tell. */
const FARTHEST = 8_640_000_000_000_000
/** The longest wait taken from a provider is 30 days. */
const LONGEST_HOLD_MS = 10 * 365 * 24 * 3_600_000
const MOST = 2 ** 31

// The plus keeps the planner from choosing an index by a condition that nearly every row fulfils. A null is within.
const within = (column: string, least: number, most: number) =>
  `ifnull(+${column}, ${least}) BETWEEN ${least} AND ${most}`
/** A time that can be told. */
export const isTime = (column: string) => within(column, -FARTHEST, FARTHEST)
const isId = (column: string) => within(column, 0, Number.MAX_SAFE_INTEGER)
const isCount = (column: string) => within(column, 0, MOST)
const isOneOf = (column: string, words: readonly string[]) =>
  `+${column} IN (${words.map((word) => `'${word}'`).join(', ')})`

const all = (...conditions: readonly string[]): string => `(${conditions.join(' AND ')})`

export const SOUND = {
  families: all(
    ...['desired_at', 'confirmed_at', 'sent_at', 'verified_at'].map(isTime),
    isId('unsettled'),
    isCount('corrections'),
  ),
  attempts: all(
    ...['started_at', 'settled_at'].map(isTime),
    ...['id', 'round_id'].map(isId),
    isOneOf('family', ['ipv4', 'ipv6']),
    isOneOf('result', ATTEMPT_RESULTS),
    isOneOf('cause', TRIGGERS),
    `(kind IS NULL OR ${isOneOf('kind', FAILURE_KINDS)})`,
  ),
  holds: all(
    ...['since', 'until', 'retry_at'].map(isTime),
    isCount('attempts'),
    `(until IS NULL OR until - since <= ${LONGEST_HOLD_MS})`,
    isOneOf('class', HOLD_CLASSES),
    isOneOf('kind', FAILURE_KINDS),
    `CASE hostname WHEN '' THEN family = '' ELSE family IN ('ipv4', 'ipv6') END`,
  ),
  rounds: all(isId('id'), 'json_valid(record)'),
} as const
