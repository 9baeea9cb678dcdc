// The rule by which a voter that failed or dissented is asked last for a while. Pure.

/** What stands against a voter. It halves every ten minutes. */
export interface Demotion {
  readonly weight: number
  /** Monotonic milliseconds. */
  readonly since: number
}

const HALF_LIFE_MS = 600_000
/** Less than this is forgotten: a single fault after half an hour. */
const FORGOTTEN_BELOW = 1 / 8
/** However often it happened, it is forgotten after an hour. */
const MAX_WEIGHT = 8

/** What is left of it now; 0 when it is forgotten. */
export function demotionWeight(demotion: Demotion | undefined, now: number): number {
  if (demotion === undefined) return 0
  const left = demotion.weight * 2 ** (-(now - demotion.since) / HALF_LIFE_MS)
  return left < FORGOTTEN_BELOW ? 0 : left
}

/** One more fault. */
export const demoted = (before: Demotion | undefined, now: number): Demotion => ({
  weight: Math.min(MAX_WEIGHT, demotionWeight(before, now) + 1),
  since: now,
})

/**
 * The order in which to ask. Those without a fault come first, in their own order, then the others, the lightest first.
 * @param lastAlone who vouched alone for the published address the last time. Another one begins then, with this one right
 *   after it: a service that goes on telling an old address would hold a change back for ever, and nobody would notice.
 */
export function inAskingOrder<T>(
  voters: readonly T[],
  weightOf: (voter: T) => number,
  lastAlone: (voter: T) => boolean,
): readonly T[] {
  const ordered = voters.map((voter) => ({ voter, weight: weightOf(voter) })).sort((a, b) => a.weight - b.weight)
  const [first, second] = ordered
  const isSwapped = first !== undefined && second?.weight === 0 && lastAlone(first.voter)
  return (isSwapped ? [second, first, ...ordered.slice(2)] : ordered).map(({ voter }) => voter)
}
