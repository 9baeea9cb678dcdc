// Dismissal: the user gives up on the addresses that parked jobs could not send.
import type { StoredRound } from '../../contract/history.ts'
import { sameHostname } from '../../contract/hostname.ts'
import type { RecordSettings } from '../../contract/settings.ts'
import { FAMILIES } from '../../model/address.ts'
import { addressToPublish } from '../../model/decide.ts'
import { dismissalOf } from '../../model/family-state.ts'
import { needsUser } from '../../model/hold.ts'
import { lastObserved } from '../../model/last-observed.ts'
import type { FamilyKey, Hold } from '../../model/store.ts'
import type { AccountResolver } from '../account-resolver.ts'
import { stateAtDestination } from '../destination.ts'
import type { StateCache } from '../state-cache.ts'
import { endHold } from './end-hold.ts'

/** Whose addresses the user gives up on. */
export interface DismissedNames {
  readonly account: string
  /** Null for all hostnames of the account. */
  readonly hostname: string | null
}

export interface DismissOptions {
  readonly states: Pick<StateCache, 'state' | 'holds' | 'familyHold' | 'putHold' | 'deleteHold' | 'dismiss'>
  readonly accounts: Pick<AccountResolver, 'destination'>
  /** Of the settings. */
  readonly records: readonly RecordSettings[]
  /** The address to publish by what this process observed; null when that is unknown. */
  readonly observed: (key: FamilyKey) => string | null
  /** The last round of an earlier process, where this one has made none. */
  readonly last: StoredRound | null
  readonly now: number
}

/**
 * Dismisses the desired address of each family that a parked hold stops, also of those that only wait behind it. Another
 * address, or another hostname of the same account, is still sent at its time.
 */
export function dismissParked(options: DismissOptions, { account, hostname }: DismissedNames): void {
  const { states, records, now } = options
  for (const hold of states.holds()) {
    if (hold.account !== account || hold.class !== 'parked') continue
    if (hostname !== null && hold.hostname !== null && !sameHostname(hold.hostname, hostname)) continue
    for (const key of keysOf(hold, records, hostname)) dismiss(options, key, hold)
    // The account's hold goes on for the other hostnames where only one is dismissed.
    if (hostname === null || hold.hostname !== null) endHold(states, hold, now)
  }
}

function dismiss(options: DismissOptions, key: FamilyKey, parked: Hold): void {
  const { states, accounts } = options
  const own = states.familyHold(key)
  // The family waits for the user for another reason, which an edit can still resolve.
  if (own !== null && needsUser(own)) return
  const state = stateAtDestination(states.state(key), accounts.destination(key.account))
  const dismissal = dismissalOf(state, parked, desired(options, key))
  if (dismissal !== null) states.dismiss(key, dismissal)
}

/** What should be published, as far as it is known. */
function desired({ states, records, observed, last }: DismissOptions, key: FamilyKey): string | null {
  const now = observed(key)
  if (now !== null) return now
  const state = states.state(key)
  const record = records.find((each) => each.account === key.account && sameHostname(each.hostname, key.hostname))
  const before = last === null || record === undefined ? null : lastObserved(last, record, key.family)
  return before === null ? (state?.lastSent ?? null) : addressToPublish(state, before)
}

function keysOf({ account, ...hold }: Hold, records: readonly RecordSettings[], only: string | null): FamilyKey[] {
  if (hold.hostname !== null && hold.family !== null) return [{ account, hostname: hold.hostname, family: hold.family }]
  return records
    .filter((record) => record.account === account && (only === null || sameHostname(record.hostname, only)))
    .flatMap(({ hostname }) => FAMILIES.map((family) => ({ account, hostname, family })))
}
