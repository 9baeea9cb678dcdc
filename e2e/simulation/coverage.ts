// What has to happen in enough lives: a model in which it happens no more keeps every promise and proves nothing.
import type { Tally } from './counters.ts'

/** So often that five hundred lives have each of them many times. */
const OFTEN = [
  ...['crashes', 'crashes between two writes', 'crashes that cut an update off', 'restarts of the machine'],
  ...['corrections of a drift', 'keep-alives', 'undone', 'wishes forgotten', 'questions to a provider'],
  ...['doubts: it had arrived', 'doubts: it had not arrived', 'updates made after their answer was lost'],
  ...['heard: blocked', 'heard: hiccup', 'heard: later', 'heard: needs-user', 'heard: until-time'],
  ...['refused: beginAttempts', 'refused: settleAttempts', 'refused: putHold', 'refused: shiftTimes'],
  ...['ended right', 'ended drifted', 'ended held: blocked', 'ended held: needs-user', 'told moves that were in time'],
] as const

/** About once in a hundred lives, or a few hundred. */
const SELDOM = [
  'batches split',
  'forced updates that were tried again',
  'ended held: forgotten',
  'refused: liftHold',
] as const
const ENOUGH_FOR_SELDOM = 5_000
const ENOUGH = 500

/** @returns what should have happened in so many lives and did not */
export function missing(tally: Tally, lives: number): readonly string[] {
  const due = [...(lives >= ENOUGH ? OFTEN : []), ...(lives >= ENOUGH_FOR_SELDOM ? SELDOM : [])]
  return due.filter((what) => tally.of(what) === 0)
}
