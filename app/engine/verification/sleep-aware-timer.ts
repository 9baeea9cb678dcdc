// A timer that counts sleep. System timers stand still while a machine sleeps, so whoever notices that it woke up calls
// `wake`.
import type { Clock } from '../../model/ports.ts'

export interface SleepAwareTimer {
  /** Fires now if the time has passed in the meantime. */
  wake(): void
  cancel(): void
}

/** @param delayMs milliseconds since boot, sleep included */
export function startSleepAwareTimer(clock: Clock, delayMs: number, fire: () => void): SleepAwareTimer {
  const dueAt = clock.sinceBoot() + delayMs
  let done = false
  const end = () => {
    if (done) return
    done = true
    cancel()
    fire()
  }
  const cancel = clock.setTimer(delayMs, end)
  return {
    wake: () => {
      if (clock.sinceBoot() >= dueAt) end()
    },
    cancel: () => {
      done = true
      cancel()
    },
  }
}
