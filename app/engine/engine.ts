// The engine as one service: triggers go in, snapshots and news come out. It owns scheduler, rounds and jobs.

import { sameHostname } from '../contract/hostname.ts'
import type { Propagation } from '../contract/propagation.ts'
import type { RecordSettings, Settings } from '../contract/settings.ts'
import type { Trigger, Verified } from '../contract/snapshot.ts'
import { FAMILIES } from '../model/address.ts'
import type { DnsClient } from '../model/dns.ts'
import { createEvent, type Event } from '../model/event.ts'
import { remainingWait } from '../model/hold.ts'
import { holdFor, mergeHolds } from '../model/hold-policy.ts'
import type { Detector } from '../model/observation.ts'
import type { AdapterTable, Clock, CredentialStore, Disposer, HttpClient, Log, Random } from '../model/ports.ts'
import type { Provider } from '../model/provider.ts'
import type { FamilyKey, Hold, Store } from '../model/store.ts'
import { type AccountResolver, createAccountResolver } from './account-resolver.ts'
import type { AttemptResult } from './jobs/attempt.ts'
import { createJobRunner, type JobRunner } from './jobs/job-runner.ts'
import { createProviderTurns } from './jobs/provider-queries.ts'
import { createQuota } from './jobs/quota.ts'
import { createLanes } from './jobs/request-limiter.ts'
import { createPause, type Pause } from './pause.ts'
import { createClockSteps } from './rounds/clock-steps.ts'
import { createCurrentWatchList, planKey } from './rounds/managed-records.ts'
import { createRound, type RoundView } from './rounds/round.ts'
import { createScheduler, type Scheduler } from './rounds/scheduler.ts'
import { createStateCache, type StateCache } from './state-cache.ts'
import { dismissParked, undoLastChange } from './undo.ts'
import type { ZoneReader } from './verification/dns/authoritative-lookup.ts'
import type { Drifted } from './verification/drift/drift-scan.ts'
import { createVerification } from './verification/verification.ts'

export interface EngineOptions {
  readonly settings: () => Settings
  readonly store: Store
  readonly adapters: AdapterTable
  readonly detector: Detector
  readonly provider: (id: string) => Provider | null
  readonly credentials: CredentialStore
  readonly http: HttpClient
  readonly dns: DnsClient
  /** In place of one that asks the zone's servers by `dns`. */
  readonly zone?: ZoneReader
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly fingerprint: (text: string) => string
  readonly userAgent: () => string
}

/** A name was brought to an address, or could not be. */
export interface News extends AttemptResult {
  readonly from: string | null
}

export interface RequestOptions {
  /** Hostnames to send although nothing changed. A hold is never passed. */
  readonly force?: readonly string[]
  /** Parked jobs are tried now instead of at their time. */
  readonly retryParked?: boolean
}

export interface Engine {
  readonly states: StateCache
  readonly jobs: Pick<JobRunner, 'isWanted' | 'breaker' | 'busy'>
  readonly accounts: AccountResolver
  readonly pause: Pause
  /** What the last round saw, null before the first. */
  readonly view: RoundView | null
  readonly nextRoundAt: number | null
  /** Why the store cannot be written, null when it can. Nothing is sent meanwhile. */
  readonly storeTrouble: string | null
  /** Something that a snapshot shows has changed. */
  readonly changed: Event<void>['listen']
  readonly news: Event<News>['listen']
  /** Begins to listen to the system and looks for the first time. */
  start(): void
  request(trigger: Trigger, how?: RequestOptions): void
  /** The session was unlocked: jobs that waited for the credential store go on. */
  credentialStoreUnlocked(): void
  /** Ends the stop of an account (hostname null) or of a name, and looks again. */
  liftHold(account: string, hostname: string | null): void
  /** Lets parked jobs go until another address is wanted. */
  dismiss(account: string, hostname: string | null): void
  /** Publishes the address before the last change again. @returns false when there is none. */
  undo(account: string, hostname: string): boolean
  /** What the zone was last found to hold of the confirmed address; null when nobody was asked yet. */
  verified(key: FamilyKey): Verified | null
  /** Who sees which address now. @param remember whether the answer is kept as the name's verification */
  propagation(record: RecordSettings, remember: boolean): Promise<Propagation>
  /** Resolves when no round and no job is under way. */
  idle(): Promise<void>
  stop(): void
}

const isWaitingForSecret = (hold: Hold): boolean => hold.class === 'parked' && hold.failure.code === 'secret-unreadable'

export function createEngine(options: EngineOptions): Engine {
  const { store, log } = options
  const states = createStateCache(store)
  const changed = createEvent<void>()
  const news = createEvent<News>()
  let storeTrouble: string | null = null
  let clockMoved: (ms: number) => void = () => {}
  let lookAtMissed: () => void = () => {}
  const clockSteps = createClockSteps({
    ...options,
    states,
    onStep: (ms) => clockMoved(ms),
    onPaid: () => lookAtMissed(),
    onStoreTrouble: noteStoreTrouble,
  })
  const { clock } = clockSteps
  const isPaused = (): boolean => pause.active || clockSteps.owes
  const ports = { ...options, clock, states }
  const accounts = createAccountResolver(options)
  const takeLane = createLanes(clock)
  const quota = createQuota({ clock, store })
  const watchList = createCurrentWatchList(options.settings, states)
  let view: RoundView | null = null
  let forced: ReadonlySet<string> = new Set()
  let retryParked = false
  let drifted: Drifted = new Map()
  /** What asked for a look while there was to be none. */
  const missed = new Set<Trigger>()
  let stopListening: Disposer = () => {}

  const verification = createVerification({
    ...ports,
    accounts,
    isWanted: (key) => jobs.isWanted(key),
    isPaused,
    atProvider: createProviderTurns({ accounts, takeLane, quota, http: options.http }),
    // A token that may not read will not do better the next time: it stops the account as a refused update does.
    onRefused: (account, failure, fingerprint) => {
      const scope = { account, hostname: null, family: null, fingerprint }
      const before = states.accountHold(account)
      const now = clock.now()
      const hold = mergeHolds(before, holdFor(scope, failure, before, now), now)
      if (hold !== before) states.putHold(hold)
      changed.emit()
    },
    correct: (found) => {
      drifted = new Map([...drifted, ...found])
      scheduler.request('drift')
    },
    onChange: () => changed.emit(),
  })

  const jobs = createJobRunner({
    ...ports,
    accounts,
    verifier: verification.verifier,
    takeLane,
    quota,
    lookBy: (at) => scheduler.scheduleBy(at, 'retry'),
    record: (key) => watchList().record(key),
    onSettled: (result) => {
      const { want, failure } = result
      if (failure === null) verification.confirmed(want)
      // One that is over already is dealt with by the next look, whenever that is.
      const now = clock.now()
      for (const { until } of states.holdsOn(want))
        if (until !== null && until > now) scheduler.scheduleBy(until, 'retry')
      const from = failure === null ? (states.state(want)?.previous ?? null) : (states.state(want)?.confirmed ?? null)
      news.emit({ ...result, from })
      changed.emit()
    },
    isPaused,
    onStoreTrouble: noteStoreTrouble,
    onChange: () => changed.emit(),
  })

  const scheduler: Scheduler = createScheduler({
    clock,
    random: options.random,
    settings: () => options.settings().detection,
    onFault: (error) => log('error', 'a round failed unexpectedly', { error: String(error) }),
    onPlanned: () => changed.emit(),
    checkClock: clockSteps.check,
    runRound: async (trigger, triggers) => {
      if (isPaused()) {
        for (const each of triggers) missed.add(each)
        // What was found then may be long over at the end: the next look at the zone finds it again.
        drifted = new Map()
        return true
      }
      const request = { trigger, triggers, retryParked, forced, drifted }
      forced = new Set()
      retryParked = false
      drifted = new Map()
      const seen = await round.run(request)
      if (seen === null) return false
      view = seen
      verification.afterRound(seen.online)
      log('info', 'round', { trigger, tookMs: seen.record.tookMs, decisions: seen.record.decisions.length })
      changed.emit()
      clockSteps.remember()
      return true
    },
  })

  const round = createRound({
    ...ports,
    watchList,
    accounts,
    jobs,
    lookBy: scheduler.scheduleBy,
    nextLookAt: () => scheduler.nextRoundAt,
    onStoreTrouble: noteStoreTrouble,
  })

  const pause = createPause({
    clock,
    store,
    onChange: () => changed.emit(),
    onOver: () => lookAtMissed(),
  })

  lookAtMissed = () => {
    for (const trigger of missed) scheduler.request(trigger)
    missed.clear()
    scheduler.request('retry')
  }
  clockMoved = (ms) => {
    pause.clockMoved(ms)
    scheduler.clockMoved(ms)
  }

  /** The user has done what a hold asked for, or does not want to wait for it. A time that was named is nobody's to end. */
  function lift(hold: Hold | null): void {
    if (hold === null) return
    const left = remainingWait(hold, clock.now())
    if (left === null) states.liftHold(hold.account, hold.hostname, hold.family)
    else if (hold.class !== 'until-time') states.putHold(left)
  }

  /** What the last round saw for the family. */
  function observed(key: FamilyKey): string | null {
    const policy = watchList().record(key)?.[key.family] ?? 'off'
    const report = view?.reports.find(({ plan }) => planKey(plan.family, plan.policy) === planKey(key.family, policy))
    return report?.observation.kind === 'known' ? report.observation.address : null
  }

  function noteStoreTrouble(reason: string | null): void {
    if (storeTrouble === reason) return
    storeTrouble = reason
    changed.emit()
  }

  function request(trigger: Trigger, how: RequestOptions = {}): void {
    // A wish for now is not kept for the end of a pause, which may be days away.
    if (!pause.active) {
      forced = new Set([...forced, ...(how.force ?? []).map((name) => name.toLowerCase())])
      retryParked ||= how.retryParked ?? false
    }
    scheduler.request(trigger)
  }

  return {
    states: states,
    jobs,
    accounts,
    pause,
    get view() {
      return view
    },
    get nextRoundAt() {
      return scheduler.nextRoundAt
    },
    get storeTrouble() {
      return storeTrouble
    },
    changed: changed.listen,
    news: news.listen,
    start: () => {
      // Listening comes before the first look, so that no change falls between the two.
      stopListening = options.adapters.subscribe(() => scheduler.networkChanged())
      scheduler.request('startup')
    },
    request,
    liftHold: (account, hostname) => {
      if (hostname === null) lift(states.accountHold(account))
      else for (const family of FAMILIES) lift(states.familyHold({ account, hostname, family }))
      request('user')
    },
    dismiss: (account, hostname) => {
      dismissParked(states, options.settings().records, { account, hostname }, clock.now())
      request('config-change')
    },
    undo: (account, hostname) => {
      const record = watchList().record({ account, hostname })
      const families = FAMILIES.filter((family) => (record?.[family] ?? 'off') !== 'off')
      const undone = undoLastChange(states, families, observed, account, hostname)
      // What was wanted before that is not any more, also when nothing can be seen just now.
      if (undone) jobs.retractIf((want) => want.account === account && sameHostname(want.hostname, hostname))
      if (undone) request('user')
      return undone
    },
    credentialStoreUnlocked: () => {
      const waiting = states.holds().filter(isWaitingForSecret)
      try {
        for (const hold of waiting) states.liftHold(hold.account, hold.hostname, hold.family)
      } catch (error) {
        noteStoreTrouble(error instanceof Error ? error.message : String(error))
      }
      if (waiting.length > 0) request('retry')
    },
    verified: verification.view,
    propagation: verification.propagation,
    idle: async () => {
      await scheduler.idle()
      await jobs.idle()
    },
    stop: () => {
      stopListening()
      pause.stop()
      scheduler.stop()
      jobs.stop()
      verification.stop()
    },
  }
}
