// Dismissal: the user gives up on the addresses that parked jobs could not send.
import { sameHostname } from '../../contract/hostname.ts'
import type { RecordSettings } from '../../contract/settings.ts'
import { FAMILIES } from '../../model/address.ts'
import { dismissalOf } from '../../model/family-state.ts'
import { needsUser } from '../../model/hold.ts'
import type { FamilyKey, FamilyState, Hold } from '../../model/store.ts'
import type { StateCache } from '../state-cache.ts'
import { liftHold } from './lift-hold.ts'

export interface DismissScope {
  readonly account: string
  /** Null for all hostnames of the account. */
  readonly hostname: string | null
}

export interface DismissOptions {
  readonly states: Pick<StateCache, 'holds' | 'familyHold' | 'putHold' | 'liftHold' | 'dismiss'>
  /** Of the settings. */
  readonly records: readonly RecordSettings[]
  /** The family's state as it counts at its account's destination. */
  readonly state: (key: FamilyKey) => FamilyState | null
  /** What should be published, as far as it is known. */
  readonly desired: (key: FamilyKey) => string | null
  readonly now: number
}

/**
 * Dismisses the desired address of each family that a parked hold stops, also of those that only wait behind it. Another
 * address, or another hostname of the same account, is still sent at its time.
 */
export function dismissParked(options: DismissOptions, { account, hostname }: DismissScope): void {
  const { states, records, now } = options
  for (const hold of states.holds()) {
    if (hold.account !== account || hold.class !== 'parked') continue
    if (hostname !== null && hold.hostname !== null && !sameHostname(hold.hostname, hostname)) continue
    for (const key of keysOf(hold, records, hostname)) dismiss(options, key, hold)
    // The account's hold goes on for the other hostnames where only one is dismissed.
    if (hostname === null || hold.hostname !== null) liftHold(states, hold, now)
  }
}

function dismiss({ states, state, desired }: DismissOptions, key: FamilyKey, parked: Hold): void {
  const own = states.familyHold(key)
  // The family waits for the user for another reason, which an edit can still resolve.
  if (own !== null && needsUser(own)) return
  const dismissal = dismissalOf(state(key), parked, desired(key))
  if (dismissal !== null) states.dismiss(key, dismissal)
}

function keysOf({ account, ...hold }: Hold, records: readonly RecordSettings[], only: string | null): FamilyKey[] {
  if (hold.hostname !== null && hold.family !== null) return [{ account, hostname: hold.hostname, family: hold.family }]
  return records
    .filter((record) => record.account === account && (only === null || sameHostname(record.hostname, only)))
    .flatMap(({ hostname }) => FAMILIES.map((family) => ({ account, hostname, family })))
}
