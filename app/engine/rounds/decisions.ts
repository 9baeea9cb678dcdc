// A decision with the name and family it is for, and what a plan's decisions come to.
import type { Decision } from '../../model/decide.ts'
import type { FamilyKey } from '../../model/store.ts'

export interface Decided extends FamilyKey {
  /** `familyKey` of it. */
  readonly id: string
  readonly decision: Decision
}

export interface Decisions {
  /** Those that are more than "unchanged": of thousands of quiet names nothing is kept. */
  readonly notable: readonly Decided[]
  /** When the first keep-alive of the quiet ones falls due, epoch ms; null when none does. */
  readonly due: number | null
}

/** The decisions of several plans as one. */
export function mergeDecisions(parts: readonly Decisions[]): Decisions {
  const due = parts.flatMap((part) => (part.due === null ? [] : [part.due]))
  return {
    notable: parts.flatMap((part) => part.notable),
    due: due.length === 0 ? null : Math.min(...due),
  }
}
