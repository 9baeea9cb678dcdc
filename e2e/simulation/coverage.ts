// What has to happen in enough runs. A simulation in which it no longer happens violates nothing and proves nothing.
import type { Counters } from './counters.ts'
import { SIMULATED_DIALECTS } from './world/dialects.ts'

/** Each of these happens many times in five hundred runs. */
const OFTEN = [
  ...['crashes', 'crashes at a write', 'crashes during a request', 'restarts of the machine'],
  ...['drift corrections', 'keep-alives', 'undone', 'dismissed', 'provider queries'],
  ...['waited for the zone', 'accepted, then shown', 'put in doubt by a request about the other family'],
  ...Object.values(SIMULATED_DIALECTS).map(({ id }) => `dialect: ${id}`),
  ...['in doubt: applied', 'in doubt: not applied', 'updates applied after their reply was lost'],
  ...['replied: blocked', 'replied: retry', 'replied: slow-retry', 'replied: needs-user', 'replied: until-time'],
  ...['refused: beginAttempts', 'refused: settleAttempts', 'refused: putShifted'],
  ...['networks: keep', 'networks: only-at-home'],
  ...['replied: slow-tries', 'slow tries', 'failed while the machine was away'],
  ...['ended right', 'ended drifted', 'ended held: blocked', 'ended held: needs-user', 'announced changes in time'],
] as const

/** Each of these happens about once in one to several hundred runs. */
const SELDOM = [
  ...['batches split', 'forced updates retried', 'ended dismissed', 'refused: deleteHold', 'refused: putHold'],
  ...['hosts with overdue requests', 'silences that ended'],
] as const
const RUNS_FOR_SELDOM = 5_000
const RUNS_FOR_OFTEN = 500

/** @returns what should have happened in so many runs and did not */
export function missing(counters: Counters, runs: number): readonly string[] {
  const due = [...(runs >= RUNS_FOR_OFTEN ? OFTEN : []), ...(runs >= RUNS_FOR_SELDOM ? SELDOM : [])]
  return due.filter((what) => counters.of(what) === 0)
}
