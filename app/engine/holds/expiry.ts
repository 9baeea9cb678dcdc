// Holds that end without the user: what may end one early, and when an expired one is dropped.
import { sameHostname } from '../../contract/hostname.ts'
import type { Trigger } from '../../contract/snapshot.ts'
import { isActive } from '../../model/hold.ts'
import type { Hold } from '../../model/store.ts'
import type { StateCache } from '../state-cache.ts'
import { endHold } from './end-hold.ts'

/** Why a round takes place. */
export interface RoundCause {
  readonly triggers: ReadonlySet<Trigger>
  readonly retryParked: RetryParked
}

/** The user wants parked jobs tried now: true: all of them; a list: those that stop one of these hostnames. Other holds stay. */
export type RetryParked = boolean | readonly { readonly account: string; readonly hostname: string }[]

/** Nothing was sent, and nothing on the way to the provider is wrong: the next round looks again. */
export const isOwnDoubt = ({ failure }: Pick<Hold, 'failure'>): boolean =>
  failure.code === 'other-family' || failure.code === 'form-on-trial'

const AFTER_NETWORK: readonly Trigger[] = ['network-change', 'gateway-push', 'resume', 'startup']

export const networkMayBeBack = ({ triggers }: Pick<RoundCause, 'triggers'>): boolean =>
  AFTER_NETWORK.some((trigger) => triggers.has(trigger))

/** Ends the waits of parked jobs that have a reason to be tried at once. */
export function expireEarly(
  states: Pick<StateCache, 'holds' | 'putHold' | 'deleteHold'>,
  cause: RoundCause,
  now: number,
): void {
  const isBack = networkMayBeBack(cause)
  for (const hold of states.holds()) {
    if (hold.class !== 'parked') continue
    const isNetwork = hold.failure.kind === 'network' && !isOwnDoubt(hold)
    if (isNetwork && isBack) states.deleteHold(hold.account, hold.hostname, hold.family)
    else if (isTriedNow(hold, cause, isNetwork)) states.putHold({ ...hold, until: now })
  }
}

/**
 * Something outside answered again after a silence: accounts that are parked for the network get one try now. If it
 * fails, the waits go on growing. @returns the accounts
 */
export function endSilence(states: Pick<StateCache, 'holds' | 'putHold'>, now: number): ReadonlySet<string> {
  const parked = states.holds().filter((hold) => hold.class === 'parked' && hold.failure.kind === 'network')
  for (const hold of parked) if (isActive(hold, now)) states.putHold({ ...hold, until: now })
  return new Set(parked.map(({ account }) => account))
}

/** Whether the job is tried now. If that fails, its waits go on growing from where they were. */
function isTriedNow(hold: Hold, { triggers, retryParked }: RoundCause, isNetwork: boolean): boolean {
  // Nothing was sent, so reading the credential store or the zone again costs no provider anything.
  const isUnsent = hold.failure.code === 'secret-unreadable' || isOwnDoubt(hold)
  return isMeant(hold, retryParked) || (triggers.has('user') && isNetwork) || isUnsent
}

function isMeant({ account, hostname }: Hold, meant: RetryParked): boolean {
  if (typeof meant === 'boolean') return meant
  return meant.some((each) => each.account === account && (hostname === null || sameHostname(hostname, each.hostname)))
}

/**
 * Drops the holds and dismissals of accounts that are no longer in the settings. What a provider imposed stays: removing an
 * account and adding it again is no way around it.
 */
export function dropOrphaned(
  states: Pick<StateCache, 'holds' | 'putHold' | 'deleteHold' | 'dismissed' | 'setDismissed'>,
  isInSettings: (account: string) => boolean,
  now: number,
): void {
  for (const hold of states.holds()) {
    const isImposed = hold.class === 'blocked' || hold.class === 'until-time'
    if (!isImposed && !isInSettings(hold.account)) endHold(states, hold, now)
  }
  for (const state of states.dismissed()) if (!isInSettings(state.account)) states.setDismissed(state, null)
}

/**
 * Drops expired holds that nothing waits for any more: the address came back, or the record was removed. If they stayed,
 * they would count against a failure months later.
 * @param isAtRest whether everything that the hold stops is known to need no update
 */
export function dropExpired(
  states: Pick<StateCache, 'holds' | 'deleteHold'>,
  isAtRest: (hold: Hold) => boolean,
  now: number,
): void {
  for (const hold of states.holds()) {
    if (isActive(hold, now) || !isAtRest(hold)) continue
    states.deleteHold(hold.account, hold.hostname, hold.family)
  }
}
