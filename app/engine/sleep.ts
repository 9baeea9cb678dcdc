// The machine's sleep, whoever tells of it: the system's events, or the clock that counts sleep. While it lasts nothing is
// observed or sent. After it the network gets a moment to return before the first check.
import { createEvent, type Event } from '../model/event.ts'
import type { Clock, Disposer } from '../model/ports.ts'
import type { EarlyChecks } from './rounds/early-checks.ts'

export interface Sleep {
  readonly isActive: boolean
  /** How often the machine fell asleep, as far as that was noticed. */
  readonly count: number
  /** The system is about to sleep. */
  begin(): void
  /** The machine is awake. It may have slept without a word. */
  end(): void
  /** It goes to sleep, or was found to have slept. */
  readonly asleep: Event<void>['listen']
  /** It is awake, and the first round after the sleep is about to begin. */
  readonly awake: Event<void>['listen']
  stop(): void
}

export interface SleepOptions {
  readonly clock: Pick<Clock, 'setTimer'>
  readonly earlyChecks: Pick<EarlyChecks, 'begin' | 'end'>
}

/** When the first of the early checks is due. At once it would only fail. */
const FIRST_CHECK_MS = 1_000
/**
 * Timers stand still in a sleep. One that fires so long after the announcement shows that there was no sleep, or that it is
 * over and nobody said so.
 */
const LONGEST_AWAKE_MS = 60_000

export function createSleep({ clock, earlyChecks }: SleepOptions): Sleep {
  const asleep = createEvent<void>()
  const awake = createEvent<void>()
  let isActive = false
  let count = 0
  let cancel: Disposer = () => {}

  function fallAsleep(): void {
    if (isActive) return
    isActive = true
    count += 1
    cancel()
    earlyChecks.end()
    asleep.emit()
  }

  function end(): void {
    fallAsleep()
    isActive = false
    cancel()
    earlyChecks.begin()
    cancel = clock.setTimer(FIRST_CHECK_MS, awake.emit)
  }

  return {
    get isActive() {
      return isActive
    },
    get count() {
      return count
    },
    begin: () => {
      fallAsleep()
      cancel()
      cancel = clock.setTimer(LONGEST_AWAKE_MS, end)
    },
    end,
    asleep: asleep.listen,
    awake: awake.listen,
    stop: () => cancel(),
  }
}
