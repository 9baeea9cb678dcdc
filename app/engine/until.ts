// Waits until something is true, for a limited time.
import type { Event } from '../model/event.ts'
import type { Clock } from '../model/ports.ts'

/** @param changed tells when it is worth looking again */
export function until(
  clock: Pick<Clock, 'setTimer'>,
  changed: Event<void>['listen'],
  timeoutMs: number,
  isTrue: () => boolean,
): Promise<void> {
  if (isTrue()) return Promise.resolve()
  return new Promise((resolve) => {
    const end = (): void => {
      stopListening()
      cancel()
      resolve()
    }
    const stopListening = changed(() => {
      if (isTrue()) end()
    })
    const cancel = clock.setTimer(timeoutMs, end)
  })
}
