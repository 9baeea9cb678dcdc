// After the provider said yes: does the zone say so, too? Asked a few times, further and further apart, until it holds.
// It runs beside rounds and jobs and never in their way.
import PQueue from 'p-queue'
import type { Clock, Disposer, Log } from '../../model/ports.ts'
import { type FamilyKey, familyKey } from '../../model/store.ts'
import type { Ledger } from '../ledger.ts'
import type { VerifiedStates } from './verified-states.ts'
import type { Verifier } from './verifier.ts'

export interface ConfirmWatch {
  /** The provider has just confirmed the address that the ledger now holds. */
  confirmed(key: FamilyKey): void
  stop(): void
}

export interface ConfirmWatchOptions {
  readonly ledger: Pick<Ledger, 'state'>
  readonly verifier: Verifier
  readonly states: VerifiedStates
  readonly clock: Clock
  readonly log: Log
  readonly onChange: () => void
}

/** Since the confirmation. */
const ASK_AT_MS: readonly number[] = [2_000, 10_000, 60_000, 5 * 60_000, 30 * 60_000]
const BUDGET_MS = 5_000
const AT_ONCE = 4

export function createConfirmWatch(options: ConfirmWatchOptions): ConfirmWatch {
  const { ledger, clock } = options
  const checks = new PQueue({ concurrency: AT_ONCE })
  const series = new Map<string, { cancel: Disposer }>()
  let stopped = false

  function confirmed(key: FamilyKey): void {
    const address = ledger.state(key)?.confirmed ?? null
    series.get(familyKey(key))?.cancel()
    series.delete(familyKey(key))
    if (address === null || stopped) return
    const began = clock.monotonic()
    const own: { cancel: Disposer } = { cancel: () => {} }
    series.set(familyKey(key), own)
    const isOver = () => stopped || series.get(familyKey(key)) !== own || ledger.state(key)?.confirmed !== address

    const plan = (step: number): void => {
      const askAt = ASK_AT_MS[step]
      if (askAt === undefined) {
        series.delete(familyKey(key))
        return
      }
      own.cancel = clock.setTimer(Math.max(0, began + askAt - clock.monotonic()), () => {
        void checks
          .add(() => ask(step))
          .catch((error: unknown) => {
            options.log('error', 'a verification failed unexpectedly', { hostname: key.hostname, error: String(error) })
          })
      })
    }

    const ask = async (step: number): Promise<void> => {
      if (isOver()) return
      const found = await options.verifier.check(key, address, 'best', BUDGET_MS)
      if (isOver()) return
      options.states.note(key, address, found)
      options.onChange()
      if (found.state === 'holds') series.delete(familyKey(key))
      else plan(step + 1)
    }

    plan(0)
  }

  return {
    confirmed,
    stop: () => {
      stopped = true
      for (const { cancel } of series.values()) cancel()
      series.clear()
      checks.clear()
    },
  }
}
