// Limits the requests to providers: one at a time for each account, four in all, and at most three for accounts that failed
// last, so that one slot stays free however many of them hang. A request without an answer for a second goes on in overtime,
// without a slot: other accounts need not wait for a provider that hangs.
import type { Clock } from '../../model/ports.ts'

/**
 * `update`: sends an address. `retry`: the same, for an account whose last request failed. `query`: reads what a provider
 * holds, for an update or a user who waits for it. `background`: a query that nobody waits for.
 */
export type RequestPriority = 'update' | 'retry' | 'query' | 'background'

export interface RequestLimiter {
  /** Does the work when it is the account's turn and a slot is free. @returns what the work returns; rejects when it does */
  run<T>(account: string, priority: RequestPriority, work: () => Promise<T>): Promise<T>
}

const SLOTS = 4
const RETRY_SLOTS = SLOTS - 1
const OVERTIME_AFTER_MS = 1_000
const MOST_IN_OVERTIME = 4
/** Which account gets the next free slot. Within one account only background queries give way. */
const RANK: Readonly<Record<RequestPriority, number>> = { update: 2, query: 2, retry: 1, background: 0 }

interface Waiting {
  readonly account: string
  readonly priority: RequestPriority
  readonly work: () => Promise<void>
}

export function createRequestLimiter(clock: Pick<Clock, 'setTimer'>): RequestLimiter {
  /** By account. The account that was served last stands last, so that a long queue keeps no other account waiting. */
  const queues = new Map<string, Waiting[]>()
  const busyAccounts = new Set<string>()
  const count = { slots: 0, retries: 0, overtime: 0 }

  const mayStart = ({ account, priority }: Waiting): boolean =>
    !busyAccounts.has(account) && (priority !== 'retry' || count.retries < RETRY_SLOTS)

  function startWaiting(): void {
    while (count.slots < SLOTS) {
      const [next] = [...queues.values()]
        .flatMap((queue) => queue.find(({ priority }) => priority !== 'background') ?? queue[0] ?? [])
        .filter(mayStart)
        .sort((one, other) => RANK[other.priority] - RANK[one.priority])
      if (next === undefined) return
      void start(next)
    }
  }

  async function start(request: Waiting): Promise<void> {
    const { account, priority, work } = request
    let isInOvertime = false
    const queue = queues.get(account) ?? []
    queue.splice(queue.indexOf(request), 1)
    busyAccounts.add(account)
    count.slots += 1
    if (priority === 'retry') count.retries += 1
    const cancelTimer = clock.setTimer(OVERTIME_AFTER_MS, () => {
      if (count.overtime === MOST_IN_OVERTIME) return
      isInOvertime = true
      count.overtime += 1
      count.slots -= 1
      startWaiting()
    })
    await work()
    cancelTimer()
    queues.delete(account)
    if (queue.length > 0) queues.set(account, queue)
    busyAccounts.delete(account)
    count[isInOvertime ? 'overtime' : 'slots'] -= 1
    if (priority === 'retry') count.retries -= 1
    startWaiting()
  }

  return {
    run: (account, priority, work) =>
      new Promise((resolve, reject) => {
        const settle = () => Promise.resolve().then(work).then(resolve, reject)
        const queue = queues.get(account) ?? []
        queue.push({ account, priority, work: settle })
        queues.set(account, queue)
        startWaiting()
      }),
  }
}
