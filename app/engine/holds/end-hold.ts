// Ends a hold, for any reason, and lifts the holds of an account or hostname for the user.
import { FAMILIES } from '../../model/address.ts'
import { remainingWait } from '../../model/hold.ts'
import type { Hold } from '../../model/store.ts'
import type { StateCache } from '../state-cache.ts'

/** A time that the provider named stays: nobody can shorten it. */
export function endHold(states: Pick<StateCache, 'putHold' | 'deleteHold'>, hold: Hold, now: number): void {
  const remaining = remainingWait(hold, now)
  if (remaining === null) states.deleteHold(hold.account, hold.hostname, hold.family)
  else if (remaining !== hold) states.putHold(remaining)
}

/** The user lifts the holds of an account (hostname null) or of a hostname. A dismissed address of the hostname is sent again, too. */
export function liftHolds(
  states: Pick<StateCache, 'accountHold' | 'familyHold' | 'state' | 'setDismissed' | 'putHold' | 'deleteHold'>,
  account: string,
  hostname: string | null,
  now: number,
): void {
  if (hostname === null) {
    const hold = states.accountHold(account)
    if (hold !== null) endHold(states, hold, now)
    return
  }
  for (const family of FAMILIES) {
    const key = { account, hostname, family }
    const hold = states.familyHold(key)
    if (hold !== null) endHold(states, hold, now)
    if (states.state(key)?.dismissed != null) states.setDismissed(key, null)
  }
}
