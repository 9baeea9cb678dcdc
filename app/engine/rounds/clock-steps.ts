// The wall clock was moved: by the user, or by the network's time after a start with a wrong one. Holds and intervals are
// kept as times of the wall clock, since they outlive the process; so they are moved along, and a wait of an hour stays one.
import type { Clock } from '../../model/ports.ts'
import type { Store } from '../../model/store.ts'
import type { Ledger } from '../ledger.ts'

export interface ClockSteps {
  /** To be called before times are compared. @returns by how much the clock was moved since the last call, mostly 0 */
  check(): number
  /** Keeps what the clocks say now, for the next start. */
  remember(): void
}

export interface ClockStepsOptions {
  readonly clock: Clock
  readonly ledger: Pick<Ledger, 'shiftTimes'>
  readonly store: Pick<Store, 'getValue' | 'setValue'>
}

interface Reading {
  readonly wall: number
  readonly boot: number
}

const NAME = 'clock-reading'
/** The time since the start of the system is told in whole seconds. */
const NOTICED_MS = 3_000
/** Across a restart of the process less is certain, and less depends on it. */
const NOTICED_AFTER_RESTART_MS = 60_000

export function createClockSteps({ clock, ledger, store }: ClockStepsOptions): ClockSteps {
  const read = (): Reading => ({ wall: clock.now(), boot: clock.sinceBoot() })
  let last = read()
  afterRestart()

  function afterRestart(): void {
    const before = parse(store.getValue(NAME))
    if (before === null) return
    const wallMs = last.wall - before.wall
    const bootMs = last.boot - before.boot
    if (wallMs < -NOTICED_AFTER_RESTART_MS) {
      // Time does not run back: whatever passed meanwhile, nothing that was remembered lies ahead.
      ledger.shiftTimes(bootMs >= 0 ? wallMs - bootMs : wallMs)
    } else if (bootMs >= 0 && wallMs - bootMs > NOTICED_AFTER_RESTART_MS) {
      // Moved forward; or the system was off meanwhile and has been up for longer than then. What is held waits its whole
      // time again in that case, which harms less than going too early. What is to be kept alive must not wait longer.
      ledger.shiftTimes(wallMs - bootMs, 'holds')
    }
  }

  return {
    check: () => {
      const now = read()
      const steppedMs = now.wall - last.wall - (now.boot - last.boot)
      last = now
      if (Math.abs(steppedMs) < NOTICED_MS) return 0
      ledger.shiftTimes(steppedMs)
      return steppedMs
    },
    remember: () => {
      const { wall, boot } = read()
      store.setValue(NAME, `${Math.round(wall)} ${Math.round(boot)}`)
    },
  }
}

function parse(text: string | null): Reading | null {
  const [wall = Number.NaN, boot = Number.NaN] = (text ?? '').split(' ').map(Number)
  return Number.isFinite(wall) && Number.isFinite(boot) ? { wall, boot } : null
}
