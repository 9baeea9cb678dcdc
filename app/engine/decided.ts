// A decision with the name and family it is for.
import type { Decision } from '../model/decide.ts'
import type { FamilyKey } from '../model/store.ts'

export interface Decided extends FamilyKey {
  /** `familyKey` of it. */
  readonly id: string
  readonly decision: Decision
}
