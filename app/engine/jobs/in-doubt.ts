// Attempts that were cut off: before anything is sent again, the zone or the provider is asked whether the update arrived.
import { sameAddress } from '../../model/address.ts'
import type { Clock } from '../../model/ports.ts'
import type { FamilyState } from '../../model/store.ts'
import type { AccountResolver } from '../account-resolver.ts'
import type { StateCache } from '../state-cache.ts'
import type { Verifier } from '../verification/verifier.ts'
import type { PendingUpdate } from './pending-update.ts'

export interface ArrivedOptions {
  readonly states: Pick<StateCache, 'state' | 'wasAskedForBefore' | 'confirmUnsettled' | 'dropUnsettled'>
  readonly verifier: Verifier
  readonly accounts: Pick<AccountResolver, 'destination'>
  readonly clock: Pick<Clock, 'now'>
}

/** What has to be done for a wish whose name may hold what an earlier attempt asked for. */
export type Finding =
  /** It arrived: settled as confirmed, nothing has to be sent. */
  | { readonly is: 'fulfilled' }
  /** It did not arrive and the name holds what is wanted: nothing has to be sent. */
  | { readonly is: 'void' }
  /** The name still holds what is wanted, but the other address may yet appear: to be asked again then (epoch ms). */
  | { readonly is: 'open'; readonly until: number }
  | { readonly is: 'to-send' }

/** Nobody waits longer for an answer that only saves a request. */
const BUDGET_MS = 3_000
/** By then an update that arrived is at all of a zone's servers. */
const USUAL_DELAY_MS = 10 * 60_000
/** And by then a provider has done what it took. */
const AT_WORK_MS = 2 * 60_000

/** Never rejects for what network or provider do. */
export async function resolveInDoubt(options: ArrivedOptions, want: PendingUpdate): Promise<Finding> {
  const state = options.states.state(want)
  if (state === null || state.unsettled === null) return { is: 'to-send' }
  const isWanted = sameAddress(state.unsettled.address, want.address)
  const isConfirmed = sameAddress(state.confirmed, want.address)
  // A name that held the address before (a keep-alive, a forced update) tells nothing by holding it still; and when both
  // are other addresses, this one has to be sent in any case.
  if (isWanted === isConfirmed) return { is: 'to-send' }
  return isWanted ? hasArrived(options, want, state) : isVoid(options, want, state)
}

async function hasArrived(options: ArrivedOptions, want: PendingUpdate, before: FamilyState): Promise<Finding> {
  const { states, verifier, clock } = options
  const { state, source } = await verifier.check(want, want.address, 'best', BUDGET_MS)
  // While it was asked another attempt cannot have begun: an account's requests go one by one.
  if (state !== 'holds' || isElsewhere(options, before)) return { is: 'to-send' }
  // An address that came back soon: a zone's servers may show it from before, and not again.
  const isLate = source === 'dns' && clock.now() - (before.confirmedAt ?? 0) < USUAL_DELAY_MS
  if (isLate && states.wasAskedForBefore(want, want.address)) return { is: 'to-send' }
  states.confirmUnsettled(want, clock.now())
  return { is: 'fulfilled' }
}

/** The account was pointed to another place meanwhile: what was heard may be of that one. */
const isElsewhere = ({ accounts }: ArrivedOptions, { account, destination: target }: FamilyState): boolean =>
  target !== null && accounts.destination(account) !== target

/** The address came back while the one that was sent meanwhile may have arrived, or may yet. */
async function isVoid(options: ArrivedOptions, want: PendingUpdate, before: FamilyState): Promise<Finding> {
  const { states, verifier, clock } = options
  const { state, source } = await verifier.check(want, want.address, 'best', BUDGET_MS)
  if (state !== 'holds' || isElsewhere(options, before)) return { is: 'to-send' }
  // A provider may still be at work on what it has taken; a zone's servers follow it later.
  const until = (before.sentAt ?? 0) + (source === 'dns' ? USUAL_DELAY_MS : AT_WORK_MS)
  if (until > clock.now()) return { is: 'open', until }
  states.dropUnsettled(want, clock.now())
  return { is: 'void' }
}
