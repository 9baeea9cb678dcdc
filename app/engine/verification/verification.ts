// Entrance of the folder: verification as one service of the engine. It checks what a record really holds after each
// confirmed update, about every six hours, and in full when the user asks.
// One check: verifier.ts (whom to ask), verdict.ts (what the answers mean), verification-cache.ts (what was found last).
// When to check: post-update-check.ts, drift/, propagation.ts. Who answers: dns/, provider-lookup.ts.
import type { Propagation } from '../../contract/propagation.ts'
import type { RecordSettings } from '../../contract/settings.ts'
import type { Verified } from '../../contract/snapshot.ts'
import type { DnsClient } from '../../model/dns.ts'
import { publishedAddress } from '../../model/family-state.ts'
import type { AdapterTable } from '../../model/ports.ts'
import type { FamilyKey } from '../../model/store.ts'
import { otherFamily } from '../../model/update-form.ts'
import type { AccountResolver } from '../account-resolver.ts'
import { createFormLearner, type FormLearner, type FormLearnerOptions } from '../forms/form-learner.ts'
import type { StateCache } from '../state-cache.ts'
import { createAcceptance } from './acceptance.ts'
import { createZoneReader, type ZoneReader } from './dns/authoritative-lookup.ts'
import { createGenuine, type IsGenuine } from './dns/genuine.ts'
import { createLocalNetwork } from './dns/local-network.ts'
import { createPublicAgreement } from './dns/public-agreement.ts'
import { PUBLIC_RESOLVERS, type PublicResolver } from './dns/public-resolvers.ts'
import { createCorrectionLimit } from './drift/correction-limit.ts'
import { createDriftScan, type DriftScanOptions } from './drift/drift-scan.ts'
import { createPostUpdateCheck } from './post-update-check.ts'
import { lookUpPropagation } from './propagation.ts'
import { createVerificationCache } from './verification-cache.ts'
import { createVerifier, type Verification, type Verifier, type VerifierOptions } from './verifier.ts'

export interface VerificationService {
  readonly verifier: Verifier
  /** The server took the form that was tried with this hostname, or refused it; null: it refused the hostname. */
  onTrial: FormLearner['onTrial']
  onIpv6Refused: FormLearner['onIpv6Refused']
  /** Whether nobody on the way answered in place of the zone's servers. */
  readonly isGenuine: IsGenuine
  /** The provider has just said yes to the address in the state. @param reply whether it said that the name held it already */
  onPublished(key: FamilyKey, reply?: { readonly isUnchanged: boolean }): void
  /** A request may have changed what the family holds: checks it for this address. */
  watch(key: FamilyKey, address: string): void
  /** A round has ended. @param online whether it found a network */
  afterRound(online: boolean): void
  /** What the last check found; null while there was none since the address was confirmed. */
  view(key: FamilyKey): Verified | null
  /** @param remember whether results may be written down: only the process with the data folder's lock may write */
  propagation(record: RecordSettings, remember: boolean): Promise<Propagation>
  stop(): void
}

export interface VerificationOptions
  extends Omit<VerifierOptions, 'zone' | 'accountHold' | 'proxied'>,
    Omit<DriftScanOptions, 'verifier' | 'cache' | 'corrections' | 'publicAgreement' | 'states' | 'onScan' | 'onFound'>,
    Pick<FormLearnerOptions, 'forms' | 'record'> {
  readonly states: StateCache
  readonly accounts: AccountResolver
  /** Accepted addresses are confirmed now: the zone shows them. */
  readonly onShown: (keys: readonly FamilyKey[]) => void
  readonly dns: DnsClient
  /** Shows which name servers are in this machine's own network. */
  readonly adapters: Pick<AdapterTable, 'list'>
  /** Replaces the one that asks by `dns`, in tests. */
  readonly zone?: ZoneReader
  readonly resolvers?: readonly PublicResolver[]
  /** Resolves when no update waits or is under way: what nobody waits for gives way to them. */
  readonly whenQuiet: () => Promise<void>
}

/** Accepted addresses that are watched from the start: without any DNS they would be many. */
const MOST_RESUMED = 200

export function createVerification(options: VerificationOptions): VerificationService {
  const { states, clock, dns, accounts, resolvers = PUBLIC_RESOLVERS } = options
  const isGenuine = createGenuine({ dns, accounts, resolvers })
  const learner = createFormLearner({ ...options, isGenuine, recheck: (account) => watchAccepted(account) })
  const acceptance = createAcceptance({
    ...options,
    isGenuine,
    mayBeOutdated: learner.mayBeOutdated.bind(learner),
    onShownInDoubt: learner.onShownInDoubt.bind(learner),
  })
  const onFound = async (key: FamilyKey, address: string, found: Verification): Promise<boolean> => {
    await learner.onFound(key, found)
    return acceptance.check(key, address, found)
  }
  let isResumed = false
  const zone = options.zone ?? createZoneReader({ dns, clock, localNetwork: createLocalNetwork(options.adapters) })
  const proxied = new Set<string>()
  const verifierOptions = { ...options, zone, proxied, accountHold: (account: string) => states.accountHold(account) }
  const verifier = createVerifier(verifierOptions)
  const readOnlyVerifier = createVerifier({ ...verifierOptions, onRefused: undefined })
  const cache = createVerificationCache(states, clock, options.log)
  const corrections = createCorrectionLimit({
    states,
    clock,
    minIntervalMs: (account) => (accounts.provider(account)?.info.minIntervalS ?? 0) * 1_000,
  })
  const publicAgreement = createPublicAgreement({ dns, zone, states, resolvers })
  const postUpdateCheck = createPostUpdateCheck({
    ...{ ...options, verifier, cache, onFound },
    needsLateLook: learner.needsLateLook.bind(learner),
  })
  const driftScan = createDriftScan({
    ...options,
    verifier,
    cache,
    corrections,
    publicAgreement,
    onFound,
    onScan: (ids) => {
      cache.keepOnly(ids)
      corrections.keepOnly(ids)
      for (const id of proxied) if (!ids.has(id)) proxied.delete(id)
    },
  })
  /** The drift scan comes to the rest. */
  function watchAccepted(account?: string): void {
    const accepted = states.accepted().filter((state) => account === undefined || state.account === account)
    for (const state of accepted.slice(0, MOST_RESUMED)) {
      if (state.accepted === null || options.isPending(state)) continue
      postUpdateCheck.watch(state, state.accepted)
      // What the zone holds of the other family tells whether the form is right: the last process may have seen it, not this one.
      const other = states.state({ ...state, family: otherFamily(state.family) })
      const address = other?.accepted === null && learner.isConcerned(other) ? publishedAddress(other) : null
      if (other != null && address !== null) postUpdateCheck.watch(other, address)
    }
  }
  /** What the last run left accepted is watched again. */
  function resume(): void {
    isResumed = true
    watchAccepted()
  }

  return {
    verifier,
    isGenuine,
    onPublished: (key, reply) => {
      if (reply?.isUnchanged) learner.onUnchanged(key)
      cache.onConfirmed(key)
      corrections.onConfirmed(key)
      const address = publishedAddress(states.state(key))
      if (address !== null) postUpdateCheck.watch(key, address)
    },
    watch: (key, address) => {
      cache.onConfirmed(key)
      postUpdateCheck.watch(key, address)
    },
    onTrial: learner.onTrial.bind(learner),
    onIpv6Refused: learner.onIpv6Refused.bind(learner),
    afterRound: (online) => {
      if (online) postUpdateCheck.wake()
      if (online && !isResumed) resume()
      driftScan.afterRound(online)
    },
    view: cache.view,
    propagation: (record, remember) => {
      const services = { dns, states, cache, clock, resolvers, verifier: remember ? verifier : readOnlyVerifier }
      return lookUpPropagation(services, record, remember)
    },
    stop: () => {
      postUpdateCheck.stop()
      driftScan.stop()
      cache.stop()
      acceptance.stop()
    },
  }
}
