// The decision for one hostname and family, from what was observed, what the provider confirmed and what holds it.
// Pure: the whole policy of when something is sent can be read, and tested, here.
import { type Reason, reason } from '../contract/reason.ts'
import type { Family } from './address.ts'
import { sameAddress } from './address.ts'
import { isActive, isDismissed, remainingWait } from './hold.ts'
import type { Observation } from './observation.ts'
import type { FamilyState, Hold } from './store.ts'

const DAY_MS = 24 * 3_600_000

export interface DecisionInput {
  readonly family: Family
  readonly observation: Observation
  readonly state: FamilyState | null
  /** Holds of the account and of the record, in force or not. */
  readonly holds: readonly Hold[]
  readonly keepAliveDays: number | null
  readonly minIntervalS: number | null
  /** The user asks for an update although nothing changed. It passes the "unchanged" check, never a hold. */
  readonly forced: boolean
  /** What the zone was found to hold in place of the confirmed address, when that is to be put right. */
  readonly drifted?: readonly string[] | undefined
  readonly now: number
}

export type Decision =
  | { readonly action: 'none' }
  | {
      readonly action: 'unchanged'
      readonly address: string /** When a keep-alive falls due, epoch ms. */
      readonly due: number | null
    }
  | { readonly action: 'keep'; readonly why: Reason }
  | { readonly action: 'hold'; readonly address: string; readonly why: Reason; readonly until: number | null }
  | { readonly action: 'update'; readonly address: string; readonly why: Reason }

export function decide(input: DecisionInput): Decision {
  const { observation } = input
  if (observation.kind === 'unmanaged') return { action: 'none' }
  if (observation.kind === 'unknown') return { action: 'keep', why: observation.why }
  const address = addressToPublish(input.state, observation.address)
  const why = whyUpdate(input, address)
  if (why === null) return { action: 'unchanged', address, due: keepAliveDue(input) }
  return whyHold(input, address) ?? { action: 'update', address, why }
}

/** What should be published: the observed address, or the one that the user put back in its place. */
export const addressToPublish = (state: FamilyState | null, observed: string): string =>
  state?.undo && sameAddress(state.undo.from, observed) ? state.undo.to : observed

function whyUpdate(input: DecisionInput, address: string): Reason | null {
  const { state, forced, drifted, now, keepAliveDays } = input
  if (forced) return reason('update-forced')
  if (state?.undo && sameAddress(state.undo.to, address) && !sameAddress(state.confirmed, address)) {
    return reason('update-undo', { from: state.undo.from, to: address })
  }
  if (state?.unsettled) return reason('update-unsettled', { address: state.unsettled.address })
  if (!state || state.confirmed === null) return reason('update-first')
  if (!sameAddress(state.confirmed, address)) return reason('update-changed', { from: state.confirmed, to: address })
  if (drifted !== undefined) return driftReason(drifted, address)
  const due = keepAliveDue(input)
  return due !== null && due <= now ? reason('update-keep-alive', { days: keepAliveDays ?? 0 }) : null
}

/** @param found what the zone's servers hold instead, empty when they hold no address */
export const driftReason = (found: readonly string[], address: string): Reason =>
  found.length === 0
    ? reason('update-drift-gone', { address })
    : reason('update-drift', { found: found.join(', '), address })

/** One day before the documented expiry, and never earlier. */
function keepAliveDue({ state, keepAliveDays }: DecisionInput): number | null {
  if (keepAliveDays === null || !state?.confirmedAt) return null
  return state.confirmedAt + Math.max(1, keepAliveDays - 1) * DAY_MS
}

function whyHold({ holds, state, minIntervalS, now }: DecisionInput, address: string): Decision | null {
  // One that is over does not hide another: a name of its own trouble stays stopped while its account goes on.
  const hold = holds.find((each) => isActive(each, address, now))
  if (hold !== undefined) {
    // Of what was let go only the time that the provider named counts for another address.
    const is = hold.class === 'forgotten' && !isDismissed(hold, address) ? (remainingWait(hold, now) ?? hold) : hold
    return { action: 'hold', address, why: holdReason(is), until: is.until }
  }
  const last = state?.sentAt ?? null
  if (minIntervalS !== null && last !== null) {
    const until = last + minIntervalS * 1_000
    if (until > now) return { action: 'hold', address, why: reason('hold-interval', { seconds: minIntervalS }), until }
  }
  return null
}

export function holdReason(hold: Hold): Reason {
  const until = hold.until === null ? '' : new Date(hold.until).toISOString()
  switch (hold.class) {
    case 'needs-user':
      return reason('hold-needs-user')
    case 'blocked':
      return reason('hold-blocked')
    case 'until-time':
      return reason('hold-until', { until })
    case 'forgotten':
      return reason('hold-forgotten')
    case 'parked':
      return reason('hold-parked', { attempts: hold.attempts, until })
  }
}
