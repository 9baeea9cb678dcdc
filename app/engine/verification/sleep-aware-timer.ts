// A wait that sleep counts in. Timers stand still while a machine sleeps; who learns that it woke asks whether the time
// is over.
import type { Clock } from '../../model/ports.ts'

export interface Wait {
  /** Ends the wait now when its time has passed meanwhile. */
  wake(): void
  cancel(): void
}

export function startWait(clock: Clock, delayMs: number, fire: () => void): Wait {
  const due = clock.sinceBoot() + delayMs
  let over = false
  const end = () => {
    if (over) return
    over = true
    cancel()
    fire()
  }
  const cancel = clock.setTimer(delayMs, end)
  return {
    wake: () => {
      if (clock.sinceBoot() >= due) end()
    },
    cancel: () => {
      over = true
      cancel()
    },
  }
}
