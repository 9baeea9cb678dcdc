// How often drift is corrected automatically: three times in a row, 6, 12 and 24 hours after the last update. If the record
// still differs after that, sending does not help, and the user has to look at it.
import { FAMILIES, sameAddress } from '../../../model/address.ts'
import { publishedAddress } from '../../../model/family-state.ts'
import { isActive } from '../../../model/hold.ts'
import type { Clock } from '../../../model/ports.ts'
import { type FamilyKey, familyKey } from '../../../model/store.ts'
import type { StateCache } from '../../state-cache.ts'

export const MAX_CORRECTIONS = 3
const FIRST_WAIT_MS = 6 * 3_600_000

export interface CorrectionLimit {
  /** Whether the published address may be sent again now. */
  isDue(key: FamilyKey): boolean
  /** The engine was asked to send the published address again. A round may still decide against it. */
  markRequested(key: FamilyKey, address: string): void
  /** A new check begins: a correction that was requested before and has not been confirmed does not count. */
  clearRequest(key: FamilyKey): void
  /** The provider has just confirmed the address in the state. */
  onConfirmed(key: FamilyKey): void
  /** Drops everything about all other family keys. */
  keepOnly(ids: ReadonlySet<string>): void
}

export interface CorrectionLimitOptions {
  readonly states: Pick<StateCache, 'state' | 'accountHold' | 'familyHold' | 'setCorrections'>
  readonly clock: Pick<Clock, 'now' | 'sinceBoot'>
  /** Milliseconds that the provider requires between two updates of one record; 0 when it requires none. */
  readonly minIntervalMs: (account: string) => number
}

export function createCorrectionLimit({ states, clock, minIntervalMs }: CorrectionLimitOptions): CorrectionLimit {
  const requested = new Map<string, string>()
  /** Milliseconds since boot of the last confirmation in this process: a step of the wall clock makes nothing early. */
  const confirmedAt = new Map<string, number>()

  const isHeld = (key: FamilyKey): boolean =>
    [states.accountHold(key.account), states.familyHold(key)].some(
      (hold) => hold !== null && isActive(hold, clock.now()),
    )

  function hasWaited(key: FamilyKey, waitMs: number): boolean {
    const now = clock.now()
    return FAMILIES.every((family) => {
      const familyOfRecord = { ...key, family }
      const sentAt = states.state(familyOfRecord)?.sentAt ?? null
      const confirmedHere = confirmedAt.get(familyKey(familyOfRecord)) ?? null
      // A time in the future means that the clock was set back: the wait then counts from now.
      if (sentAt !== null && now - Math.min(sentAt, now) < waitMs) return false
      return confirmedHere === null || clock.sinceBoot() - confirmedHere >= waitMs
    })
  }

  return {
    isDue: (key) => {
      const state = states.state(key)
      const { corrections = 0, dismissed = null } = state ?? {}
      if (dismissed !== null && sameAddress(dismissed.address, publishedAddress(state))) return false
      const waitMs = Math.max(FIRST_WAIT_MS * 2 ** corrections, minIntervalMs(key.account))
      return corrections < MAX_CORRECTIONS && !isHeld(key) && hasWaited(key, waitMs)
    },
    markRequested: (key, address) => {
      requested.set(familyKey(key), address)
    },
    clearRequest: (key) => {
      requested.delete(familyKey(key))
    },
    onConfirmed: (key) => {
      const id = familyKey(key)
      const state = states.state(key)
      confirmedAt.set(id, clock.sinceBoot())
      const address = requested.get(id)
      requested.delete(id)
      if (address === undefined || state === null || !sameAddress(address, publishedAddress(state))) return
      states.setCorrections(key, state.corrections + 1)
    },
    keepOnly: (ids) => {
      for (const known of [requested, confirmedAt]) {
        for (const id of known.keys()) if (!ids.has(id)) known.delete(id)
      }
    },
  }
}
