// Checks after an update whether the record holds the address: a few times, at growing intervals, until it does.
// It runs beside rounds and jobs and never delays them.
import PQueue from 'p-queue'
import { publishedAddress } from '../../model/family-state.ts'
import { messageOf } from '../../model/message-of.ts'
import type { Clock, Log } from '../../model/ports.ts'
import { type FamilyKey, familyKey } from '../../model/store.ts'
import type { StateCache } from '../state-cache.ts'
import { type SleepAwareTimer, startSleepAwareTimer } from './sleep-aware-timer.ts'
import type { VerificationCache } from './verification-cache.ts'
import type { Verification, Verifier } from './verifier.ts'

export interface PostUpdateCheck {
  /** The provider has just said yes to this address, or a request may have changed what the family holds. */
  watch(key: FamilyKey, address: string): void
  /** The machine may have slept: runs the checks that fell due in the meantime. */
  wake(): void
  stop(): void
}

export interface PostUpdateCheckOptions {
  readonly states: Pick<StateCache, 'state'>
  readonly verifier: Verifier
  readonly cache: Pick<VerificationCache, 'note'>
  /** A check found what the record holds. @returns whether nothing has to be shown any more */
  readonly onFound: (key: FamilyKey, address: string, found: Verification) => Promise<boolean>
  /** Whether the last check is made also where an earlier one found everything. */
  readonly needsLateLook?: (key: FamilyKey) => boolean
  readonly clock: Clock
  readonly log: Log
  readonly onChange: () => void
  /** Resolves when no update waits or is under way. */
  readonly whenQuiet: () => Promise<void>
}

/** Milliseconds after the reply. Whoever waits for an accepted address waits ten seconds. */
const CHECK_AT_MS: readonly [number, ...number[]] = [2_000, 10_000, 60_000, 5 * 60_000, 30 * 60_000]
const CHECK_ACCEPTED_AT_MS: readonly [number, ...number[]] = [2_000, 5_000, 9_000, 60_000, 5 * 60_000, 30 * 60_000]
const BUDGET_MS = 5_000
/** Checks at once for each account, so that an account that hangs delays no other. */
const CONCURRENCY = 4
/** For all accounts together, so that checks never take the processor from sending. */
const CONCURRENCY_IN_ALL = 16

/** The checks after one reply. There may be thousands: it holds no more than it needs. */
interface Series {
  readonly key: FamilyKey
  readonly id: string
  readonly address: string
  readonly checkAtMs: readonly number[]
  readonly startedAt: number
  step: number
  /** Null while a check is due or runs. */
  timer: SleepAwareTimer | null
}

/** Checks of one account whose time has come, and how many run. */
interface AccountChecks {
  readonly due: Series[]
  running: number
}

export function createPostUpdateCheck(options: PostUpdateCheckOptions): PostUpdateCheck {
  const { states, clock } = options
  const all = new PQueue({ concurrency: CONCURRENCY_IN_ALL })
  /** In the order of their turn. */
  const accounts = new Map<string, AccountChecks>()
  const series = new Map<string, Series>()
  let stopped = false

  function watch(key: FamilyKey, address: string): void {
    const id = familyKey(key)
    series.get(id)?.timer?.cancel()
    series.delete(id)
    if (stopped) return
    const checkAtMs = states.state(key)?.confirmed === address ? CHECK_AT_MS : CHECK_ACCEPTED_AT_MS
    const own: Series = { key, id, address, checkAtMs, startedAt: clock.sinceBoot(), step: 0, timer: null }
    series.set(id, own)
    plan(own)
  }

  function plan(own: Series): void {
    const delayMs = Math.max(0, own.startedAt + (own.checkAtMs[own.step] ?? 0) - clock.sinceBoot())
    own.timer = startSleepAwareTimer(clock, delayMs, () => {
      own.timer = null
      const { account } = own.key
      const checks = accounts.get(account) ?? { due: [], running: 0 }
      accounts.set(account, checks)
      checks.due.push(own)
      startDue()
    })
  }

  /** Starts the checks that are due, account by account, as many as may run at once. */
  function startDue(): void {
    for (const [account, checks] of accounts) {
      if (all.pending + all.size >= CONCURRENCY_IN_ALL) return
      const own = checks.running < CONCURRENCY ? checks.due.shift() : undefined
      if (own === undefined) continue
      checks.running += 1
      accounts.delete(account)
      accounts.set(account, checks)
      void all
        .add(() => run(own))
        .finally(() => {
          checks.running -= 1
          if (checks.running === 0 && checks.due.length === 0) accounts.delete(account)
          startDue()
        })
    }
  }

  async function run(own: Series): Promise<void> {
    try {
      await check(own)
    } catch (error) {
      end(own)
      report(own, error)
    }
  }

  async function check(own: Series): Promise<void> {
    const { key, address } = own
    if (isObsolete(own)) return end(own)
    await options.whenQuiet()
    if (isObsolete(own)) return end(own)
    const found = await options.verifier.check(key, address, 'after-update', BUDGET_MS)
    if (isObsolete(own)) return end(own)
    const isShown = await writeDown(own, found)
    if (isObsolete(own)) return end(own)
    options.onChange()
    const isFound = found.state === 'holds' && isShown
    const isLast = own.step >= own.checkAtMs.length - 1
    if (isLast || (isFound && options.needsLateLook?.(key) !== true)) return end(own)
    own.step = isFound ? own.checkAtMs.length - 1 : own.step + 1
    plan(own)
  }

  /** @returns whether the zone has shown everything. A result that a full disk refuses is found again by the next check. */
  async function writeDown(own: Series, found: Verification): Promise<boolean> {
    const { key, address } = own
    try {
      if (publishedAddress(states.state(key)) === address) options.cache.note(key, address, found)
      return await options.onFound(key, address, found)
    } catch (error) {
      report(own, error)
      return false
    }
  }

  const report = ({ key }: Series, error: unknown): void => {
    const details = { hostname: key.hostname, error: messageOf(error) }
    options.log('error', 'a check after an update failed unexpectedly', details)
  }

  const end = (own: Series): void => {
    if (series.get(own.id) === own) series.delete(own.id)
  }
  /** A later reply replaced this series, the record is gone, or another address is published. */
  const isObsolete = (own: Series): boolean => {
    const state = states.state(own.key)
    const isExpected = publishedAddress(state) === own.address || state?.unsettled?.address === own.address
    return stopped || series.get(own.id) !== own || !isExpected
  }

  return {
    watch,
    wake: () => {
      for (const { timer } of [...series.values()]) timer?.wake()
    },
    stop: () => {
      stopped = true
      for (const { timer } of series.values()) timer?.cancel()
      series.clear()
      accounts.clear()
      all.clear()
    },
  }
}
