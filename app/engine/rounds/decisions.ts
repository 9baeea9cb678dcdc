// The decisions of a round, each with the family that it is for.
import type { Decision } from '../../model/decide.ts'
import type { FamilyKey } from '../../model/store.ts'

export interface FamilyDecision extends FamilyKey {
  /** Its `familyKey`. */
  readonly id: string
  readonly decision: Decision
}

export interface Decisions {
  /** All but those that are up to date: of thousands of quiet families nothing is kept. */
  readonly notable: readonly FamilyDecision[]
  /** When the first keep-alive of the quiet ones falls due, epoch ms; null when none does. */
  readonly due: number | null
}

/** The decisions of several policies as one. */
export function mergeDecisions(parts: readonly Decisions[]): Decisions {
  const due = parts.flatMap((part) => (part.due === null ? [] : [part.due]))
  return {
    notable: parts.flatMap((part) => part.notable),
    due: due.length === 0 ? null : Math.min(...due),
  }
}
