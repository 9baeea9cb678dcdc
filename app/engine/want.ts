// One wish handed from a round to the jobs: this name and family should hold this address.
import type { Trigger } from '../contract/snapshot.ts'
import type { FamilyKey } from '../model/store.ts'

export interface Want extends FamilyKey {
  readonly address: string
  readonly trigger: Trigger
  readonly roundId: number | null
}
