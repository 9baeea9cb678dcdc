// The engine as one service: triggers go in, snapshots and news come out. This file connects its parts; who calls whom:
//   scheduler -> round -> jobs                    when, what, and the sending
//   jobs -> verification                          is an attempt in doubt applied? watch what was confirmed
//   verification -> jobs' limiter and quota       queries to a provider take turns with updates
//   jobs, round, verification -> scheduler        a next round is due
//   clock steps -> scheduler, pause               the wall clock was moved
//   pause, clock steps -> scheduler               rounds may go on: the missed triggers are replayed
import { sameHostname } from '../contract/hostname.ts'
import type { Propagation } from '../contract/propagation.ts'
import type { RecordSettings } from '../contract/settings.ts'
import type { Trigger } from '../contract/snapshot.ts'
import { FAMILIES } from '../model/address.ts'
import { addressToPublish } from '../model/decide.ts'
import { createEvent, type Event } from '../model/event.ts'
import { isDismissed, publishedAddress } from '../model/family-state.ts'
import { messageOf } from '../model/message-of.ts'
import { requestKey } from '../model/observation.ts'
import type { Disposer } from '../model/ports.ts'
import type { FamilyKey, Hold } from '../model/store.ts'
import { carriesBoth } from '../model/update-form.ts'
import { type AccountResolver, createAccountResolver } from './account-resolver.ts'
import { createAway } from './away.ts'
import type { Engine, EngineOptions, News } from './engine-api.ts'
import { isLearning } from './forms/is-learning.ts'
import { createLearntForms } from './forms/learnt-forms.ts'
import { accountFormOf } from './forms/request-forms.ts'
import { dismissParked } from './holds/dismiss.ts'
import { liftHolds } from './holds/end-hold.ts'
import { endSilence } from './holds/expiry.ts'
import { holdAfterRefusedQuery } from './holds/refused-query.ts'
import { createJobRunner, type JobRunner } from './jobs/job-runner.ts'
import { createProviderQueries } from './jobs/provider-queries.ts'
import { createQuota } from './jobs/quota.ts'
import { createRequestLimiter } from './jobs/request-limiter.ts'
import type { AttemptResult } from './jobs/send-request.ts'
import { createNextRound, type RequestOptions } from './next-round.ts'
import { createOutside, type Outside } from './outside.ts'
import { createPause, type Pause } from './pause.ts'
import { type ClockSteps, createClockSteps } from './rounds/clock-steps.ts'
import { createDeadConnections, type DeadConnections } from './rounds/dead-connections.ts'
import { createEarlyChecks } from './rounds/early-checks.ts'
import { createManagedRecords, type ManagedRecords, policyKey } from './rounds/managed-records.ts'
import { createRound, type Round, type RoundView } from './rounds/round.ts'
import { createScheduler, type Scheduler } from './rounds/scheduler.ts'
import { createSleep, type Sleep } from './sleep.ts'
import { createStateCache, type StateCache } from './state-cache.ts'
import { createStoreHealth, type StoreHealth } from './store-health.ts'
import { undoLastChange } from './undo.ts'
import { createVerification, type VerificationService } from './verification/verification.ts'
import { whenShown } from './when-shown.ts'

export type { Engine, EngineOptions, News } from './engine-api.ts'

const waitsForSecret = (hold: Hold): boolean => hold.class === 'parked' && hold.failure.code === 'secret-unreadable'

class RunningEngine implements Engine {
  readonly states: StateCache
  readonly jobs: JobRunner
  readonly accounts: AccountResolver
  readonly pause: Pause
  readonly sleep: Sleep
  readonly verified: Engine['verified']
  readonly learnt: Engine['learnt']
  readonly #options: EngineOptions
  readonly #changed = createEvent<void>()
  readonly #news = createEvent<News>()
  /** Milliseconds by which the wall clock was moved. */
  readonly #clockMoved = createEvent<number>()
  /** Rounds may go on. */
  readonly #unpaused = createEvent<void>()
  readonly #nextRound = createNextRound()
  readonly #clockSteps: ClockSteps
  readonly #managedRecords: () => ManagedRecords
  readonly #scheduler: Scheduler
  readonly #round: Round
  readonly #deadConnections: DeadConnections
  readonly #storeHealth: StoreHealth
  readonly #outside: Outside
  readonly #verification: VerificationService
  #view: RoundView | null = null
  #unsubscribe: Disposer = () => {}

  constructor(options: EngineOptions) {
    this.#options = options
    const { settings, http } = options
    const onChange = () => this.#changed.emit()
    this.#storeHealth = createStoreHealth({ ...options, onChange, onRestored: () => this.#storeRestored() })
    const { store, report: onStoreProblem } = this.#storeHealth
    const isPaused = () => this.#isPaused()
    this.states = createStateCache(store)
    this.#clockSteps = createClockSteps({
      ...options,
      store,
      states: this.states,
      onStep: this.#clockMoved.emit,
      onShiftApplied: () => this.#unpaused.emit(),
      onStoreProblem,
    })
    const firstCheck = { isOn: options.isOneShot ?? false }
    const { clock } = this.#clockSteps
    const earlyChecks = createEarlyChecks(clock)
    this.sleep = createSleep({ clock, earlyChecks })
    const away = createAway({ ...options, clock, sleep: this.sleep })
    const ports = { ...options, store, clock, states: this.states, firstCheck, away, earlyChecks }
    this.accounts = createAccountResolver(options)
    this.#managedRecords = createManagedRecords(settings, this.states)
    this.pause = createPause({ ...ports, onChange, onEnd: () => this.#unpaused.emit() })
    this.#scheduler = createScheduler({
      ...ports,
      settings: () => settings().detection,
      onFault: (error) => options.log('error', 'a round failed unexpectedly', { error: messageOf(error) }),
      onPlanned: onChange,
      checkClock: this.#clockSteps.check,
      onSlept: this.sleep.end,
      runRound: (trigger, triggers) => this.#runRound(trigger, triggers),
    })
    const limiter = createRequestLimiter(ports.clock)
    const quota = createQuota(ports)
    const { accounts } = this
    const forms = createLearntForms(store)
    const record = (key: Pick<FamilyKey, 'account' | 'hostname'>) => this.#record(key)
    this.learnt = (account) => accountFormOf({ accounts, learnt: forms }, account)?.learnt ?? null
    this.#verification = createVerification({
      ...ports,
      accounts,
      forms,
      record,
      onShown: (keys) => this.#onShown(keys),
      isPending: (key) => this.jobs.isPending(key),
      isPaused,
      whenQuiet: () => limiter.whenQuiet(),
      queryProvider: createProviderQueries({ accounts, limiter, quota, http }),
      onRefused: (account, failure, fingerprint) => {
        holdAfterRefusedQuery({ ...ports, record }, account, failure, fingerprint)
        onChange()
      },
      correct: (found) => {
        this.#nextRound.addDrifted(found)
        this.#scheduler.request('drift')
      },
      onChange,
    })
    this.verified = this.#verification.view
    this.jobs = createJobRunner({
      ...ports,
      accounts,
      record,
      forms,
      observed: (key) => this.#addressToPublish(key),
      onTouched: (keys) => this.#watch(keys),
      onTrial: this.#verification.onTrial,
      onIpv6Refused: this.#verification.onIpv6Refused,
      isGenuine: this.#verification.isGenuine,
      verifier: this.#verification.verifier,
      limiter,
      quota,
      isPaused,
      scheduleBy: (at) => this.#scheduler.scheduleBy(at, 'retry'),
      onSettled: (result) => this.#onSettled(result),
      isStoreWritable: () => this.#storeHealth.problem === null,
      onChange,
    })
    this.#round = createRound({
      ...ports,
      managedRecords: this.#managedRecords,
      accounts,
      jobs: this.jobs,
      carriesBoth: (account) => carriesBoth(accountFormOf({ accounts, learnt: forms }, account)?.form('')),
      scheduleBy: (at, trigger) => this.#scheduler.scheduleBy(at, trigger),
      nextRoundAt: () => this.#scheduler.nextRoundAt,
      onStoreProblem,
    })
    this.#deadConnections = createDeadConnections(ports)
    this.#outside = createOutside(ports.clock)
    // Last, since these begin rounds.
    this.#clockMoved.listen((ms) => this.pause.clockMoved(ms))
    this.#clockMoved.listen((ms) => this.#scheduler.clockMoved(ms))
    this.#unpaused.listen(() => this.#replayMissedTriggers('retry'))
    this.sleep.awake(() => this.#replayMissedTriggers('resume'))
  }

  get view(): RoundView | null {
    return this.#view
  }
  get nextRoundAt(): number | null {
    return this.#scheduler.nextRoundAt
  }
  get storeProblem(): string | null {
    return this.#storeHealth.problem
  }
  get changed(): Event<void>['listen'] {
    return this.#changed.listen
  }
  get news(): Event<News>['listen'] {
    return this.#news.listen
  }

  start(): void {
    // Subscribed before the first round, so that no change falls between the two.
    this.#unsubscribe = this.#options.adapters.subscribe(() => {
      this.#deadConnections.networkChanged()
      this.#scheduler.networkChanged()
    })
    this.#scheduler.request('startup')
  }

  request(trigger: Trigger, request: RequestOptions = {}): void {
    // What the user wants now is not kept for the end of a pause, which may be days away.
    if (!this.pause.active) this.#nextRound.add(request)
    this.#scheduler.request(trigger)
  }

  liftHold(account: string, hostname: string | null): void {
    liftHolds(this.states, account, hostname, this.#now())
    this.request('user')
  }

  dismiss(account: string, hostname: string | null): void {
    const { settings, store } = this.#options
    // A process that has not observed anything yet knows what the last one did.
    const last = this.#view === null ? store.lastRound() : null
    const { states, accounts } = this
    const observed = (key: FamilyKey) => this.#addressToPublish(key)
    const parts = { states, accounts, records: settings().records, observed, last, now: this.#now() }
    dismissParked(parts, { account, hostname })
    // No round: giving up sends nothing, for no name.
    this.jobs.cancelIf((update) => isDismissed(this.states.state(update), update.address))
    this.#changed.emit()
  }

  undo(account: string, hostname: string): boolean {
    const record = this.#record({ account, hostname })
    const families = FAMILIES.filter((family) => (record?.[family] ?? 'off') !== 'off')
    const observed = (key: FamilyKey) => this.#observedAddress(key)
    if (!undoLastChange(this.states, families, observed, account, hostname)) return false
    // The address from before must not be sent any more, even if nothing can be observed just now.
    this.jobs.cancelIf((update) => update.account === account && sameHostname(update.hostname, hostname))
    this.request('user')
    return true
  }

  credentialStoreUnlocked(): void {
    const waiting = this.states.holds().filter(waitsForSecret)
    try {
      for (const hold of waiting) this.states.deleteHold(hold.account, hold.hostname, hold.family)
    } catch (error) {
      this.#storeHealth.report(messageOf(error))
    }
    if (waiting.length > 0) this.request('retry')
  }

  checkStore(): void {
    this.#storeHealth.check()
  }

  propagation(record: RecordSettings, remember: boolean): Promise<Propagation> {
    return this.#verification.propagation(record, remember)
  }

  async idle(): Promise<void> {
    await this.#scheduler.idle()
    await this.jobs.idle()
  }

  async shown(timeoutMs: number): Promise<void> {
    const { states, learnt, changed } = this
    const isShown = () => !states.accepted().some(this.#isAwaited)
    const isLearnt = () => !isLearning({ states, learnt, settings: this.#options.settings(), now: this.#now() })
    await whenShown({ clock: this.#clockSteps.clock, changed, isShown, isLearnt, idle: () => this.idle() }, timeoutMs)
  }

  /** Where there is no DNS to ask, nothing will be shown. */
  readonly #isAwaited = (key: FamilyKey): boolean =>
    (this.#record(key)?.[key.family] ?? 'off') !== 'off' && this.verified(key)?.state !== 'unknown'

  stop(): void {
    this.#unsubscribe()
    this.#deadConnections.stop()
    this.#storeHealth.stop()
    this.pause.stop()
    this.sleep.stop()
    this.#scheduler.stop()
    this.jobs.stop()
    this.#verification.stop()
  }

  /** @returns whether the round found anything to decide */
  async #runRound(trigger: Trigger, triggers: ReadonlySet<Trigger>): Promise<boolean> {
    if (this.#isPaused()) {
      this.#nextRound.miss(triggers)
      return true
    }
    const startedAt = this.#clockSteps.clock.monotonic()
    const view = await this.#round.run({ trigger, triggers, ...this.#nextRound.take() })
    if (view === null) return false
    this.#view = view
    this.#noteEchoes(view, startedAt)
    this.#verification.afterRound(view.online)
    const { tookMs, decisions } = view.round
    this.#options.log('info', 'round', { trigger, tookMs, decisions: decisions.length })
    this.#changed.emit()
    this.#clockSteps.remember()
    return true
  }

  /** Nothing is decided or sent in a pause, in a sleep, or before a step of the clock is saved: only then is it clear which waits ended. */
  #isPaused(): boolean {
    return this.pause.active || this.sleep.isActive || this.#clockSteps.hasPendingShift
  }

  #replayMissedTriggers(now: Trigger): void {
    this.#scheduler.request(...this.#nextRound.takeMissedTriggers(), now)
  }

  #onSettled(result: AttemptResult): void {
    const { update, failure } = result
    // Whatever the server says, the zone tells what it stored.
    if (failure?.code === 'other-address' || failure?.code === 'empty') this.#verification.watch(update, update.address)
    const now = this.#now()
    if (failure === null) {
      this.#verification.onPublished(update, { isUnchanged: result.isUnchanged === true })
      this.#outsideAnswered()
    } else if (failure.kind === 'network') {
      const sinceSentMs = Math.max(0, now - (this.states.state(update)?.sentAt ?? now))
      this.#outside.failed(update.account, this.#clockSteps.clock.monotonic() - sinceSentMs)
    }
    for (const { until } of this.states.holdsOn(update)) {
      // An expired hold is dealt with by the next round, whenever that is.
      if (until !== null && until > now) this.#scheduler.scheduleBy(until, 'retry')
    }
    const state = this.states.state(update)
    this.#news.emit({ ...result, from: (failure === null ? state?.previous : publishedAddress(state)) ?? null })
    this.#changed.emit()
  }

  /** A request may have changed what these families hold. */
  #watch(keys: readonly FamilyKey[]): void {
    for (const key of keys) {
      const address = publishedAddress(this.states.state(key))
      if (address !== null) this.#verification.watch(key, address)
    }
  }

  /** The zone shows accepted addresses. */
  #onShown([first, ...others]: readonly FamilyKey[]): void {
    const { account, hostname } = first ?? {}
    this.#options.log('info', 'shown by the zone', { account, hostname, more: others.length })
    this.#changed.emit()
  }

  #noteEchoes({ reports }: RoundView, startedAt: number): void {
    const answers = reports.flatMap((report) => report.answers.filter(({ source }) => source === 'echo'))
    for (const { name, address } of answers) if (address === null) this.#outside.failed(name, startedAt)
    if (answers.some(({ address }) => address !== null)) this.#outsideAnswered()
  }

  /** The network may have been away and come back without an event on this machine. */
  #outsideAnswered(): void {
    if (!this.#outside.answered()) return
    try {
      this.jobs.outsideAnswered(endSilence(this.states, this.#now()))
      this.#scheduler.request('retry')
    } catch (error) {
      this.#storeHealth.report(messageOf(error))
    }
  }

  #record(key: Pick<FamilyKey, 'account' | 'hostname'>): RecordSettings | undefined {
    return this.#managedRecords().record(key)
  }

  /** What should be published by the newest observation; null when that is unknown. */
  #addressToPublish(key: FamilyKey): string | null {
    const record = this.#record(key)
    const isOff = record === undefined || record[key.family] === 'off'
    const observed = isOff ? null : this.#round.observed(policyKey(key.family, record))
    return observed === null ? null : addressToPublish(this.states.state(key), observed)
  }

  /** What the last round observed for the family; null when it is unknown. */
  #observedAddress(key: FamilyKey): string | null {
    const record = this.#record(key)
    const id = record === undefined ? null : policyKey(key.family, record)
    const report = this.#view?.reports.find(({ request }) => requestKey(request) === id)
    return report?.observation.kind === 'known' ? report.observation.address : null
  }

  #storeRestored(): void {
    // A step of the clock that could not be saved is saved first: it tells which waits have ended.
    this.#clockSteps.check()
    this.jobs.storeRestored()
    this.#scheduler.request('retry')
  }

  #now(): number {
    return this.#clockSteps.clock.now()
  }
}

export const createEngine = (options: EngineOptions): Engine => new RunningEngine(options)
