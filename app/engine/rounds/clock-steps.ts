// The wall clock was moved: by the user, or by the network's time after a start with a wrong one. Holds and intervals are
// kept as times of the wall clock, since they outlive the process; so they are moved along, and a wait of an hour stays one.
import type { Clock } from '../../model/ports.ts'
import type { ClockReading, Store } from '../../model/store.ts'
import type { Ledger } from '../ledger.ts'

export interface ClockSteps {
  /** The clock with every step noticed before the time is told: nothing is stamped with a new time and moved after. */
  readonly clock: Clock
  /** Looks whether the clock was moved. */
  check(): void
  /** Keeps what the clocks say now, for the next start. */
  remember(): void
}

export interface ClockStepsOptions {
  readonly clock: Clock
  readonly ledger: Pick<Ledger, 'shiftTimes'>
  readonly store: Pick<Store, 'clockReading' | 'setClockReading'>
  /** The clock was moved by so many milliseconds. */
  readonly onStep: (ms: number) => void
  /** Why the store cannot be written. What could not be moved is moved with the next look. */
  readonly onStoreTrouble: (reason: string) => void
}

/** The time since the start of the system is told in whole seconds. */
const NOTICED_MS = 3_000
/** Across a restart of the process less is certain, and less depends on it. */
const NOTICED_AFTER_RESTART_MS = 60_000

export function createClockSteps(options: ClockStepsOptions): ClockSteps {
  const { clock, ledger, store } = options
  const read = (): ClockReading => ({ wall: clock.now(), boot: clock.sinceBoot() })
  let last = read()

  function guarded(work: () => void): boolean {
    try {
      work()
      return true
    } catch (error) {
      options.onStoreTrouble(error instanceof Error ? error.message : String(error))
      return false
    }
  }

  function afterRestart(before: ClockReading): void {
    const wallMs = last.wall - before.wall
    const bootMs = last.boot - before.boot
    if (wallMs < -NOTICED_AFTER_RESTART_MS) {
      // Time does not run back: whatever passed meanwhile, nothing that was remembered lies ahead.
      ledger.shiftTimes(bootMs >= 0 ? wallMs - bootMs : wallMs, last)
    } else if (bootMs >= 0 && wallMs - bootMs > NOTICED_AFTER_RESTART_MS) {
      // Moved forward; or the system was off meanwhile and has been up for longer than then. What is held waits its whole
      // time again in that case, which harms less than going too early. What is to be kept alive must not wait longer.
      ledger.shiftTimes(wallMs - bootMs, last, 'holds')
    }
  }

  function check(): void {
    const now = read()
    const steppedMs = now.wall - last.wall - (now.boot - last.boot)
    if (Math.abs(steppedMs) < NOTICED_MS) {
      last = now
      return
    }
    // Only then is it done: a disk that is full now is tried again with the next look.
    if (!guarded(() => ledger.shiftTimes(steppedMs, now))) return
    last = now
    options.onStep(steppedMs)
  }

  const before = store.clockReading()
  if (before !== null) guarded(() => afterRestart(before))

  return {
    clock: {
      ...clock,
      now: () => {
        check()
        return clock.now()
      },
    },
    check,
    remember: () => {
      guarded(() => store.setClockReading(read()))
    },
  }
}
