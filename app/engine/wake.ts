// What follows when the computer wakes from sleep, once the network had time to return.
import type { Clock, Disposer } from '../model/ports.ts'

/** After a wake the network returns within seconds; a round at once would only fail. */
const SETTLE_AFTER_WAKE_MS = 3_000

export interface Wake {
  /** It went to sleep again, or the app ends. */
  cancel(): void
  schedule(): void
}

export function createWake(clock: Pick<Clock, 'setTimer'>, onAwake: () => void): Wake {
  let cancel: Disposer = () => {}
  return {
    cancel: () => cancel(),
    schedule: () => {
      cancel = clock.setTimer(SETTLE_AFTER_WAKE_MS, onAwake)
    },
  }
}
