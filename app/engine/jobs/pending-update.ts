// One wish handed from a round to the jobs: this name and family should hold this address.
import type { Trigger } from '../../contract/snapshot.ts'
import type { FamilyKey } from '../../model/store.ts'

export interface PendingUpdate extends FamilyKey {
  readonly address: string
  readonly trigger: Trigger
  readonly roundId: number | null
  /** It is to be sent although the address is the confirmed one: a round that finds nothing changed does not end it. */
  readonly insists: boolean
}
