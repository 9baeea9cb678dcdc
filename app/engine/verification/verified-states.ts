// What was last found of each confirmed address: the newest answers in memory, and what outlives the process in the ledger.
import type { Verified } from '../../contract/snapshot.ts'
import { sameAddress } from '../../model/address.ts'
import { driftReason } from '../../model/decide.ts'
import type { Clock } from '../../model/ports.ts'
import { type FamilyKey, type FamilyState, familyKey } from '../../model/store.ts'
import type { Ledger } from '../ledger.ts'
import type { Verification } from './verifier.ts'

export interface VerifiedStates {
  /** Keeps what was found. @param address the confirmed one that was asked for */
  note(key: FamilyKey, address: string, found: Verification): void
  /** What a snapshot shows; null when nobody was asked since the address was confirmed. */
  view(key: FamilyKey): Verified | null
  /** Monotonic time of the last question in this process. */
  askedAt(key: FamilyKey): number | null
}

/** Until then an update may simply not have reached all servers; after it the name really holds something else. */
const USUAL_DELAY_MS = 25 * 60_000

interface Noted extends Pick<Verified, 'state' | 'source' | 'address'> {
  readonly expected: string
  readonly at: number
  readonly askedAt: number
}

export function createVerifiedStates(ledger: Pick<Ledger, 'state' | 'setVerified'>, clock: Clock): VerifiedStates {
  const noted = new Map<string, Noted>()

  const remembered = (state: FamilyState): Omit<Noted, 'askedAt'> | null => {
    const { confirmed, verified, verifiedAt } = state
    if (confirmed === null || verifiedAt === null || verifiedAt < (state.confirmedAt ?? 0)) return null
    const word = sameAddress(verified, confirmed) ? 'holds' : 'differs'
    return { expected: confirmed, at: verifiedAt, address: verified, state: word, source: 'dns' }
  }

  /** Null when nothing was heard since the address was confirmed. */
  function known(key: FamilyKey): Omit<Noted, 'askedAt'> | null {
    const state = ledger.state(key)
    const last = noted.get(familyKey(key))
    if (state === null || state.confirmed === null) return null
    const it = last !== undefined && last.expected === state.confirmed ? last : remembered(state)
    return it === null || it.at < (state.confirmedAt ?? 0) ? null : it
  }

  return {
    note: (key, address, { state, found, source }) => {
      const at = clock.now()
      const askedAt = clock.monotonic()
      const before = known(key)
      // Silence takes nothing back of what was heard before.
      if (state === 'unknown' && before !== null && before.expected === address) {
        noted.set(familyKey(key), { ...before, askedAt })
        return
      }
      const seen = found.find((each) => sameAddress(each, address)) ?? found[0] ?? null
      noted.set(familyKey(key), { expected: address, at, askedAt, state, source, address: seen })
      if (state === 'holds' || state === 'differs') ledger.setVerified(key, seen, at)
    },
    view: (key) => {
      const last = known(key)
      if (last === null) return null
      const age = last.at - (ledger.state(key)?.confirmedAt ?? 0)
      const isDrift = last.state === 'differs' && age >= USUAL_DELAY_MS
      return {
        address: last.address,
        at: new Date(last.at).toISOString(),
        state: last.state,
        source: last.source,
        drift: isDrift ? driftReason(last.address === null ? [] : [last.address], last.expected) : null,
      }
    },
    askedAt: (key) => noted.get(familyKey(key))?.askedAt ?? null,
  }
}
