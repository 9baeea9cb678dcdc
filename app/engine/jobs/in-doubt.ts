// Attempts whose outcome is unknown: before anything is sent again, the provider or the zone is asked whether the update was
// applied.
import { sameAddress } from '../../model/address.ts'
import { publishedAddress, publishedAt } from '../../model/family-state.ts'
import type { Clock } from '../../model/ports.ts'
import type { FamilyKey, FamilyState } from '../../model/store.ts'
import { withDeadline } from '../../model/with-deadline.ts'
import type { AccountResolver } from '../account-resolver.ts'
import { stateAtDestination } from '../destination.ts'
import type { StateCache } from '../state-cache.ts'
import type { Verification, Verifier } from '../verification/verifier.ts'
import type { PendingUpdate } from './pending-update.ts'

/** Whether the zone is asked before the first update of an unknown name. This is switched off once nobody answers. */
export interface FirstCheck {
  isOn: boolean
}
export const NO_FIRST_CHECK: FirstCheck = { isOn: false }

export interface InDoubtOptions {
  readonly states: Pick<
    StateCache,
    'state' | 'wasSentBefore' | 'confirmUnsettled' | 'dropUnsettled' | 'begin' | 'settle'
  >
  readonly firstCheck?: FirstCheck
  readonly verifier: Verifier
  /** Whether nobody on the way answered in place of the zone's servers. */
  readonly isGenuine: (key: FamilyKey, address: string, found: Verification) => Promise<boolean>
  readonly accounts: Pick<AccountResolver, 'destination'>
  readonly clock: Pick<Clock, 'now' | 'setTimer'>
}

/** What to do with an update whose name may hold what an earlier attempt sent. */
export type InDoubtOutcome =
  /** The earlier attempt sent this address and was applied. It is settled as confirmed; nothing has to be sent. */
  | { readonly is: 'applied' }
  /** The earlier attempt sent another address and was not applied. The name holds this address; nothing has to be sent. */
  | { readonly is: 'not-applied' }
  /** The name still holds this address, but the other one may yet appear: check again then (epoch ms). */
  | { readonly is: 'undecided'; readonly until: number }
  /** Nothing was known, and the name holds this address already. It is settled as unchanged; nothing has to be sent. */
  | { readonly is: 'held-already' }
  | { readonly is: 'resend' }

/** A check only saves a request, so an update does not wait longer for it. */
const TIMEOUT_MS = 3_000
/** By then an applied update has usually reached all of a zone's servers. */
const ZONE_DELAY_MS = 10 * 60_000
/** By then a provider has usually carried out what it accepted. */
const PROVIDER_DELAY_MS = 2 * 60_000

/** Never rejects because of network or provider. */
export async function resolveInDoubt(options: InDoubtOptions, update: PendingUpdate): Promise<InDoubtOutcome> {
  const state = options.states.state(update)
  const destination = options.accounts.destination(update.account)
  if (options.firstCheck?.isOn && destination !== null && isUnknown(state, destination)) {
    return isHeldAlready(options, update, destination)
  }
  if (state === null || state.unsettled === null) return { is: 'resend' }
  const sentThis = sameAddress(state.unsettled.address, update.address)
  const heldThis = sameAddress(publishedAddress(state), update.address)
  // Where the name held the address before (keep-alive, forced update), holding it now proves nothing. Where the unsettled
  // and the published address are both others, this one has to be sent in any case.
  if (sentThis === heldThis) return { is: 'resend' }
  if (sentThis) return wasApplied(options, update, state)
  // The user wants a forced update sent, so it does not matter whether the name still holds its address.
  return update.force ? { is: 'resend' } : wasNotApplied(options, update, state)
}

/** Nothing was ever published at the destination, and nothing is in doubt there. */
export function isUnknown(state: FamilyState | null, destination: string): boolean {
  const here = stateAtDestination(state, destination)
  return here === null || (here.unsettled === null && publishedAddress(here) === null)
}

async function isHeldAlready(
  options: InDoubtOptions,
  update: PendingUpdate,
  destination: string,
): Promise<InDoubtOutcome> {
  const { states, verifier, clock, accounts, firstCheck = NO_FIRST_CHECK } = options
  const found = await verifier.check(update, update.address, 'provider-first', TIMEOUT_MS)
  const { state } = found
  // Many names must not wait one after the other for servers that do not answer.
  if (state === 'unknown') firstCheck.isOn = false
  if (state !== 'holds' || accounts.destination(update.account) !== destination) return { is: 'resend' }
  // Only this network says so: the address is not sent again, and not called confirmed.
  const result = (await isGenuine(options, update, found)) ? 'unchanged' : 'accepted'
  const { account, hostname, family, address, roundId, trigger } = update
  const at = clock.now()
  const ids = states.begin([{ account, hostname, family, roundId, trigger, from: null, to: address, at, destination }])
  states.settle(ids.map((attempt) => ({ attempt, at, result, raw: null })))
  return { is: 'held-already' }
}

/** An update does not wait longer for it than for the zone. */
async function isGenuine(options: InDoubtOptions, update: PendingUpdate, found: Verification): Promise<boolean> {
  const { clock } = options
  return (await withDeadline(clock, TIMEOUT_MS, options.isGenuine(update, update.address, found))) ?? false
}

async function wasApplied(
  options: InDoubtOptions,
  update: PendingUpdate,
  before: FamilyState,
): Promise<InDoubtOutcome> {
  const { states, verifier, clock } = options
  const found = await verifier.check(update, update.address, 'provider-first', TIMEOUT_MS)
  const { state, source } = found
  const isShown = state === 'holds' && (await isGenuine(options, update, found))
  // No other attempt can have begun during the check: an account's requests go one by one.
  if (!isShown || isRedirected(options, before)) return { is: 'resend' }
  // An address that returns within minutes: a zone's servers may still show it from before.
  const mayBeOld = source === 'dns' && clock.now() - (publishedAt(before) ?? 0) < ZONE_DELAY_MS
  if (mayBeOld && states.wasSentBefore(update, update.address)) return { is: 'resend' }
  states.confirmUnsettled(update, clock.now())
  return { is: 'applied' }
}

/** The published address is wanted again while another one, sent in between, may have been applied or still be. */
async function wasNotApplied(
  options: InDoubtOptions,
  update: PendingUpdate,
  before: FamilyState,
): Promise<InDoubtOutcome> {
  const { states, verifier, clock } = options
  const { state, source } = await verifier.check(update, update.address, 'provider-first', TIMEOUT_MS)
  if (state !== 'holds' || isRedirected(options, before)) return { is: 'resend' }
  // A provider may still be busy with what it accepted, and a zone's servers follow later.
  const until = (before.sentAt ?? 0) + (source === 'dns' ? ZONE_DELAY_MS : PROVIDER_DELAY_MS)
  if (until > clock.now()) return { is: 'undecided', until }
  states.dropUnsettled(update, clock.now())
  return { is: 'not-applied' }
}

/** The account got another destination during the check, so the answer may be about that one. */
const isRedirected = ({ accounts }: InDoubtOptions, { account, destination }: FamilyState): boolean =>
  destination !== null && accounts.destination(account) !== destination
