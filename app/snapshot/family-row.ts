// One hostname and family as the user sees it: a state, and a sentence where there is something to say.

import type { Locale } from '../contract/locale.ts'
import { sentence } from '../contract/messages/translate.ts'
import type { BreakerState, FamilyRow } from '../contract/snapshot.ts'
import { sameAddress } from '../model/address.ts'
import { addressToPublish } from '../model/decide.ts'
import type { Observation } from '../model/observation.ts'
import type { FamilyKey, FamilyState, Hold } from '../model/store.ts'
import { holdSentence } from './hold-sentence.ts'
import { toHoldView } from './hold-view.ts'

export interface FamilyFacts {
  readonly key: FamilyKey
  readonly locale: Locale
  readonly state: FamilyState | null
  readonly hold: Hold | null
  /** Null when it has not been looked at yet. */
  readonly observation: Observation | null
  /** A job for it is under way. */
  readonly wanted: boolean
  /** Of the account. */
  readonly breaker: BreakerState
  readonly nextLookAt: number | null
}

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())

/** What it should hold, as far as is known. */
export const desiredOf = ({ state, observation }: Pick<FamilyFacts, 'state' | 'observation'>): string | null =>
  observation?.kind === 'known' ? addressToPublish(state, observation.address) : (state?.desired ?? null)

export function toFamilyRow(facts: FamilyFacts): FamilyRow {
  const { key, state, hold, observation } = facts
  const desired = desiredOf(facts)
  // In the order in which the row is printed.
  const row = (word: FamilyRow['state'], changes: Partial<FamilyRow> = {}): FamilyRow => ({
    account: key.account,
    hostname: key.hostname,
    family: key.family,
    desired,
    confirmed: state?.confirmed ?? null,
    confirmedAt: iso(state?.confirmedAt ?? null),
    state: word,
    kind: null,
    message: null,
    heldUntil: null,
    hold: null,
    breaker: facts.breaker,
    nextLook: iso(facts.nextLookAt),
    ...changes,
  })
  if (observation?.kind === 'unmanaged') return row('unmanaged', { desired: null, nextLook: null })
  // What gave up for now and is no longer wanted has nothing to say.
  const isOver = hold?.class === 'parked' && isCurrent(desired, state)
  if (hold !== null && !facts.wanted && !isOver) {
    // A job that gave up comes back by itself; every other hold is a stop on purpose.
    return row(hold.class === 'parked' ? 'failed' : 'held', {
      kind: hold.failure.kind,
      message: holdSentence(facts.locale, hold),
      heldUntil: iso(hold.until),
      hold: toHoldView(hold, facts.locale),
    })
  }
  if (observation?.kind === 'unknown') {
    return row(settledState(state), { message: sentence(facts.locale, observation.why) })
  }
  return row(isCurrent(desired, state) && !facts.wanted ? 'confirmed' : 'unconfirmed')
}

const settledState = (state: FamilyState | null): FamilyRow['state'] =>
  state?.confirmed && state.unsettled === null ? 'confirmed' : 'unconfirmed'

const isCurrent = (desired: string | null, state: FamilyState | null): boolean =>
  state !== null && state.confirmed !== null && state.unsettled === null && sameAddress(state.confirmed, desired)
