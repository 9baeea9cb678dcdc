// One family of a hostname as the user sees it: a state, and a sentence where something is to be said.
import type { Locale } from '../contract/locale.ts'
import { sentence } from '../contract/messages/translate.ts'
import { type Reason, reason } from '../contract/reason.ts'
import type { BreakerState, FamilyRow, HoldView, Verified } from '../contract/snapshot.ts'
import { sameAddress } from '../model/address.ts'
import { addressToPublish } from '../model/decide.ts'
import { isDismissed, publishedAddress } from '../model/family-state.ts'
import { needsUser } from '../model/hold.ts'
import { isoTimeOrNull } from '../model/iso-time.ts'
import type { Observation } from '../model/observation.ts'
import type { FamilyKey, FamilyState, Hold } from '../model/store.ts'
import { type HoldViewer, toDismissedView } from './hold-view.ts'

export interface FamilyFacts {
  readonly key: FamilyKey
  readonly locale: Locale
  readonly state: FamilyState | null
  readonly hold: Hold | null
  readonly viewOf: HoldViewer
  /** Null before the first round. */
  readonly observation: Observation | null
  /** What the zone was last found to hold; null while that is unknown. */
  readonly verified: Verified | null
  /** A job has an update for it. */
  readonly isPending: boolean
  /** Of the account. */
  readonly breaker: BreakerState
  readonly nextRoundAt: number | null
  /** What the user is asked about this family; null when nothing. */
  readonly question: AskedQuestion | null
}

export interface AskedQuestion {
  readonly id: string
  readonly why: Reason
}

/** The address to publish, as far as it is known. */
export const desiredOf = ({ state, observation }: Pick<FamilyFacts, 'state' | 'observation'>): string | null =>
  observation?.kind === 'known' ? addressToPublish(state, observation.address) : (state?.lastSent ?? null)

export function toFamilyRow(facts: FamilyFacts): FamilyRow {
  const { key, state, observation } = facts
  const desired = desiredOf(facts)
  // In the order in which the row is printed.
  const row = (word: FamilyRow['state'], changes: Partial<FamilyRow> = {}): FamilyRow => ({
    account: key.account,
    hostname: key.hostname,
    family: key.family,
    desired,
    confirmed: state?.confirmed ?? null,
    confirmedAt: isoTimeOrNull(state?.confirmedAt ?? null),
    accepted: state?.accepted ?? null,
    acceptedAt: isoTimeOrNull(state?.acceptedAt ?? null),
    state: word,
    kind: null,
    message: null,
    heldUntil: null,
    hold: null,
    breaker: facts.breaker,
    nextLook: isoTimeOrNull(facts.nextRoundAt),
    ...changes,
  })
  if (observation?.kind === 'unmanaged') return row('unmanaged', { desired: null, nextLook: null })
  const hold = facts.isPending ? null : holdViewOf(facts, desired)
  if (hold !== null) {
    const { kind, message, until: heldUntil } = hold
    // A parked job tries again; every other hold stops it on purpose, and so does a doubt about the other family.
    const isParked = hold.class === 'parked' && hold.code !== 'other-family' && hold.code !== 'form-on-trial'
    return row(isParked ? 'failed' : 'held', { kind, message, heldUntil, hold })
  }
  const { question } = facts
  const asked = question === null ? {} : { message: sentence(facts.locale, question.why), question: question.id }
  if (observation?.kind === 'unknown') {
    return row(settledState(state), { message: sentence(facts.locale, observation.why), ...asked })
  }
  if (!isCurrent(desired, state) || facts.isPending) return row('unconfirmed', asked)
  if (question !== null) return row(settledState(state), asked)
  if (state?.accepted == null) return row('confirmed')
  return row('accepted', { message: sentence(facts.locale, whyAccepted(facts.verified, state.accepted)) })
}

/** What an accepted address waits for. */
function whyAccepted(verified: Verified | null, address: string): Reason {
  if (verified?.state === 'unknown') return reason('accepted-no-dns', { address })
  return reason(verified?.state === 'holds' ? 'accepted-not-public' : 'accepted', { address })
}

function holdViewOf({ state, hold, viewOf, locale }: FamilyFacts, desired: string | null): HoldView | null {
  const isForUser = hold !== null && needsUser(hold)
  if (!isForUser && state !== null && state.dismissed !== null && isDismissed(state, desired))
    return toDismissedView({ ...state, dismissed: state.dismissed }, locale)
  if (hold === null || (isWithoutEffect(hold) && isCurrent(desired, state))) return null
  return viewOf(hold)
}

/** Whether the hold has nothing to say about a name that is right: it only delays an update of this name. */
const isWithoutEffect = (hold: Hold): boolean =>
  hold.class === 'parked' || (hold.class === 'until-time' && hold.hostname !== null)

const settledState = (state: FamilyState | null): FamilyRow['state'] =>
  publishedAddress(state) === null || state?.unsettled !== null
    ? 'unconfirmed'
    : state.accepted
      ? 'accepted'
      : 'confirmed'

const isCurrent = (desired: string | null, state: FamilyState | null): boolean =>
  state !== null &&
  publishedAddress(state) !== null &&
  state.unsettled === null &&
  sameAddress(publishedAddress(state), desired)
