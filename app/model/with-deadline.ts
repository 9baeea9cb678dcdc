// One way to give up waiting. The work itself goes on; only the caller stops waiting for it.
import type { Clock } from './ports.ts'

/**
 * @param ms how long to wait at most, in milliseconds by the clock port
 * @returns what the work resolves to, or null when the deadline came first. Rejects when the work rejects in time; a
 *   rejection after the deadline is ignored.
 */
export function withDeadline<T>(clock: Pick<Clock, 'setTimer'>, ms: number, work: Promise<T>): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const cancel = clock.setTimer(ms, () => resolve(null))
    work.then(
      (value) => {
        cancel()
        resolve(value)
      },
      (error: unknown) => {
        cancel()
        reject(error)
      },
    )
  })
}
