// What was last found of each confirmed address: the newest answers in memory, and what outlives the process in the states.
import type { Verified, VerifiedState } from '../../contract/snapshot.ts'
import { sameAddress } from '../../model/address.ts'
import type { Clock } from '../../model/ports.ts'
import { type FamilyKey, type FamilyState, familyKey } from '../../model/store.ts'
import type { StateCache } from '../state-cache.ts'
import { driftReason } from './drift/drift-reason.ts'
import type { Verification } from './verifier.ts'

export interface VerifiedStates {
  /** Keeps what was found. @param address the confirmed one that was asked for */
  note(key: FamilyKey, address: string, found: Verification): void
  /** The difference that was just noted would be put right, had it been found beyond doubt. */
  doubt(key: FamilyKey): void
  /** The provider has just confirmed what the states holds: what was found before says nothing of it. */
  confirmed(key: FamilyKey): void
  /** What a snapshot shows; null when nobody was asked since the address was confirmed. */
  view(key: FamilyKey): Verified | null
  /** Time since boot of the last question in this process. */
  askedAt(key: FamilyKey): number | null
  /** Drops what is known of other names. */
  keepOnly(ids: ReadonlySet<string>): void
}

/** Until then an update may simply not have reached all servers; after it the name really holds something else. */
const USUAL_DELAY_MS = 25 * 60_000

interface Heard extends Pick<Verified, 'state' | 'source' | 'address'> {
  readonly expected: string
  readonly at: number
  /** Between the confirmation and the answer, ms. */
  readonly age: number
  readonly doubts: number
}

interface Noted {
  readonly askedAt: number
  /** Null when what was heard is of before the last confirmation. */
  readonly heard: Heard | null
}

/** These two are what the states can keep: the address, or another one. */
const isWritten = (state: VerifiedState): boolean => state === 'holds' || state === 'differs'

export function createVerifiedStates(
  states: Pick<StateCache, 'state' | 'setVerified' | 'setCorrections'>,
  clock: Pick<Clock, 'now' | 'sinceBoot'>,
): VerifiedStates {
  const noted = new Map<string, Noted>()

  const remembered = (state: FamilyState): Heard | null => {
    const { confirmed, verified, verifiedAt } = state
    const age = (verifiedAt ?? 0) - (state.confirmedAt ?? 0)
    if (confirmed === null || verifiedAt === null || age < 0) return null
    const word = sameAddress(verified, confirmed) ? 'holds' : 'differs'
    return { expected: confirmed, at: verifiedAt, age, doubts: 0, address: verified, state: word, source: 'dns' }
  }

  /** Null when nothing was heard since the address was confirmed. */
  function known(key: FamilyKey): Heard | null {
    const state = states.state(key)
    const last = noted.get(familyKey(key))
    if (state === null || state.confirmed === null) return null
    if (last === undefined || last.heard?.expected !== state.confirmed) return remembered(state)
    // What is in the states moves along when the wall clock is set.
    return isWritten(last.heard.state) ? { ...last.heard, at: state.verifiedAt ?? last.heard.at } : last.heard
  }

  return {
    note: (key, address, { state, found, source }) => {
      const at = clock.now()
      const before = known(key)
      const isOfThis = before !== null && before.expected === address
      // Silence takes nothing back of what was heard before.
      if (state === 'unknown' && isOfThis) {
        noted.set(familyKey(key), { heard: before, askedAt: clock.sinceBoot() })
        return
      }
      const seen = found.find((each) => sameAddress(each, address)) ?? found[0] ?? null
      const age = at - (states.state(key)?.confirmedAt ?? 0)
      const doubts = isOfThis && state === 'differs' ? before.doubts : 0
      const heard = { expected: address, at, age, doubts, state, source, address: seen }
      noted.set(familyKey(key), { heard, askedAt: clock.sinceBoot() })
      if (isWritten(state)) states.setVerified(key, seen, at)
      const isThere = state === 'holds' || state === 'several'
      if (isThere && (states.state(key)?.corrections ?? 0) > 0) states.setCorrections(key, 0)
    },
    doubt: (key) => {
      const last = noted.get(familyKey(key))
      if (!last?.heard) return
      noted.set(familyKey(key), { ...last, heard: { ...last.heard, doubts: last.heard.doubts + 1 } })
    },
    confirmed: (key) => {
      const last = noted.get(familyKey(key))
      if (last !== undefined) noted.set(familyKey(key), { ...last, heard: null })
    },
    view: (key) => {
      const last = known(key)
      if (last === null) return null
      const { state, source, address, expected, doubts } = last
      const corrections = states.state(key)?.corrections ?? 0
      const isDrift = state === 'differs' && last.age >= USUAL_DELAY_MS
      const drift = isDrift ? driftReason({ found: address, address: expected, corrections, doubts }) : null
      return { address, at: new Date(last.at).toISOString(), state, source, drift }
    },
    askedAt: (key) => noted.get(familyKey(key))?.askedAt ?? null,
    keepOnly: (ids) => {
      for (const id of noted.keys()) if (!ids.has(id)) noted.delete(id)
    },
  }
}
