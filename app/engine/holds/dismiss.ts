// Dismissal: the user gives up on the addresses that parked jobs could not send.
import { sameHostname } from '../../contract/hostname.ts'
import type { RecordSettings } from '../../contract/settings.ts'
import { FAMILIES } from '../../model/address.ts'
import { dismissalOf } from '../../model/family-state.ts'
import { needsUser } from '../../model/hold.ts'
import type { FamilyKey, Hold } from '../../model/store.ts'
import type { StateCache } from '../state-cache.ts'
import { endHold } from './end-hold.ts'

export interface DismissScope {
  readonly account: string
  /** Null for all hostnames of the account. */
  readonly hostname: string | null
}

/**
 * Dismisses the desired address of each family that a parked hold stops. Another address, or another hostname of the same
 * account, is still sent.
 */
export function dismissParked(
  states: Pick<StateCache, 'state' | 'holds' | 'familyHold' | 'putHold' | 'deleteHold' | 'setDismissed'>,
  records: readonly RecordSettings[],
  { account, hostname }: DismissScope,
  now: number,
): void {
  for (const hold of states.holds()) {
    if (hold.account !== account || hold.class !== 'parked') continue
    if (hostname !== null && hold.hostname !== null && !sameHostname(hold.hostname, hostname)) continue
    for (const key of keysOf(hold, records, hostname)) dismiss(states, key, hold)
    // The account's hold goes on for the other hostnames where only one is dismissed.
    if (hostname === null || hold.hostname !== null) endHold(states, hold, now)
  }
}

function dismiss(
  states: Pick<StateCache, 'state' | 'familyHold' | 'setDismissed'>,
  key: FamilyKey,
  parked: Hold,
): void {
  const own = states.familyHold(key)
  // The family waits for the user for another reason, which an edit can still resolve.
  if (own !== null && needsUser(own)) return
  const dismissal = dismissalOf(states.state(key), parked)
  if (dismissal !== null) states.setDismissed(key, dismissal)
}

function keysOf({ account, ...hold }: Hold, records: readonly RecordSettings[], only: string | null): FamilyKey[] {
  if (hold.hostname !== null && hold.family !== null) return [{ account, hostname: hold.hostname, family: hold.family }]
  return records
    .filter((record) => record.account === account && (only === null || sameHostname(record.hostname, only)))
    .flatMap(({ hostname }) => FAMILIES.map((family) => ({ account, hostname, family })))
}
