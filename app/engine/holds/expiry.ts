// Holds that pass by themselves: which a fresh look may end early, and which have nothing left to wait for.

import type { Trigger } from '../../contract/snapshot.ts'
import { remainingWait } from '../../model/hold.ts'
import type { Hold } from '../../model/store.ts'
import type { StateCache } from '../state-cache.ts'

export interface FreshLook {
  readonly triggers: ReadonlySet<Trigger>
  /** The user wants parked jobs tried now. What a provider or the user stopped stays stopped. */
  readonly retryParked: boolean
}

const AFTER_NETWORK: readonly Trigger[] = ['network-change', 'gateway-push', 'resume', 'startup']

export const networkMayBeBack = ({ triggers }: Pick<FreshLook, 'triggers'>): boolean =>
  AFTER_NETWORK.some((trigger) => triggers.has(trigger))

/** Ends the waits of parked jobs that this look gives a reason to try again at once. */
export function endWaits(
  states: Pick<StateCache, 'holds' | 'putHold' | 'liftHold'>,
  look: FreshLook,
  now: number,
): void {
  const isBack = networkMayBeBack(look)
  for (const hold of states.holds()) {
    if (hold.class !== 'parked') continue
    const isNetwork = hold.failure.kind === 'network'
    if (isNetwork && isBack) states.liftHold(hold.account, hold.hostname, hold.family)
    // Tried once, and the waits go on growing from where they were. Without a secret nothing was sent and nothing will be:
    // looking for it costs no provider anything.
    else if (look.retryParked || (look.triggers.has('user') && isNetwork) || hold.failure.code === 'secret-unreadable')
      states.putHold({ ...hold, until: now })
  }
}

/**
 * Drops the holds of accounts that are no longer in the settings, but for those that a provider imposed: an account that
 * comes back under the same name is no way around them.
 */
export function dropOrphans(
  states: Pick<StateCache, 'holds' | 'putHold' | 'liftHold'>,
  isThere: (account: string) => boolean,
  now: number,
): void {
  for (const hold of states.holds()) {
    const isImposed = hold.class === 'blocked' || hold.class === 'until-time'
    if (isImposed || isThere(hold.account)) continue
    const left = remainingWait(hold, now)
    if (left === null) states.liftHold(hold.account, hold.hostname, hold.family)
    else states.putHold(left)
  }
}

/**
 * Drops the holds whose time is over and of whose names none is wanted any more: the address came back by itself, or the
 * name is gone. Left in place they would count against the next trouble, months later.
 * @param isAtRest whether a name in the hold's scope is known to need nothing
 */
export function dropFinished(
  states: Pick<StateCache, 'holds' | 'liftHold'>,
  isAtRest: (hold: Hold) => boolean,
  now: number,
): void {
  for (const hold of states.holds()) {
    const passes = hold.class === 'parked' || hold.class === 'until-time'
    if (!passes || hold.until === null || hold.until > now || !isAtRest(hold)) continue
    states.liftHold(hold.account, hold.hostname, hold.family)
  }
}
