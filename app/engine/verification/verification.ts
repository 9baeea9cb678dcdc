// Entrance of the folder: verification as one service of the engine. It checks what a record really holds after each
// confirmed update, about every six hours, and in full when the user asks.
// One check: verifier.ts (whom to ask), verdict.ts (what the answers mean), verification-cache.ts (what was found last).
// When to check: post-update-check.ts, drift/, propagation.ts. Who answers: dns/, provider-lookup.ts.
import type { Propagation } from '../../contract/propagation.ts'
import type { RecordSettings } from '../../contract/settings.ts'
import type { Verified } from '../../contract/snapshot.ts'
import type { DnsClient } from '../../model/dns.ts'
import type { AdapterTable } from '../../model/ports.ts'
import type { FamilyKey } from '../../model/store.ts'
import type { StateCache } from '../state-cache.ts'
import { createZoneReader, type ZoneReader } from './dns/authoritative-lookup.ts'
import { createLocalNetwork } from './dns/local-network.ts'
import { createPublicAgreement } from './dns/public-agreement.ts'
import { PUBLIC_RESOLVERS, type PublicResolver } from './dns/public-resolvers.ts'
import { createCorrectionLimit } from './drift/correction-limit.ts'
import { createDriftScan, type DriftScanOptions } from './drift/drift-scan.ts'
import { createPostUpdateCheck } from './post-update-check.ts'
import { lookUpPropagation } from './propagation.ts'
import { createVerificationCache } from './verification-cache.ts'
import { createVerifier, type Verifier, type VerifierOptions } from './verifier.ts'

export interface VerificationService {
  readonly verifier: Verifier
  /** The provider has just confirmed the address in the state. */
  onConfirmed(key: FamilyKey): void
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
    Omit<DriftScanOptions, 'verifier' | 'cache' | 'corrections' | 'publicAgreement' | 'states' | 'onScan'> {
  readonly states: Pick<StateCache, 'state' | 'setVerified' | 'setCorrections' | 'accountHold' | 'familyHold'>
  readonly dns: DnsClient
  /** Shows which name servers are in this machine's own network. */
  readonly adapters: Pick<AdapterTable, 'list'>
  /** Replaces the one that asks by `dns`, in tests. */
  readonly zone?: ZoneReader
  readonly resolvers?: readonly PublicResolver[]
  /** Resolves when no update waits or is under way: what nobody waits for gives way to them. */
  readonly whenQuiet: () => Promise<void>
}

export function createVerification(options: VerificationOptions): VerificationService {
  const { states, clock, dns, accounts, resolvers = PUBLIC_RESOLVERS } = options
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
  const postUpdateCheck = createPostUpdateCheck({ ...options, verifier, cache })
  const driftScan = createDriftScan({
    ...options,
    verifier,
    cache,
    corrections,
    publicAgreement,
    onScan: (ids) => {
      cache.keepOnly(ids)
      corrections.keepOnly(ids)
      for (const id of proxied) if (!ids.has(id)) proxied.delete(id)
    },
  })
  return {
    verifier,
    onConfirmed: (key) => {
      cache.onConfirmed(key)
      corrections.onConfirmed(key)
      postUpdateCheck.onConfirmed(key)
    },
    afterRound: (online) => {
      if (online) postUpdateCheck.wake()
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
    },
  }
}
