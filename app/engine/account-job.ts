// One account's job: bring its names to their newest wanted addresses, one request at a time, with a short ladder of
// tries for hiccups. What it cannot finish becomes a persisted hold.
import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  DelegateBackoff,
  handleWhenResult,
  type IRetryBackoffContext,
  retry,
} from 'cockatiel'
import { type Failure, failureScope } from '../contract/failure.ts'
import type { RecordSettings } from '../contract/settings.ts'
import { LADDER_MS } from '../model/backoff.ts'
import type { Clock, HttpClient, Log, Random } from '../model/ports.ts'
import type { HostChange } from '../model/provider.ts'
import { type FamilyKey, familyKey, type Hold } from '../model/store.ts'
import { type AccountDirectory, type ResolvedAccount, recordMark } from './account-directory.ts'
import { settleArrived } from './arrived.ts'
import { type AttemptResult, attempt } from './attempt.ts'
import { nextBatch } from './batch.ts'
import { holdFor, isHiccup } from './hold-policy.ts'
import type { Ledger } from './ledger.ts'
import type { Verifier } from './verification/verifier.ts'
import type { Want } from './want.ts'

export interface AccountJobOptions {
  readonly ledger: Ledger
  readonly accounts: AccountDirectory
  readonly record: (key: FamilyKey) => RecordSettings | undefined
  readonly clock: Clock
  readonly random: Random
  readonly http: HttpClient
  readonly userAgent: () => string
  readonly verifier: Verifier
  readonly log: Log
  readonly isPaused: () => boolean
  /** A name was confirmed, failed or put on hold. */
  readonly onSettled: (result: AttemptResult) => void
  /** Anything the status shows has changed. */
  readonly onChange: () => void
}

/** Waits for one of the places shared by all accounts, then runs the work. */
export type TakePlace = <T>(work: () => Promise<T>, hasFailed: boolean) => Promise<T>

export interface AccountJob {
  readonly wants: Map<string, Want>
  /** Brings everything wanted to its end: confirmed, or stopped by a hold. Rejects only for bugs. */
  run(): Promise<void>
  /** Ends the wait between two tries when the network was the cause: it may be back. */
  nudge(): void
  /** Puts the whole account on hold. */
  stopAccount(failure: Failure, fingerprint: string): void
  stop(): void
  /** `open`: too many failures in a row, nothing is sent for a while. `half-open`: the next request decides. */
  readonly breaker: 'closed' | 'open' | 'half-open'
}

/** How one try ended: with another one to follow after a wait, or for good. */
interface Try {
  readonly hiccup: { readonly failure: Failure; readonly fingerprint: string } | null
}
const FINISHED: Try = { hiccup: null }
const LADDER_SPREAD = 0.2
const BREAKER_FAILURES = 5
const BREAKER_REST_MS = 60_000

const isHiccupTry = (result: unknown): boolean => (result as Try).hiccup !== null

export function createAccountJob(account: string, options: AccountJobOptions, takePlace: TakePlace): AccountJob {
  const { ledger, clock } = options
  const wants = new Map<string, Want>()
  let failure: Failure | null = null
  /** Set after "numhost": the provider takes fewer names at once than it documents. */
  let batchLimit: number | null = null
  let sending = false
  let stopped = false
  let endSeries = () => {}
  /** Names whose failure stopped the account last: they go last, so that they starve no other. */
  const lastInLine = new Set<string>()
  /** The parked hold whose comeback is going on: its waits go on growing until everything has come through. */
  let comeback: Hold | null = ledger.accountHold(account)?.class === 'parked' ? ledger.accountHold(account) : null

  const backoff = new DelegateBackoff<IRetryBackoffContext<unknown>>(({ attempt: count }) => {
    const spread = 1 + LADDER_SPREAD * (2 * options.random() - 1)
    return (LADDER_MS[count - 1] ?? 0) * spread
  })
  const ladder = retry(handleWhenResult(isHiccupTry), { maxAttempts: LADDER_MS.length, backoff })
  const breaker = circuitBreaker(handleWhenResult(isHiccupTry), {
    halfOpenAfter: BREAKER_REST_MS,
    breaker: new ConsecutiveBreaker(BREAKER_FAILURES),
  })

  async function run(): Promise<void> {
    while (wants.size > 0 && !stopped) {
      // After a comeback one try is enough to know: the ladder is for the first surprise only.
      const isComeback = comeback !== null || ledger.accountHold(account)?.class === 'parked'
      let over = false
      const ended = new Promise<Try>((resolve) => {
        endSeries = () => {
          over = true
          resolve(FINISHED)
        }
      })
      const next = () => takePlace(() => (over || stopped ? Promise.resolve(FINISHED) : guarded()), failure !== null)
      const { hiccup } = await Promise.race([isComeback ? next() : (ladder.execute(next) as Promise<Try>), ended])
      if (hiccup !== null) stopAccount(hiccup.failure, hiccup.fingerprint)
    }
  }

  /** Sends unless the breaker is open; then the account waits like one that failed again, without a request. */
  async function guarded(): Promise<Try> {
    try {
      return await breaker.execute(send)
    } catch (error) {
      if (!(error instanceof BrokenCircuitError)) throw error
      if (failure !== null) stopAccount(failure, ledger.accountHold(account)?.fingerprint ?? '')
      wants.clear()
      return FINISHED
    }
  }

  async function send(): Promise<Try> {
    if (wants.size === 0) return FINISHED
    sending = true
    try {
      const resolved = await options.accounts.resolve(account)
      if (!resolved.ok) {
        stopAccount(resolved.failure, resolved.fingerprint)
        return FINISHED
      }
      const batch = await nextUnfulfilled(batchLimit ?? resolved.provider.info.batchSize)
      if (batch.length === 0) return FINISHED
      const wanted = [...wants.values()]
      options.onChange()
      return settle(
        resolved,
        await attempt(options, resolved.provider, resolved.account, resolved.target, batch, wanted),
      )
    } finally {
      sending = false
    }
  }

  /** Read now, not when the job began: what is sent is always the newest wish, and never what has arrived already. */
  async function nextUnfulfilled(size: number): Promise<readonly HostChange[]> {
    const asked = new Set<Want>()
    while (!stopped) {
      // The user's pause also ends what is under way; the round after it asks for what is left.
      if (options.isPaused()) wants.clear()
      const wanted = [...wants.values()].sort((a, b) => Number(isLast(a)) - Number(isLast(b)))
      const batch = nextBatch(wanted, size)
      const names = new Set(batch.map(({ hostname }) => hostname))
      const cutOff = wanted.filter((want) => {
        return names.has(want.hostname) && !asked.has(want) && ledger.state(want)?.unsettled != null
      })
      if (cutOff.length === 0) return batch
      for (const want of cutOff) asked.add(want)
      fulfil(await settleArrived(options, cutOff))
    }
    return []
  }

  const isLast = (want: Want): boolean => lastInLine.has(familyKey(want))

  function fulfil(arrived: readonly Want[]): void {
    for (const want of arrived) confirm(want)
    // What the account could not do is done.
    if (wants.size === 0 && ledger.accountHold(account)?.class === 'parked') {
      failure = null
      comeback = null
      ledger.liftHold(account, null, null)
    }
    for (const want of arrived) options.onSettled({ want, failure: null })
  }

  function settle(resolved: ResolvedAccount, results: readonly AttemptResult[]): Try {
    if (batchLimit === null && wasTooMany(results)) {
      batchLimit = Math.ceil(results.length / 2)
      return FINISHED
    }
    let accountFailure: Failure | null = null
    for (const { want, failure: problem } of results) {
      if (problem === null) confirm(want)
      else if (failureScope(problem) === 'record') stopFamily(want, problem, resolved.fingerprint)
      else {
        accountFailure ??= problem
        lastInLine.add(familyKey(want))
      }
    }
    failure = accountFailure
    logConfirmed(results)
    for (const result of results) options.onSettled(result)
    if (accountFailure === null) {
      ledger.liftHold(account, null, null)
      if (wants.size === 0) comeback = null
      return FINISHED
    }
    const { kind, code } = accountFailure
    options.log('warn', 'an update failed', { account, kind, code })
    if (isHiccup(accountFailure)) return { hiccup: { failure: accountFailure, fingerprint: resolved.fingerprint } }
    stopAccount(accountFailure, resolved.fingerprint)
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

  function confirm(want: Want): void {
    const key = familyKey(want)
    // The wish may have changed while this one was under way: then it is still open.
    if (wants.get(key)?.address === want.address) wants.delete(key)
    lastInLine.delete(key)
    ledger.liftHold(want.account, want.hostname, want.family)
  }

  function stopFamily(want: Want, problem: Failure, accountMark: string): void {
    const { hostname, family } = want
    const fingerprint = recordMark(accountMark, options.record(want))
    const before = ledger.familyHold(want)
    ledger.putHold(holdFor({ account, hostname, family, fingerprint }, problem, before, clock.now()))
    wants.delete(familyKey(want))
  }

  function stopAccount(problem: Failure, fingerprint: string): void {
    const scope = { account, hostname: null, family: null, fingerprint }
    const given = [...wants.values()]
    // Before anything that can throw: what cannot be written down must not be sent again at once.
    wants.clear()
    failure = problem
    const hold = holdFor(scope, problem, ledger.accountHold(account) ?? comeback, clock.now())
    ledger.putHold(hold)
    comeback = hold.class === 'parked' ? hold : null
    for (const want of given) options.onSettled({ want, failure: problem })
    options.onChange()
  }

  return {
    wants,
    run,
    nudge: () => {
      if (failure?.kind !== 'network') return
      comeback = null
      if (!sending) endSeries()
    },
    stopAccount,
    get breaker() {
      if (breaker.state === CircuitState.Closed) return 'closed'
      return breaker.state === CircuitState.Open ? 'open' : 'half-open'
    },
    stop: () => {
      stopped = true
      endSeries()
    },
  }
}

/** "numhost": the provider counts more names than it takes. One split is worth trying before bothering the user. */
const wasTooMany = (results: readonly AttemptResult[]): boolean =>
  results.length > 1 && results.every(({ failure }) => failure?.code === 'numhost')
