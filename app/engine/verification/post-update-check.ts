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
  readonly cache: Pick<VerificationCache, 'record'>
  /** A check found what the record holds. @returns whether nothing has to be shown any more */
  readonly onFound: (key: FamilyKey, address: string, found: Verification) => Promise<boolean>
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
/** Of all accounts, so that checks never take the processor from sending. */
const CONCURRENCY_IN_ALL = 16

/** The checks after one reply. `timer` is null while a check runs. */
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

  function watch(key: FamilyKey, address: string): void {
    const id = familyKey(key)
    series.get(id)?.timer?.cancel()
    series.delete(id)
    if (stopped) return
    const checkAtMs = states.state(key)?.confirmed === address ? CHECK_AT_MS : CHECK_ACCEPTED_AT_MS
    const startedAt = clock.sinceBoot()
    const own: Series = { timer: null }
    series.set(id, own)

    const end = (): void => {
      if (series.get(id) === own) series.delete(id)
    }
    /** A later reply replaced this series, the record is gone, or another address is published. */
    const isObsolete = () => {
      const state = states.state(key)
      const isExpected = publishedAddress(state) === address || state?.unsettled?.address === address
      return stopped || series.get(id) !== own || !isExpected
    }

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
      if (publishedAddress(states.state(key)) === address) options.cache.record(key, address, found)
      const isShown = await options.onFound(key, address, found)
      if (isObsolete()) return end()
      options.onChange()
      const next = checkAtMs[step + 1]
      if ((found.state === 'holds' && isShown) || next === undefined) end()
      else plan(step + 1, next)
    }

    plan(0, checkAtMs[0])
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
      for (const queue of queues.values()) queue.clear()
      all.clear()
    },
  }
}
