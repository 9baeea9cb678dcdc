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

/** The checks after one confirmation. `timer` is null while a check runs. */
interface Series {
  timer: SleepAwareTimer | null
}

export function createPostUpdateCheck(options: PostUpdateCheckOptions): PostUpdateCheck {
  const { states, clock } = options
  const queues = new Map<string, PQueue>()
  const all = new PQueue({ concurrency: CONCURRENCY_IN_ALL })
  const series = new Map<string, Series>()
  let stopped = false

  function queueOf(account: string): PQueue {
    const known = queues.get(account) ?? new PQueue({ concurrency: CONCURRENCY })
    queues.set(account, known)
    return known
  }

  function onConfirmed(key: FamilyKey): void {
    const id = familyKey(key)
    const address = states.state(key)?.confirmed ?? null
    series.get(id)?.timer?.cancel()
    series.delete(id)
    if (address === null || stopped) return
    const startedAt = clock.sinceBoot()
    const own: Series = { timer: null }
    series.set(id, own)

    const end = (): void => {
      if (series.get(id) === own) series.delete(id)
    }
    /** A later confirmation replaced this series, the record is gone, or another address is confirmed. */
    const isObsolete = () => stopped || series.get(id) !== own || states.state(key)?.confirmed !== address

    const plan = (step: number, checkAt: number): void => {
      const delayMs = Math.max(0, startedAt + checkAt - clock.sinceBoot())
      own.timer = startSleepAwareTimer(clock, delayMs, () => {
        own.timer = null
        void queueOf(key.account)
          .add(() => all.add(() => check(step)))
          .catch((error: unknown) => {
            end()
            const details = { hostname: key.hostname, error: messageOf(error) }
            options.log('error', 'a check after an update failed unexpectedly', details)
          })
      })
    }

    const check = async (step: number): Promise<void> => {
      if (isObsolete()) return end()
      await options.whenQuiet()
      if (isObsolete()) return end()
      const found = await options.verifier.check(key, address, 'after-update', BUDGET_MS)
      if (isObsolete()) return end()
      options.cache.record(key, address, found)
      options.onChange()
      const next = CHECK_AT_MS[step + 1]
      if (found.state === 'holds' || next === undefined) end()
      else plan(step + 1, next)
    }

    plan(0, CHECK_AT_MS[0])
  }

  return {
    onConfirmed,
    wake: () => {
      for (const { timer } of [...series.values()]) timer?.wake()
    },
    stop: () => {
      stopped = true
      for (const { timer } of series.values()) timer?.cancel()
      series.clear()
      for (const queue of queues.values()) queue.clear()
      all.clear()
    },
  }
}
