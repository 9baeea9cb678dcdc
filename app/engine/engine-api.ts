// The engine as others see it: what it is made from, what it can be asked for, and what it tells.
import type { Propagation } from '../contract/propagation.ts'
import type { RecordSettings, Settings } from '../contract/settings.ts'
import type { Trigger, Verified } from '../contract/snapshot.ts'
import type { DnsClient } from '../model/dns.ts'
import type { Event } from '../model/event.ts'
import type { Detector } from '../model/observation.ts'
import type { AdapterTable, Clock, CredentialStore, HttpClient, Log, Random } from '../model/ports.ts'
import type { Provider } from '../model/provider.ts'
import type { FamilyKey, Store } from '../model/store.ts'
import type { LearntForm } from '../model/update-form.ts'
import type { AccountResolver } from './account-resolver.ts'
import type { JobRunner } from './jobs/job-runner.ts'
import type { AttemptResult } from './jobs/send-request.ts'
import type { RequestOptions } from './next-round.ts'
import type { Pause } from './pause.ts'
import type { RoundView } from './rounds/round.ts'
import type { Sleep } from './sleep.ts'
import type { StateCache } from './state-cache.ts'
import type { ZoneReader } from './verification/dns/authoritative-lookup.ts'

export interface EngineOptions {
  readonly settings: () => Settings
  readonly store: Store
  readonly adapters: AdapterTable
  readonly detector: Detector
  readonly provider: (id: string) => Provider | null
  readonly credentials: Pick<CredentialStore, 'read'>
  readonly http: HttpClient
  readonly dns: DnsClient
  /** Replaces the reader that asks the zone's servers by `dns`, in tests. */
  readonly zone?: ZoneReader
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly fingerprint: (text: string) => string
  readonly userAgent: () => string
  /**
   * The engine ends after one round. It may know nothing about a name, for example with an empty data folder each time. Then it
   * asks the zone before it sends, since the name may hold the address already.
   */
  readonly isOneShot?: boolean
}

/** A name was brought to an address, or could not be. */
export interface News extends AttemptResult {
  readonly from: string | null
}

export interface Engine {
  readonly states: StateCache
  readonly jobs: Pick<JobRunner, 'isPending' | 'breaker' | 'busy'>
  readonly accounts: AccountResolver
  readonly pause: Pause
  /** Told by whoever hears the system's events. Sleeps that no event tells are found by the clock. */
  readonly sleep: Sleep
  /** The last round, null before the first. */
  readonly view: RoundView | null
  readonly nextRoundAt: number | null
  /** Why the store cannot be written, null when it can. Nothing is sent meanwhile. */
  readonly storeProblem: string | null
  /** Something that a snapshot shows has changed. */
  readonly changed: Event<void>['listen']
  readonly news: Event<News>['listen']
  /** Subscribes to the system's events and begins the first round. */
  start(): void
  request(trigger: Trigger, request?: RequestOptions): void
  /** The session was unlocked: jobs that waited for the credential store go on. */
  credentialStoreUnlocked(): void
  /** Somebody is about to read the database's file: where that was deleted meanwhile, it is written again first. */
  checkStore(): void
  /** Ends the hold of an account (hostname null) or of a name, and begins a round. */
  liftHold(account: string, hostname: string | null): void
  /** Dismisses the addresses that parked jobs could not send, and those that wait behind them. Nothing is sent by it. */
  dismiss(account: string, hostname: string | null): void
  /** Restores the address before the last change. @returns false when there is none */
  undo(account: string, hostname: string): boolean
  /** What the zone was last found to hold of the confirmed address; null when it was not checked yet. */
  readonly verified: (key: FamilyKey) => Verified | null
  /** What was learnt about an account's server; null for an account that does not exist. */
  readonly learnt: (account: string) => LearntForm | null
  /** Who sees which address now. @param remember whether the answer is kept as the name's verification */
  propagation(record: RecordSettings, remember: boolean): Promise<Propagation>
  /** Resolves when no round and no job is under way. */
  idle(): Promise<void>
  /**
   * Resolves when no managed family has an accepted address that the zone may still show, and after `timeoutMs` in any case.
   * While a server's form is being learnt it may take up to a minute longer.
   */
  shown(timeoutMs: number): Promise<void>
  stop(): void
}
