// What a round hands to a job: this name and family should hold this address.
import type { Trigger } from '../../contract/snapshot.ts'
import type { FamilyKey } from '../../model/store.ts'

export interface PendingUpdate extends FamilyKey {
  readonly address: string
  readonly trigger: Trigger
  readonly roundId: number | null
  /** Sent although the address is the confirmed one. A later round that finds nothing changed does not cancel it. */
  readonly force: boolean
}
