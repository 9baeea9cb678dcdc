// Verification as one service of the engine: what the zone holds is watched after each confirmation and now and then, and
// looked up in full when the user asks.
import type { Propagation } from '../../contract/propagation.ts'
import type { RecordSettings } from '../../contract/settings.ts'
import type { Verified } from '../../contract/snapshot.ts'
import type { DnsClient } from '../../model/dns.ts'
import type { AdapterTable } from '../../model/ports.ts'
import type { FamilyKey } from '../../model/store.ts'
import type { StateCache } from '../state-cache.ts'
import { createZoneReader, type ZoneReader } from './dns/authoritative-lookup.ts'
import { createOwnNetwork } from './dns/local-network.ts'
import { createOutsideView } from './dns/public-agreement.ts'
import { PUBLIC_RESOLVERS, type PublicResolver } from './dns/public-resolvers.ts'
import { createCorrections } from './drift/correction-limit.ts'
import { createDriftWatch, type DriftWatchOptions } from './drift/drift-scan.ts'
import { createConfirmWatch } from './post-update-check.ts'
import { lookUpPropagation } from './propagation.ts'
import { createVerifiedStates } from './verification-cache.ts'
import { createVerifier, type Verifier, type VerifierOptions } from './verifier.ts'

export interface VerificationService {
  readonly verifier: Verifier
  /** The provider has just confirmed what the states holds. */
  confirmed(key: FamilyKey): void
  afterRound(online: boolean): void
  view(key: FamilyKey): Verified | null
  /** @param remember whether what is found may be written down; who has not the data folder's lock may not */
  propagation(record: RecordSettings, remember: boolean): Promise<Propagation>
  stop(): void
}

export interface VerificationOptions
  extends Omit<VerifierOptions, 'zone' | 'accountHold' | 'proxied'>,
    Omit<DriftWatchOptions, 'verifier' | 'cache' | 'corrections' | 'outside' | 'states' | 'onSweep'> {
  readonly states: Pick<StateCache, 'state' | 'setVerified' | 'setCorrections' | 'accountHold' | 'familyHold'>
  readonly dns: DnsClient
  /** Tells which name servers stand in this machine's own network. */
  readonly adapters: Pick<AdapterTable, 'list'>
  /** In place of one that asks by `dns`. */
  readonly zone?: ZoneReader
  readonly resolvers?: readonly PublicResolver[]
}

export function createVerification(options: VerificationOptions): VerificationService {
  const { states, clock, dns, accounts, resolvers = PUBLIC_RESOLVERS } = options
  const zone = options.zone ?? createZoneReader({ dns, clock, ownNetwork: createOwnNetwork(options.adapters) })
  const proxied = new Set<string>()
  const asking = { ...options, zone, proxied, accountHold: states.accountHold }
  const verifier = createVerifier(asking)
  const onlooker = createVerifier({ ...asking, onRefused: undefined })
  const cache = createVerifiedStates(states, clock)
  const corrections = createCorrections({
    states,
    clock,
    minIntervalMs: (account) => (accounts.provider(account)?.info.minIntervalS ?? 0) * 1_000,
  })
  const outside = createOutsideView({ dns, zone, states, resolvers })
  const confirmWatch = createConfirmWatch({ ...options, verifier, cache })
  const driftWatch = createDriftWatch({
    ...options,
    verifier,
    cache,
    corrections,
    outside,
    onSweep: (ids) => {
      cache.keepOnly(ids)
      corrections.keepOnly(ids)
      for (const id of proxied) if (!ids.has(id)) proxied.delete(id)
    },
  })
  return {
    verifier,
    confirmed: (key) => {
      cache.confirmed(key)
      corrections.confirmed(key)
      confirmWatch.confirmed(key)
    },
    afterRound: (online) => {
      if (online) confirmWatch.wake()
      driftWatch.afterRound(online)
    },
    view: cache.view,
    propagation: (record, remember) => {
      const own = { dns, states, cache, clock, resolvers, verifier: remember ? verifier : onlooker }
      return lookUpPropagation(own, record, remember)
    },
    stop: () => {
      confirmWatch.stop()
      driftWatch.stop()
    },
  }
}
