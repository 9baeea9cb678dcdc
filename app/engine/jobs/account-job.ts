// One account's job: brings its names to their newest desired addresses, one request at a time, with a few quick retries.
// What it cannot finish becomes a persisted hold. Each try takes the same way: resolve -> in-doubt check -> slot -> send.
import type { Failure } from '../../contract/failure.ts'
import type { RecordSettings } from '../../contract/settings.ts'
import { sameAddress } from '../../model/address.ts'
import { isDismissed } from '../../model/family-state.ts'
import { isActive } from '../../model/hold.ts'
import type { Clock, HttpClient, Log, Random } from '../../model/ports.ts'
import type { FamilyKey, Hold } from '../../model/store.ts'
import { learntFor, withListShown, withNamedAddress } from '../../model/update-form.ts'
import type { AccountResolver, ResolvedAccount } from '../account-resolver.ts'
import type { Away } from '../away.ts'
import { stateAtDestination } from '../destination.ts'
import type { LearntForms } from '../forms/learnt-forms.ts'
import { createHoldRules, type HoldRules } from '../holds/holds-from-results.ts'
import type { StateCache } from '../state-cache.ts'
import type { Verification, Verifier } from '../verification/verifier.ts'
import { type AfterRequest, afterRequest, type Lesson } from './after-request.ts'
import type { Batch } from './batch.ts'
import { type BreakerState, type CircuitBreaker, createCircuitBreaker } from './circuit-breaker.ts'
import type { FirstCheck } from './in-doubt.ts'
import {
  abandoned,
  atRunStart,
  atSeriesStart,
  cameThrough,
  type JobState,
  NEW_JOB,
  retryDelaysMs,
  waitWhileAwayMs,
} from './job-state.ts'
import { logResults } from './log-results.ts'
import type { PendingUpdate } from './pending-update.ts'
import { createPendingUpdates, type PendingUpdates } from './pending-updates.ts'
import { createPreSendChecks, type PreSendChecks } from './pre-send-checks.ts'
import type { Quota } from './quota.ts'
import type { RequestLimiter, RequestPriority } from './request-limiter.ts'
import { createRequestRules, type RequestRules } from './request-rules.ts'
import { type RetrySeries, startRetrySeries } from './retry-series.ts'
import { type AttemptResult, mostRequests, sendRequest } from './send-request.ts'

export interface AccountJobOptions {
  readonly states: StateCache
  readonly accounts: AccountResolver
  readonly record: (key: FamilyKey) => RecordSettings | undefined
  readonly clock: Clock
  readonly random: Random
  readonly http: HttpClient
  readonly userAgent: () => string
  readonly verifier: Verifier
  /** Shared by all jobs; absent: no name is asked for before its first update. */
  readonly firstCheck?: FirstCheck
  /** Whether nobody on the way answered in place of the zone's servers. */
  readonly isGenuine: (key: FamilyKey, address: string, found: Verification) => Promise<boolean>
  /** The address to publish by the newest observation; null where it is not known. */
  readonly observed: (key: FamilyKey) => string | null
  readonly forms: LearntForms
  /** A request went out that may have changed these families without an update of theirs. */
  readonly onTouched: (keys: readonly FamilyKey[]) => void
  /** The form that was tried with this hostname was taken, or refused; null: the hostname was refused. */
  readonly onTrial: (key: Pick<FamilyKey, 'account' | 'hostname'>, isTaken: boolean | null) => void
  /** The server does not read IPv6 of this hostname in the form in which it took IPv4. */
  readonly onIpv6Refused: (key: Pick<FamilyKey, 'account' | 'hostname'>) => void
  readonly away: Away
  readonly limiter: RequestLimiter
  readonly quota: Quota
  readonly log: Log
  readonly isPaused: () => boolean
  /** A name was confirmed, failed or put on hold. */
  readonly onSettled: (result: AttemptResult) => void
  /** Something can only be found out later: a round is due by then (epoch ms). */
  readonly scheduleBy: (at: number) => void
  /** Anything that a snapshot shows has changed. */
  readonly onChange: () => void
}

type Resolved = Extract<ResolvedAccount, { ok: true }>

/** How a try of a series ended: with a failure that another try may follow, or without. */
interface SeriesResult {
  readonly retryable: { readonly failure: Failure; readonly fingerprint: string } | null
}
const DONE: SeriesResult = { retryable: null }
/** Neither a success nor a failure. */
const EXCUSED: SeriesResult = { retryable: null }
/** Nothing was sent: updates that came while we waited for a slot are in doubt and have to be checked first. */
const RECHECK = 'recheck'

/** Settings and secrets that were read longer ago are read again before use. */
const STALE_MS = 1_000

export class AccountJob {
  readonly pending: PendingUpdates
  readonly #account: string
  readonly #options: AccountJobOptions
  readonly #holdRules: HoldRules
  readonly #breaker: CircuitBreaker
  readonly #rules: RequestRules
  readonly #checks: PreSendChecks
  #state: JobState = NEW_JOB
  #series: RetrySeries<SeriesResult> | null = null
  /** Whether the account has had its turn in this run. */
  #hasSent = false
  /** How many requests in a row failed since this machine was away. */
  #excused = 0

  constructor(account: string, options: AccountJobOptions) {
    this.pending = createPendingUpdates(options.states, options.firstCheck)
    this.#account = account
    this.#options = options
    this.#holdRules = createHoldRules(account, options)
    this.#breaker = createCircuitBreaker(options.clock)
    this.#rules = createRequestRules(options)
    this.#checks = createPreSendChecks(options, {
      ...{ pending: this.pending, rules: this.#rules, holdRules: this.#holdRules },
      nextBatch: (resolved) => this.#nextBatch(resolved),
      confirm: (update) => this.#confirm(update),
      accountHold: () => this.#accountHold(),
    })
  }

  get breaker(): BreakerState {
    return this.#breaker.state
  }

  /** Brings everything pending to its end: confirmed, or stopped by a hold. Rejects only for bugs and a full disk. */
  async run(): Promise<void> {
    this.#hasSent = false
    this.#state = atRunStart(this.#state, this.#accountHold())
    while (this.pending.size > 0 && !this.#isStopped()) {
      this.#state = atSeriesStart(this.#state, this.#accountHold())
      const result = await this.#runSeries()
      if (result.retryable !== null) this.holdAccount(result.retryable.failure, result.retryable.fingerprint)
    }
  }

  /** The network may be back: ends the wait between two tries that it caused. */
  networkRestored(): void {
    if (this.#state.failure?.kind !== 'network') return
    this.#state = { ...this.#state, parkedHold: null }
    this.#breaker.reset()
    // A request under way is not repeated beside itself.
    if (this.#state.phase !== 'sending') this.#cancelSeries()
  }

  /** The outside answers again: a try after a parked hold may come at once. Its waits go on growing. */
  outsideAnswered(): void {
    if (this.#state.failure?.kind === 'network') this.#breaker.reset()
  }

  /** Puts the whole account on hold. */
  holdAccount(failure: Failure, fingerprint: string): void {
    // Drained before anything that can throw: what cannot be written down must not be sent again at once.
    const given = this.pending.drain()
    const holds = this.#holdRules.ofAccount([failure], fingerprint, this.#state.parkedHold)
    for (const hold of holds) this.#options.states.putHold(hold)
    this.#abandon(failure, given)
  }

  stop(): void {
    this.#state = { ...this.#state, phase: 'stopped' }
    this.#cancelSeries()
  }

  async #runSeries(): Promise<SeriesResult> {
    const { clock, random } = this.#options
    const isRetryable = ({ retryable }: SeriesResult): boolean => retryable !== null
    const delaysMs = retryDelaysMs(this.#state)
    this.#series = startRetrySeries({ clock, random, delaysMs, isRetryable }, (isCancelled) =>
      this.#tryOnce(isCancelled),
    )
    return (await this.#series.result) ?? DONE
  }

  #cancelSeries(): void {
    this.#series?.cancel()
  }

  async #tryOnce(isCancelled: () => boolean): Promise<SeriesResult> {
    // Not before each recheck: what was found out decides which names go together, and so what has to be checked.
    this.#rules.forget()
    for (;;) {
      const result = await this.#checkAndSend(isCancelled)
      // A recheck belongs to the same try: the series must not begin again.
      if (result !== RECHECK) return result
    }
  }

  /** Does everything that may take long without being a request before it takes a slot. */
  async #checkAndSend(isCancelled: () => boolean): Promise<SeriesResult | typeof RECHECK> {
    const { clock, limiter, accounts } = this.#options
    if (this.#breaker.openForMs > 0) return this.#backOff()
    const resolved = await this.#resolve()
    if (isCancelled() || resolved === null) return DONE
    const resolvedAt = clock.monotonic()
    await this.#checks.inDoubt(resolved, isCancelled)
    await this.#checks.otherFamilies(resolved, isCancelled)
    if (isCancelled() || this.pending.size === 0) return DONE
    const host = accounts.host(this.#account)
    return limiter.run({ account: this.#account, host, priority: this.#priority() }, async () => {
      if (isCancelled()) return DONE
      const isSameServer = accounts.destination(this.#account) === resolved.destination
      const isFresh = isSameServer && clock.monotonic() - resolvedAt < STALE_MS
      // Edited during the check or the wait for a slot: an old password must not be sent.
      const current = isFresh ? resolved : await this.#resolve()
      if (isCancelled() || current === null) return DONE
      if (current.destination !== resolved.destination) {
        // The slot is one of the server before the edit, and so is what was found out.
        this.#rules.forget()
        return RECHECK
      }
      this.#hasSent = true
      return this.#send(current)
    })
  }

  #priority(): RequestPriority {
    if (this.#state.failure !== null) return 'retry'
    return this.#hasSent ? 'further' : 'update'
  }

  /** @returns null when the account cannot be used; nothing is pending then */
  async #resolve(): Promise<Resolved | null> {
    const resolved = await this.#options.accounts.resolve(this.#account)
    if (resolved.ok) return resolved
    // An account that is no longer in the settings needs no hold.
    if (resolved.failure.code === 'unknown-account') this.pending.drain()
    else if (!this.#isStopped()) this.holdAccount(resolved.failure, resolved.fingerprint)
    return null
  }

  /** Takes the batch at the last moment, so that the newest addresses are sent, whatever they were when the job began. */
  async #send(resolved: Resolved): Promise<SeriesResult | typeof RECHECK> {
    const batch = this.#nextBatch(resolved)
    if (batch.changes.length === 0) return DONE
    if (this.pending.needingCheck(batch, resolved.destination).length > 0) return RECHECK
    if (this.#rules.openQuestions(batch, resolved).length > 0) return RECHECK
    const requests = mostRequests(batch.changes.length)
    const retryAt = this.#options.quota.waitUntil(this.#account, resolved.provider.info, requests)
    if (retryAt !== null) {
      this.holdAccount({ kind: 'throttled', code: 'quota', detail: null, retryAt }, resolved.fingerprint)
      return DONE
    }
    this.#state = { ...this.#state, phase: 'sending' }
    this.#options.onChange()
    try {
      const result = await this.#exchange(resolved, batch)
      if (result === EXCUSED) return result
      this.#excused = 0
      if (result.retryable === null) this.#breaker.succeeded()
      else this.#breaker.failed()
      return result
    } finally {
      if (!this.#isStopped()) this.#state = { ...this.#state, phase: 'ready' }
      this.pending.markSent(batch.updates)
    }
  }

  #nextBatch(resolved: Resolved): Batch {
    const { destination } = resolved
    const { states, clock, record, isPaused } = this.#options
    const now = clock.now()
    const isHeld = (hold: Hold | null): boolean => hold !== null && isActive(hold, now)
    const isObsolete = (update: PendingUpdate): boolean => {
      const isOff = (record(update)?.[update.family] ?? 'off') === 'off'
      const state = stateAtDestination(states.state(update), destination)
      const isUndone = sameAddress(state?.undo?.from ?? null, update.address)
      return isOff || isUndone || isDismissed(state, update.address) || isHeld(states.familyHold(update))
    }
    // The user's pause also ends what is under way; the round after it hands over what is left. A hold may have come
    // meanwhile from a query to the provider.
    if (isPaused() || isHeld(this.#accountHold())) this.pending.drain()
    this.pending.removeIf(isObsolete)
    return this.pending.next(this.#rules.of(resolved, this.#state.isAlone), destination)
  }

  async #exchange(resolved: Resolved, batch: Batch): Promise<SeriesResult> {
    const { minIntervalS } = resolved.provider.info
    const moreFollows = this.pending.size > batch.updates.length
    const holdBefore = this.#accountHold()
    const learnt = learntFor(this.#options.forms.of(resolved.formKey), batch.changes[0]?.hostname ?? '')
    const touched = this.#rules.touchedBy(batch, resolved)
    const ipv4Before = this.#rules.ipv4Before(batch, resolved)
    const request = { resolved, batch, learnt, touched, moreFollows }
    const after = await sendRequest(this.#options, request, (results, lines, isExcused) => {
      this.#learnNaming(results, resolved)
      const its = afterRequest({
        ...{ results, lines, minIntervalS },
        ...{ names: batch.changes.length, isListTrial: batch.isListTrial, isFormTrial: batch.isFormTrial },
        ipv4Before,
        isAlone: this.#state.isAlone,
        isExcused,
        resultHolds: this.#holdRules.of(resolved, results, this.#state.parkedHold),
        holdBefore,
        holdNow: this.#accountHold(),
      })
      // Before the results are written: ended right after that, the next process would send the list again.
      if (its.lesson?.of === 'hosts') this.#learnHosts(its.lesson.hosts, resolved)
      return its
    })
    this.#options.onTouched(touched)
    if (after.lesson !== null) this.#learn(after.lesson, batch)
    return this.#settle(after, resolved.fingerprint)
  }

  #learnNaming(results: readonly AttemptResult[], resolved: Resolved): void {
    const isNamed = results.some(({ failure, isAccepted }) => failure === null && isAccepted !== true)
    if (isNamed && this.#rules.isUnknownServer(resolved)) this.#options.forms.change(resolved.formKey, withNamedAddress)
  }

  #learnHosts(hosts: 'one' | 'comma', { formKey }: Resolved): void {
    this.#options.forms.change(formKey, (before) => withListShown(before, hosts))
  }

  #learn(lesson: Lesson, { changes: [first] }: Batch): void {
    if (lesson.of === 'hosts' || first === undefined) return
    const key = { account: this.#account, hostname: first.hostname }
    if (lesson.of === 'trial') this.#options.onTrial(key, lesson.isTaken)
    else this.#options.onIpv6Refused(key)
  }

  /** Carries out what follows from a request. Its results and holds are written by now. */
  #settle({ state, next, updates, results }: AfterRequest, fingerprint: string): SeriesResult {
    this.#state = { ...this.#state, ...state }
    if (next.is === 'split') {
      this.#split(next.afterMs)
      return DONE
    }
    for (const { update, action } of updates) {
      if (action === 'confirm') this.#confirm(update)
      else if (action === 'remove') this.pending.removeAllFor(update)
      else this.pending.deprioritise(update)
    }
    logResults(this.#options.log, this.#account, results, state.failure ?? null, next.is === 'wait')
    for (const result of results) this.#options.onSettled(result)
    switch (next.is) {
      case 'retry':
        return { retryable: { failure: next.failure, fingerprint } }
      case 'abandon':
        this.#abandon(next.failure, this.pending.drain())
        return DONE
      case 'wait':
        this.pending.drain()
        this.#options.scheduleBy(this.#options.clock.now() + waitWhileAwayMs(this.#excused))
        this.#excused += 1
        return EXCUSED
      case 'go-on':
        if (next.endAccountHold) this.#options.states.deleteHold(this.#account, null, null)
        if (this.pending.size === 0) this.#state = cameThrough(this.#state)
        return DONE
    }
  }

  #split(afterMs: number | null): void {
    if (afterMs === null) return
    this.pending.drain()
    this.#options.scheduleBy(this.#options.clock.now() + afterMs)
  }

  #confirm(update: PendingUpdate): void {
    this.pending.confirm(update)
    this.#options.states.deleteHold(update.account, update.hostname, update.family)
  }

  /** The breaker is open: the account waits on. Nothing was tried, so nothing counts as one more failure. */
  #backOff(): SeriesResult {
    const { states, clock, scheduleBy } = this.#options
    const { failure, parkedHold } = this.#state
    const until = clock.now() + this.#breaker.openForMs
    const given = this.pending.drain()
    scheduleBy(until)
    const [fresh = null] = failure === null ? [] : this.#holdRules.ofAccount([failure], '', parkedHold)
    const hold = this.#accountHold() ?? parkedHold ?? fresh
    // A hold without an end is stricter than this wait, and keeps having none.
    if (failure !== null && hold !== null && hold.until !== null) {
      states.putHold({ ...hold, until: Math.max(until, hold.until) })
    }
    this.#abandon(failure, given)
    return DONE
  }

  /** The account's hold, if any, is written by now. @param failure why the given updates, which were pending, are not sent */
  #abandon(failure: Failure | null, given: readonly PendingUpdate[]): void {
    this.#state = abandoned(this.#state, this.#accountHold())
    if (failure !== null) for (const update of given) this.#options.onSettled({ update, failure })
    this.#options.onChange()
  }

  #accountHold(): Hold | null {
    return this.#options.states.accountHold(this.#account)
  }

  #isStopped(): boolean {
    return this.#state.phase === 'stopped'
  }
}
