// Who may talk to a provider now: one request at a time per account, four at once in all, and of accounts that failed last
// never more than three, so that however many of them hang, one place is free. A request that hangs for the first time gives
// its place up after a second: it costs nothing but patience, and the others must not wait with it.
import PQueue from 'p-queue'
import type { Clock } from '../../model/ports.ts'

/**
 * What is wanted of a provider. `retry`: an update whose account failed last. `question`: what it holds, for an update or a
 * user who waits for the answer. `watch`: the same, and nobody waits.
 */
export type RequestPriority = 'update' | 'retry' | 'question' | 'watch'

/** Waits for a place, then runs the work. In an account's queue all else goes before a watch. */
export type TakeLane = <T>(account: string, errand: RequestPriority, work: () => Promise<T>) => Promise<T>

const AT_ONCE = 4
const FAILING_AT_ONCE = AT_ONCE - 1
const PATIENCE_MS = 1_000
/** Requests that go on without a place. */
const MOST_ASIDE = 4

export function createLanes(clock: Pick<Clock, 'setTimer'>): TakeLane {
  const places = new PQueue({ concurrency: AT_ONCE })
  const failing = new PQueue({ concurrency: FAILING_AT_ONCE })
  const accounts = new Map<string, PQueue>()
  let aside = 0

  /** Holds a place until the work is done, or has stepped aside. */
  function inPlace<T>(errand: RequestPriority, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const hold = async () => {
        const done = work()
        done.then(resolve, reject)
        await new Promise<void>((leave) => {
          const cancel = clock.setTimer(PATIENCE_MS, () => {
            if (aside >= MOST_ASIDE) return
            aside += 1
            done.then(comeBack, comeBack)
            leave()
          })
          const end = () => {
            cancel()
            leave()
          }
          done.then(end, end)
        })
      }
      places.add(hold, { priority: errand === 'update' || errand === 'question' ? 1 : 0 }).catch(reject)
    })
  }

  const comeBack = (): void => {
    aside -= 1
  }

  function queueOf(account: string): PQueue {
    const queue = accounts.get(account) ?? new PQueue({ concurrency: 1 })
    accounts.set(account, queue)
    return queue
  }

  return <T>(account: string, errand: RequestPriority, work: () => Promise<T>) => {
    const take = () => inPlace(errand, work)
    // The queues' results are only missing when they are given a timeout, which they are not.
    const ofKind = () => (errand === 'retry' ? (failing.add(take) as Promise<T>) : take())
    return queueOf(account).add(ofKind, { priority: errand === 'watch' ? 0 : 1 }) as Promise<T>
  }
}
