// The wall clock was moved: by the user, or by the network's time after a start with a wrong one. Holds and intervals are
// kept as times of the wall clock, since they outlive the process; so they are moved along, and a wait of an hour stays one.
import type { Clock } from '../../model/ports.ts'
import type { ClockReading, Store } from '../../model/store.ts'
import type { StateCache } from '../state-cache.ts'

export interface ClockSteps {
  /** The clock with every step noticed before the time is told: nothing is stamped with a new time and moved after. */
  readonly clock: Clock
  /** Looks whether the clock was moved. */
  check(): void
  /** A step could not be written down yet: nobody can tell which waits are over, so that nothing is decided. */
  readonly owes: boolean
  /** Keeps what the clocks say now, for the next start. */
  remember(): void
}

export interface ClockStepsOptions {
  readonly clock: Clock
  readonly states: Pick<StateCache, 'shiftTimes'>
  readonly store: Pick<Store, 'clockReading' | 'setClockReading'>
  /** The clock was moved by so many milliseconds. */
  readonly onStep: (ms: number) => void
  /** A step that could not be written down when it was noticed is so by now. */
  readonly onPaid: () => void
  /** Why the store cannot be written. What could not be moved is moved with the next look. */
  readonly onStoreTrouble: (reason: string) => void
}

/** The time since the start of the system is told in whole seconds. */
const RESOLUTION_MS = 1_000
const NOTICED_MS = 3 * RESOLUTION_MS
/** Across a restart of the process less is certain, and less depends on it. */
const NOTICED_AFTER_RESTART_MS = 60_000

export function createClockSteps(options: ClockStepsOptions): ClockSteps {
  const { clock, states, store } = options
  const read = (): ClockReading => ({ wall: clock.now(), boot: clock.sinceBoot() })
  let last = read()
  /** What the times in the store are still to be moved by: all of them, or only what somebody waits for. */
  const owed = { all: 0, waits: 0 }

  function guarded(work: () => void): void {
    try {
      work()
    } catch (error) {
      options.onStoreTrouble(error instanceof Error ? error.message : String(error))
    }
  }

  /** A disk that is full now is tried again with the next look. */
  function payOwed(): void {
    if (owed.all === 0 && owed.waits === 0) return
    guarded(() => {
      if (owed.all !== 0) states.shiftTimes(owed.all, last)
      owed.all = 0
      if (owed.waits !== 0) states.shiftTimes(owed.waits, last, 'waits')
      owed.waits = 0
    })
  }

  function afterRestart(before: ClockReading): void {
    const wallMs = last.wall - before.wall
    const bootMs = last.boot - before.boot
    // Time does not run back: whatever passed meanwhile, nothing that was remembered lies ahead.
    if (wallMs < -NOTICED_AFTER_RESTART_MS) owed.all = bootMs >= 0 ? wallMs - bootMs : wallMs
    // Moved forward; or the system was off meanwhile and has been up for longer than then. What is held waits its whole time
    // again in that case, which harms less than going too early. What is to be kept alive must not wait longer.
    else if (bootMs >= 0 && wallMs - bootMs > NOTICED_AFTER_RESTART_MS) owed.waits = wallMs - bootMs
    payOwed()
  }

  function check(): void {
    const now = read()
    const steppedMs = now.wall - last.wall - (now.boot - last.boot)
    last = now
    const owedBefore = owed.all !== 0
    const isStep = Math.abs(steppedMs) >= NOTICED_MS
    // Told in whole seconds: rather a second late than early.
    if (isStep) owed.all += steppedMs + RESOLUTION_MS
    payOwed()
    if (isStep) options.onStep(steppedMs)
    if (owedBefore && owed.all === 0) options.onPaid()
  }

  const before = store.clockReading()
  if (before !== null) afterRestart(before)

  return {
    clock: {
      ...clock,
      now: () => {
        check()
        return clock.now()
      },
    },
    check,
    get owes() {
      return owed.all !== 0
    },
    remember: () => {
      // A step that nobody has noticed yet would be lost with the reading before it.
      check()
      // What is still owed is told from the reading before, should the process end now.
      if (owed.all === 0 && owed.waits === 0) guarded(() => store.setClockReading(read()))
    },
  }
}
