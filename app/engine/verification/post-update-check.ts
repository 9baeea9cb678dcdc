// After the provider said yes: does the zone say so, too? Asked a few times, further and further apart, until it holds.
// It runs beside rounds and jobs and never in their way.
import PQueue from 'p-queue'
import type { Clock, Log } from '../../model/ports.ts'
import { type FamilyKey, familyKey } from '../../model/store.ts'
import type { StateCache } from '../state-cache.ts'
import { startWait, type Wait } from './sleep-aware-timer.ts'
import type { VerifiedStates } from './verification-cache.ts'
import type { Verifier } from './verifier.ts'

export interface ConfirmWatch {
  /** The provider has just confirmed the address that the states now holds. */
  confirmed(key: FamilyKey): void
  /** The machine may have slept: what fell due meanwhile is asked now. */
  wake(): void
  stop(): void
}

export interface ConfirmWatchOptions {
  readonly states: Pick<StateCache, 'state'>
  readonly verifier: Verifier
  readonly cache: Pick<VerifiedStates, 'note'>
  readonly clock: Clock
  readonly log: Log
  readonly onChange: () => void
}

/** Since the confirmation. */
const ASK_AT_MS: readonly [number, ...number[]] = [2_000, 10_000, 60_000, 5 * 60_000, 30 * 60_000]
const BUDGET_MS = 5_000
/** Of one account's names; those of an account that hangs keep nobody else's waiting. */
const AT_ONCE = 4

/** The questions after one confirmation; `wait` is null while one is under way. */
interface Series {
  wait: Wait | null
}

export function createConfirmWatch(options: ConfirmWatchOptions): ConfirmWatch {
  const { states, clock } = options
  const checks = new Map<string, PQueue>()
  const series = new Map<string, Series>()
  let stopped = false

  function checksOf(account: string): PQueue {
    const known = checks.get(account) ?? new PQueue({ concurrency: AT_ONCE })
    checks.set(account, known)
    return known
  }

  function confirmed(key: FamilyKey): void {
    const id = familyKey(key)
    const address = states.state(key)?.confirmed ?? null
    series.get(id)?.wait?.cancel()
    series.delete(id)
    if (address === null || stopped) return
    const began = clock.sinceBoot()
    const own: Series = { wait: null }
    series.set(id, own)

    const end = (): void => {
      if (series.get(id) === own) series.delete(id)
    }
    /** Replaced by a later confirmation, or its name is gone or holds another address now. */
    const isOver = () => stopped || series.get(id) !== own || states.state(key)?.confirmed !== address

    const plan = (step: number, askAt: number): void => {
      own.wait = startWait(clock, Math.max(0, began + askAt - clock.sinceBoot()), () => {
        own.wait = null
        void checksOf(key.account)
          .add(() => ask(step))
          .catch((error: unknown) => {
            end()
            options.log('error', 'a verification failed unexpectedly', { hostname: key.hostname, error: String(error) })
          })
      })
    }

    const ask = async (step: number): Promise<void> => {
      if (isOver()) return end()
      const found = await options.verifier.check(key, address, 'after-update', BUDGET_MS)
      if (isOver()) return end()
      options.cache.note(key, address, found)
      options.onChange()
      const next = ASK_AT_MS[step + 1]
      if (found.state === 'holds' || next === undefined) end()
      else plan(step + 1, next)
    }

    plan(0, ASK_AT_MS[0])
  }

  return {
    confirmed,
    wake: () => {
      for (const { wait } of [...series.values()]) wait?.wake()
    },
    stop: () => {
      stopped = true
      for (const { wait } of series.values()) wait?.cancel()
      series.clear()
      for (const waiting of checks.values()) waiting.clear()
    },
  }
}
