// One question at a time per account: a provider that refuses one is not asked three more that were on their way.
import PQueue from 'p-queue'

/** Runs the work when it is the account's turn. */
export type AtProvider = <T>(account: string, work: () => Promise<T>) => Promise<T>

export function createAccountTurns(): AtProvider {
  const queues = new Map<string, PQueue>()
  return async <T>(account: string, work: () => Promise<T>): Promise<T> => {
    const queue = queues.get(account) ?? new PQueue({ concurrency: 1 })
    queues.set(account, queue)
    try {
      // The queue's results are only missing when it is given a timeout, which it is not.
      return (await queue.add(work)) as T
    } finally {
      if (queue.size === 0 && queue.pending === 0) queues.delete(account)
    }
  }
}
