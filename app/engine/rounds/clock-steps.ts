// Steps of the wall clock: made by the user, or by network time after a start with a wrong clock. Holds and intervals are kept
// in wall time, since they outlive the process. They are moved along with each step, so that an hour's wait stays one hour.
import { messageOf } from '../../model/message-of.ts'
import type { Clock } from '../../model/ports.ts'
import type { ClockReading, Store } from '../../model/store.ts'
import type { StateCache } from '../state-cache.ts'

export interface ClockSteps {
  /** The clock that checks for a step before it tells the time: no new time is stored and then moved along by mistake. */
  readonly clock: Clock
  /** Checks whether the clock was moved. */
  check(): void
  /** A step could not be saved yet. Nobody can tell which waits have ended, so nothing may be decided. */
  readonly hasPendingShift: boolean
  /** Saves the reading of both clocks for the next start. */
  remember(): void
}

export interface ClockStepsOptions {
  readonly clock: Clock
  readonly states: Pick<StateCache, 'shiftTimes'>
  readonly store: Pick<Store, 'clockReading' | 'setClockReading'>
  /** The clock was moved by `ms` milliseconds. */
  readonly onStep: (ms: number) => void
  /** A step that could not be saved earlier has now been saved. */
  readonly onShiftApplied: () => void
  /** Why the store cannot be written. The next check tries again. */
  readonly onStoreProblem: (reason: string) => void
}

/** The time since the system's start comes in whole seconds. */
const RESOLUTION_MS = 1_000
const SMALLEST_STEP_MS = 3 * RESOLUTION_MS
/** Across a restart of the process less is certain, and less depends on it. */
const SMALLEST_STEP_AFTER_RESTART_MS = 60_000

export function createClockSteps(options: ClockStepsOptions): ClockSteps {
  const { clock, states, store } = options
  const read = (): ClockReading => ({ wall: clock.now(), boot: clock.sinceBoot() })
  let last = read()
  /** By how much the stored times still have to be moved: all of them, or only those that somebody waits for. */
  const pending = { all: 0, waits: 0 }

  function guarded(work: () => void): void {
    try {
      work()
    } catch (error) {
      options.onStoreProblem(messageOf(error))
    }
  }

  function applyShift(): void {
    if (pending.all === 0 && pending.waits === 0) return
    guarded(() => {
      if (pending.all !== 0) states.shiftTimes(pending.all, last, 'all')
      pending.all = 0
      if (pending.waits !== 0) states.shiftTimes(pending.waits, last, 'waits')
      pending.waits = 0
    })
  }

  function afterRestart(before: ClockReading): void {
    const wallMs = last.wall - before.wall
    const bootMs = last.boot - before.boot
    // Time does not run backwards, so nothing that was stored may lie in the future.
    if (wallMs < -SMALLEST_STEP_AFTER_RESTART_MS) pending.all = bootMs >= 0 ? wallMs - bootMs : wallMs
    // Either the clock was moved forward, or the system was off and has been up for longer than before. In the second case
    // holds wait their whole time again, which does less harm than ending early. Keep-alives must not wait longer.
    else if (bootMs >= 0 && wallMs - bootMs > SMALLEST_STEP_AFTER_RESTART_MS) pending.waits = wallMs - bootMs
    applyShift()
  }

  function check(): void {
    const now = read()
    const steppedMs = now.wall - last.wall - (now.boot - last.boot)
    last = now
    const wasPending = pending.all !== 0
    const isStep = Math.abs(steppedMs) >= SMALLEST_STEP_MS
    // Whole seconds are not exact: rather a second late than early.
    if (isStep) pending.all += steppedMs + RESOLUTION_MS
    applyShift()
    if (isStep) options.onStep(steppedMs)
    if (wasPending && pending.all === 0) options.onShiftApplied()
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
    get hasPendingShift() {
      return pending.all !== 0
    },
    remember: () => {
      // A step that nobody has noticed yet would be lost with the earlier reading.
      check()
      // While a shift is pending the earlier reading stays, so that the next start finds the step.
      if (pending.all === 0 && pending.waits === 0) guarded(() => store.setClockReading(read()))
    },
  }
}
