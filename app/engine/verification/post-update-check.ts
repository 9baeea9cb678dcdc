// Checks after a confirmed update whether the record holds the address: a few times, at growing intervals, until it does.
// It runs beside rounds and jobs and never delays them.
import PQueue from 'p-queue'
import { messageOf } from '../../model/message-of.ts'
import type { Clock, Log } from '../../model/ports.ts'
import { type FamilyKey, familyKey } from '../../model/store.ts'
import type { StateCache } from '../state-cache.ts'
import { type SleepAwareTimer, startSleepAwareTimer } from './sleep-aware-timer.ts'
import type { VerificationCache } from './verification-cache.ts'
import type { Verifier } from './verifier.ts'

export interface PostUpdateCheck {
  /** The provider has just confirmed the address in the state. */
  onConfirmed(key: FamilyKey): void
  /** The machine may have slept: runs the checks that fell due in the meantime. */
  wake(): void
  stop(): void
}

export interface PostUpdateCheckOptions {
  readonly states: Pick<StateCache, 'state'>
  readonly verifier: Verifier
  readonly cache: Pick<VerificationCache, 'record'>
  readonly clock: Clock
  readonly log: Log
  readonly onChange: () => void
  /** Resolves when no update waits or is under way. */
  readonly whenQuiet: () => Promise<void>
}

/** Milliseconds after the confirmation. */
const CHECK_AT_MS: readonly [number, ...number[]] = [2_000, 10_000, 60_000, 5 * 60_000, 30 * 60_000]
const BUDGET_MS = 5_000
/** Checks at once for each account, so that an account that hangs delays no other. */
const CONCURRENCY = 4
/** Of all accounts, so that checks never take the processor from sending. */
const CONCURRENCY_IN_ALL = 16

/** The checks after one confirmation. There may be thousands: it holds no more than it needs. */
interface Series {
  readonly key: FamilyKey
  readonly id: string
  readonly address: string
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

  function onConfirmed(key: FamilyKey): void {
    const id = familyKey(key)
    const address = states.state(key)?.confirmed ?? null
    series.get(id)?.timer?.cancel()
    series.delete(id)
    if (address === null || stopped) return
    const own: Series = { key, id, address, startedAt: clock.sinceBoot(), step: 0, timer: null }
    series.set(id, own)
    plan(own)
  }

  function plan(own: Series): void {
    const delayMs = Math.max(0, own.startedAt + (CHECK_AT_MS[own.step] ?? 0) - clock.sinceBoot())
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
      const details = { hostname: own.key.hostname, error: messageOf(error) }
      options.log('error', 'a check after an update failed unexpectedly', details)
    }
  }

  async function check(own: Series): Promise<void> {
    const { key, address } = own
    if (isObsolete(own)) return end(own)
    await options.whenQuiet()
    if (isObsolete(own)) return end(own)
    const found = await options.verifier.check(key, address, 'after-update', BUDGET_MS)
    if (isObsolete(own)) return end(own)
    options.cache.record(key, address, found)
    options.onChange()
    own.step += 1
    if (found.state === 'holds' || own.step >= CHECK_AT_MS.length) end(own)
    else plan(own)
  }

  const end = (own: Series): void => {
    if (series.get(own.id) === own) series.delete(own.id)
  }
  /** A later confirmation replaced this series, the record is gone, or another address is confirmed. */
  const isObsolete = (own: Series): boolean =>
    stopped || series.get(own.id) !== own || states.state(own.key)?.confirmed !== own.address

  return {
    onConfirmed,
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
