// One account's job: bring its names to their newest wanted addresses, one request at a time, with a short ladder of
// tries for hiccups. What it cannot finish becomes a persisted hold.
import { DelegateBackoff, handleWhenResult, type IRetryBackoffContext, retry } from 'cockatiel'
import { type Failure, failureScope } from '../../contract/failure.ts'
import type { RecordSettings } from '../../contract/settings.ts'
import { sameAddress } from '../../model/address.ts'
import { RETRY_DELAYS_MS } from '../../model/backoff.ts'
import { isActive } from '../../model/hold.ts'
import type { Clock, HttpClient, Log, Random } from '../../model/ports.ts'
import type { FamilyKey, Hold } from '../../model/store.ts'
import type { AccountResolver, ResolvedAccount } from '../account-resolver.ts'
import { stateAtDestination } from '../destination.ts'
import { createStops, NO_STOPS, type Stops } from '../holds/holds-from-results.ts'
import type { StateCache } from '../state-cache.ts'
import type { Verifier } from '../verification/verifier.ts'
import { type AttemptResult, attempt, mostRequests } from './attempt.ts'
import type { Batch } from './batch.ts'
import { type BreakerState, createAccountBreaker } from './circuit-breaker.ts'
import { resolveInDoubt } from './in-doubt.ts'
import type { PendingUpdate } from './pending-update.ts'
import { createPendingUpdates, type PendingUpdates } from './pending-updates.ts'
import type { Quota } from './quota.ts'
import type { TakeLane } from './request-limiter.ts'

export interface AccountJobOptions {
  readonly states: StateCache
  readonly accounts: AccountResolver
  readonly record: (key: FamilyKey) => RecordSettings | undefined
  readonly clock: Clock
  readonly random: Random
  readonly http: HttpClient
  readonly userAgent: () => string
  readonly verifier: Verifier
  readonly takeLane: TakeLane
  readonly quota: Quota
  readonly log: Log
  readonly isPaused: () => boolean
  /** A name was confirmed, failed or put on hold. */
  readonly onSettled: (result: AttemptResult) => void
  /** Something can only be told later: look again then (epoch ms). */
  readonly lookBy: (at: number) => void
  /** Anything the status shows has changed. */
  readonly onChange: () => void
}

export interface AccountJob {
  readonly wishes: PendingUpdates
  /** Brings everything wanted to its end: confirmed, or stopped by a hold. Rejects only for bugs. */
  run(): Promise<void>
  /** The network may be back: ends the wait between two tries that it was the cause of. */
  nudge(): void
  /** Puts the whole account on hold. */
  stopAccount(failure: Failure, fingerprint: string): void
  stop(): void
  /** `open`: too many failures in a row, nothing is sent for a while. `half-open`: the next request decides. */
  readonly breaker: BreakerState
}

type Resolved = Extract<ResolvedAccount, { ok: true }>

/** How one try ended: with another one to follow after a wait, or for good. */
interface Try {
  readonly hiccup: { readonly failure: Failure; readonly fingerprint: string } | null
}
const FINISHED: Try = { hiccup: null }

const LADDER_SPREAD = 0.2
/** What was read of settings and credential store longer ago is read anew before it is used. */
const STALE_MS = 1_000

const isHiccupTry = (result: unknown): boolean => (result as Try).hiccup !== null

export function createAccountJob(account: string, options: AccountJobOptions): AccountJob {
  const { states, clock } = options
  const wishes = createPendingUpdates(states)
  const stops = createStops(account, options)
  /** Why the last request failed, null when it did not. */
  let failure: Failure | null = null
  /** Set after "numhost": the provider takes fewer names at once than it documents. */
  let batchLimit: number | null = null
  let sending = false
  let stopped = false
  let endSeries = () => {}
  /** The parked hold whose comeback is going on: its waits go on growing until everything has come through. */
  let comeback: Hold | null = states.accountHold(account)?.class === 'parked' ? states.accountHold(account) : null

  const backoff = new DelegateBackoff<IRetryBackoffContext<unknown>>(({ attempt: count }) => {
    const spread = 1 + LADDER_SPREAD * (2 * options.random() - 1)
    return (RETRY_DELAYS_MS[count - 1] ?? 0) * spread
  })
  const ladder = retry(handleWhenResult(isHiccupTry), { maxAttempts: RETRY_DELAYS_MS.length, backoff })
  const breaker = createAccountBreaker<Try>(isHiccupTry, clock)

  async function run(): Promise<void> {
    // What was parked is over where the hold is gone: the next trouble is a new one.
    if (states.accountHold(account) === null) comeback = null
    while (wishes.size > 0 && !stopped) {
      // After a comeback one try is enough to know: the ladder is for the first surprise only.
      const isComeback = comeback !== null || states.accountHold(account)?.class === 'parked'
      let over = false
      const ended = new Promise<Try>((resolve) => {
        endSeries = () => {
          over = true
          resolve(FINISHED)
        }
      })
      const next = () => tryOnce(() => over || stopped)
      const { hiccup } = await Promise.race([isComeback ? next() : (ladder.execute(next) as Promise<Try>), ended])
      if (hiccup !== null) stopAccount(hiccup.failure, hiccup.fingerprint)
    }
  }

  async function tryOnce(isOver: () => boolean): Promise<Try> {
    for (;;) {
      const done = await askAndSend(isOver)
      // Still the same try: the ladder must not begin anew.
      if (done !== 'ask again') return done
    }
  }

  /** Everything that may take long without being a request is done before a place is taken. */
  async function askAndSend(isOver: () => boolean): Promise<Try | 'ask again'> {
    if (breaker.restMs > 0) {
      rest()
      return FINISHED
    }
    const resolved = await resolve()
    if (isOver() || resolved === null) return FINISHED
    const resolvedAt = clock.monotonic()
    await askAboutCutOff(resolved, isOver)
    if (isOver() || wishes.size === 0) return FINISHED
    return options.takeLane(account, failure === null ? 'update' : 'retry', async () => {
      if (isOver()) return FINISHED
      if (clock.monotonic() - resolvedAt < STALE_MS) return send(resolved)
      // Edited while it was asked, or a place was waited for: an old password must not be what is sent.
      const again = await resolve()
      return isOver() || again === null ? FINISHED : send(again)
    })
  }

  /** @returns null when the account cannot be used; it is stopped then */
  async function resolve(): Promise<Resolved | null> {
    const resolved = await options.accounts.resolve(account)
    if (resolved.ok) return resolved
    // An account that is no longer in the settings wants nothing.
    if (resolved.failure.code === 'unknown-account') wishes.takeAll()
    else if (!stopped) stopAccount(resolved.failure, resolved.fingerprint)
    return null
  }

  /** Read when it is sent, not when the job began: it is always the newest wish. */
  async function send(resolved: Resolved): Promise<Try | 'ask again'> {
    const batch = batchNow(resolved)
    if (batch.changes.length === 0) return FINISHED
    // What was wished for while the place was waited for is asked about first.
    if (wishes.inDoubt(batch, resolved.destination).length > 0) return 'ask again'
    const waitUntil = options.quota.waitUntil(account, resolved.provider.info, mostRequests(batch.changes.length))
    if (waitUntil !== null) {
      stopAccount({ kind: 'throttled', code: 'quota', detail: null, retryAt: waitUntil }, resolved.fingerprint)
      return FINISHED
    }
    const moreFollows = wishes.size > batch.wants.length
    sending = true
    options.onChange()
    try {
      return (await breaker.run(() => exchange(resolved, batch, moreFollows))) ?? FINISHED
    } finally {
      sending = false
      wishes.sent(batch.wants)
    }
  }

  function batchNow({ provider, destination }: Resolved): Batch {
    // The user's pause also ends what is under way; the round after it asks for what is left. And so does a stop that came
    // meanwhile, from asking the provider what it holds. An address that the user has taken back is not sent any more.
    const now = clock.now()
    const isStopped = (hold: Hold | null, address: string | null) => hold !== null && isActive(hold, address, now)
    const isOff = (want: PendingUpdate) => (options.record(want)?.[want.family] ?? 'off') === 'off'
    const isTakenBack = (want: PendingUpdate) =>
      sameAddress(stateAtDestination(states.state(want), destination)?.undo?.from ?? null, want.address)
    if (options.isPaused() || isStopped(states.accountHold(account), null)) wishes.takeAll()
    wishes.removeIf((want) => isOff(want) || isStopped(states.familyHold(want), want.address) || isTakenBack(want))
    return wishes.next(batchLimit ?? provider.info.batchSize, destination)
  }

  async function askAboutCutOff(resolved: Resolved, isOver: () => boolean): Promise<void> {
    for (;;) {
      const asked = wishes.inDoubt(batchNow(resolved), resolved.destination)
      if (asked.length === 0 || isOver()) return
      const findings = await Promise.all(
        asked.map(async (want) => ({ want, finding: await resolveInDoubt(options, want) })),
      )
      if (isOver()) return
      for (const { want, finding } of findings) {
        if (finding.is === 'to-send') wishes.clear(want)
        else if (finding.is !== 'fulfilled') wishes.drop(want)
        if (finding.is === 'open') options.lookBy(finding.until)
      }
      fulfil(findings.flatMap(({ want, finding }) => (finding.is === 'fulfilled' ? [want] : [])))
      options.onChange()
    }
  }

  function fulfil(arrived: readonly PendingUpdate[]): void {
    for (const want of arrived) confirm(want)
    // Whether that was all which the account could not do, the next look can tell: a name that has to rest is not wished for.
    if (arrived.length > 0 && states.accountHold(account)?.class === 'parked') options.lookBy(clock.now())
    for (const want of arrived) options.onSettled({ want, failure: null })
  }

  async function exchange(resolved: Resolved, batch: Batch, moreFollows: boolean): Promise<Try> {
    const holdBefore = states.accountHold(account)
    let told = NO_STOPS
    const results = await attempt(options, resolved, batch, moreFollows, (answers) => {
      if (!isTooMany(batch, answers)) told = stops.of(resolved, answers, comeback)
      return told.holds
    })
    return settle(resolved, batch, results, told, holdBefore)
  }

  const isTooMany = ({ changes }: Batch, results: readonly AttemptResult[]): boolean =>
    batchLimit === null && changes.length > 1 && results.every((result) => result.failure?.code === 'numhost')

  function settle(
    resolved: Resolved,
    batch: Batch,
    results: readonly AttemptResult[],
    { ofAccount, isFinal }: Stops,
    holdBefore: Hold | null,
  ): Try {
    if (isTooMany(batch, results)) {
      // The provider counts more names than it takes. One split is worth trying before bothering the user.
      batchLimit = Math.ceil(batch.changes.length / 2)
      const { minIntervalS } = resolved.provider.info
      if (minIntervalS !== null) {
        wishes.takeAll()
        options.lookBy(clock.now() + minIntervalS * 1_000)
      }
      return FINISHED
    }
    for (const { want, failure: problem } of results) {
      if (problem === null) confirm(want)
      else if (failureScope(problem, results) === 'record') wishes.stop(want)
      else wishes.putLast(want)
    }
    failure = ofAccount
    logConfirmed(results)
    for (const result of results) options.onSettled(result)
    if (ofAccount === null) {
      // A stop that came while the request was under way is about something else.
      const hold = states.accountHold(account)
      if (hold === holdBefore || hold?.class === 'parked') states.liftHold(account, null, null)
      if (wishes.size === 0) comeback = null
      return FINISHED
    }
    const { kind, code } = ofAccount
    options.log('warn', 'an update failed', { account, kind, code })
    if (!isFinal) return { hiccup: { failure: ofAccount, fingerprint: resolved.fingerprint } }
    giveUp(ofAccount)
    return FINISHED
  }

  /** One line a request, however many names it carried. */
  function logConfirmed(results: readonly AttemptResult[]): void {
    const wanted = results.flatMap(({ want, failure: problem }) => (problem === null ? [want] : []))
    const [first] = wanted
    if (first === undefined) return
    const { hostname, address } = first
    options.log('info', 'confirmed', { account, hostname, address, more: wanted.length - 1 })
  }

  function confirm(want: PendingUpdate): void {
    wishes.fulfil(want)
    states.liftHold(want.account, want.hostname, want.family)
  }

  function stopAccount(problem: Failure, fingerprint: string): void {
    // Before anything that can throw: what cannot be written down must not be sent again at once.
    const given = wishes.takeAll()
    for (const hold of stops.ofAccount([problem], fingerprint, comeback)) states.putHold(hold)
    giveUp(problem, given)
  }

  /** The breaker is open: the account waits on, and nothing was tried that could count as one more failure. */
  function rest(): void {
    const until = clock.now() + breaker.restMs
    const given = wishes.takeAll()
    options.lookBy(until)
    // What has no end is graver than a rest, and stays without one.
    if (failure !== null) {
      const before = states.accountHold(account) ?? comeback ?? stops.ofAccount([failure], '', comeback)[0]
      if (before !== undefined && before.until !== null)
        states.putHold({ ...before, until: Math.max(until, before.until) })
    }
    giveUp(failure, given)
  }

  /** The account's hold, if any, is in force by now. */
  function giveUp(problem: Failure | null, given: readonly PendingUpdate[] = wishes.takeAll()): void {
    failure = problem
    const hold = states.accountHold(account)
    comeback = hold?.class === 'parked' ? hold : null
    if (problem !== null) for (const want of given) options.onSettled({ want, failure: problem })
    options.onChange()
  }

  return {
    wishes,
    run,
    nudge: () => {
      if (failure?.kind !== 'network') return
      comeback = null
      breaker.reset()
      if (!sending) endSeries()
    },
    stopAccount,
    get breaker() {
      return breaker.state
    },
    stop: () => {
      stopped = true
      endSeries()
    },
  }
}
