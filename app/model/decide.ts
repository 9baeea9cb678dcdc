// The decision for one family of a hostname, from the observation, the family's state and its holds. Pure: all rules for
// when something is sent stand here, and are tested here.
import { type Reason, reason } from '../contract/reason.ts'
import type { Family } from './address.ts'
import { sameAddress } from './address.ts'
import { isDismissed, publishedAddress, publishedAt } from './family-state.ts'
import { isActive, needsUser } from './hold.ts'
import type { Observation } from './observation.ts'
import type { FamilyState, Hold } from './store.ts'

const DAY_MS = 24 * 3_600_000

export interface DecisionInput {
  readonly family: Family
  readonly observation: Observation
  readonly state: FamilyState | null
  /** Holds of the account and of the record, active or expired. */
  readonly holds: readonly Hold[]
  readonly keepAliveDays: number | null
  readonly minIntervalS: number | null
  /** The user asks for an update although nothing changed. It skips the check for "up to date", never a hold. */
  readonly forced: boolean
  /** What the zone holds instead of the published address, when that is to be corrected. */
  readonly drifted?: readonly string[] | undefined
  readonly now: number
}

export type Decision =
  | { readonly action: 'none' }
  | {
      readonly action: 'up-to-date'
      readonly address: string
      /** When a keep-alive falls due, epoch ms. */
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
  if (why === null) return { action: 'up-to-date', address, due: keepAliveDue(input) }
  return whyHold(input, address) ?? { action: 'update', address, why }
}

/** The observed address, or the one that the user restored in its place. */
export const addressToPublish = (state: FamilyState | null, observed: string): string =>
  state?.undo && sameAddress(state.undo.from, observed) ? state.undo.to : observed

function whyUpdate(input: DecisionInput, address: string): Reason | null {
  const { state, forced, drifted, now, keepAliveDays } = input
  // What was accepted counts like what was confirmed: neither is sent again.
  const published = publishedAddress(state)
  if (forced) return reason('update-forced')
  if (state?.undo && sameAddress(state.undo.to, address) && !sameAddress(published, address)) {
    return reason('update-undo', { from: state.undo.from, to: address })
  }
  if (state?.unsettled) return reason('update-unsettled', { address: state.unsettled.address })
  if (published === null) return reason('update-first')
  if (!sameAddress(published, address)) return reason('update-changed', { from: published, to: address })
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
  const last = state === null ? null : publishedAt(state)
  if (keepAliveDays === null || last === null) return null
  return last + Math.max(1, keepAliveDays - 1) * DAY_MS
}

function whyHold({ holds, state, minIntervalS, now }: DecisionInput, address: string): Decision | null {
  // An expired account hold must not mask an active hold on the record.
  const hold = holds.find((each) => isActive(each, now))
  // A dismissed address waits for no time. So of the record's own holds only one that needs the user matters for it.
  const isStronger = hold !== undefined && (hold.hostname === null || needsUser(hold))
  if (isDismissed(state, address) && !isStronger)
    return { action: 'hold', address, why: reason('hold-forgotten'), until: null }
  if (hold !== undefined) return { action: 'hold', address, why: holdReason(hold), until: hold.until }
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
      return hold.until === null ? reason('hold-needs-user') : reason('hold-needs-user-tries', { until })
    case 'blocked':
      return reason('hold-blocked')
    case 'until-time':
      return reason('hold-until', { until })
    case 'parked':
      return reason('hold-parked', { attempts: hold.attempts, until })
  }
}
