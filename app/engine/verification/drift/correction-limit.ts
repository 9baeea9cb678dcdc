// How often a name is put right by itself: three times in a row, 6, 12 and 24 hours after anything was last sent for it.
// What still differs then is not mended by sending, and the user is told.
import { FAMILIES, sameAddress } from '../../../model/address.ts'
import { isActive } from '../../../model/hold.ts'
import type { Clock } from '../../../model/ports.ts'
import { type FamilyKey, familyKey } from '../../../model/store.ts'
import type { StateCache } from '../../state-cache.ts'

export const MOST_CORRECTIONS = 3
const FIRST_WAIT_MS = 6 * 3_600_000

export interface Corrections {
  isDue(key: FamilyKey): boolean
  /** The engine was asked to send the confirmed address again: it may still find a reason not to. */
  asked(key: FamilyKey, address: string): void
  /** What was asked for before and has not gone out by now will not. */
  lookedAgain(key: FamilyKey): void
  /** The provider has just confirmed what the states holds. */
  confirmed(key: FamilyKey): void
  /** Drops what is known of other names. */
  keepOnly(ids: ReadonlySet<string>): void
}

export interface CorrectionsOptions {
  readonly states: Pick<StateCache, 'state' | 'accountHold' | 'familyHold' | 'setCorrections'>
  readonly clock: Pick<Clock, 'now' | 'sinceBoot'>
  /** What the provider asks for between two updates of a name, ms; 0 when it asks for nothing. */
  readonly minIntervalMs: (account: string) => number
}

export function createCorrections({ states, clock, minIntervalMs }: CorrectionsOptions): Corrections {
  const asked = new Map<string, string>()
  /** Time since boot of the last confirmation in this process: a step of the wall clock makes nothing early. */
  const confirmedAt = new Map<string, number>()

  const isHeld = (key: FamilyKey, address: string | null): boolean =>
    [states.accountHold(key.account), states.familyHold(key)].some(
      (hold) => hold !== null && isActive(hold, address, clock.now()),
    )

  function hasRested(key: FamilyKey, waitMs: number): boolean {
    const now = clock.now()
    return FAMILIES.every((family) => {
      const own = { ...key, family }
      const sentAt = states.state(own)?.sentAt ?? null
      const here = confirmedAt.get(familyKey(own)) ?? null
      // A last time in the future means that the clock was set back: the interval then counts from now.
      if (sentAt !== null && now - Math.min(sentAt, now) < waitMs) return false
      return here === null || clock.sinceBoot() - here >= waitMs
    })
  }

  return {
    isDue: (key) => {
      const { corrections = 0, confirmed = null } = states.state(key) ?? {}
      const waitMs = Math.max(FIRST_WAIT_MS * 2 ** corrections, minIntervalMs(key.account))
      return corrections < MOST_CORRECTIONS && !isHeld(key, confirmed) && hasRested(key, waitMs)
    },
    asked: (key, address) => {
      asked.set(familyKey(key), address)
    },
    lookedAgain: (key) => {
      asked.delete(familyKey(key))
    },
    confirmed: (key) => {
      const id = familyKey(key)
      const state = states.state(key)
      confirmedAt.set(id, clock.sinceBoot())
      const address = asked.get(id)
      asked.delete(id)
      if (address === undefined || state === null || !sameAddress(address, state.confirmed)) return
      states.setCorrections(key, state.corrections + 1)
    },
    keepOnly: (ids) => {
      for (const known of [asked, confirmedAt]) {
        for (const id of known.keys()) if (!ids.has(id)) known.delete(id)
      }
    },
  }
}
