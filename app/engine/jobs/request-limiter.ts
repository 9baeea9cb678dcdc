// Limits the requests to providers: one at a time for each account, four for each host, and up to 32 in all. The total adapts
// to how many are answered. A request without an answer for a second is overdue: it goes on but no longer counts. A provider
// that hangs thus delays no account of another host, and the accounts of its own host by one second.
import type { Clock } from '../../model/ports.ts'

/**
 * `update`: an account's first request in a job. `further`: a later one of the same job. `retry`: one of an account whose
 * last request failed. `query`: reads what a provider holds, for an update or a user who waits for it. `background`: a
 * query that nobody waits for.
 */
export type RequestPriority = 'update' | 'further' | 'retry' | 'query' | 'background'

export interface LimitedRequest {
  readonly account: string
  /** Host and port that it goes to. */
  readonly host: string
  readonly priority: RequestPriority
}

export interface RequestLimiter {
  /** Does the work when it is the account's turn. @returns what the work returns; rejects when it does */
  run<T>(request: LimitedRequest, work: () => Promise<T>): Promise<T>
  /** Resolves when nothing but background queries and overdue requests waits or is under way. */
  whenQuiet(): Promise<void>
}

/** For each host. One of the four is left to accounts whose last request did not fail. */
const AT_HOST = 4
const RETRIES_AT_HOST = AT_HOST - 1
const OVERDUE_AFTER_MS = 1_000
/** For each host. Those that failed before leave some to others. */
const OVERDUE_AT_HOST = 8
const OVERDUE_RETRIES_AT_HOST = 6
/** In all: how many at least, how many at most, and how many of these are left to hosts that have none under way. */
const FEWEST = 16
const MOST = 32
const LEFT_TO_IDLE_HOSTS = 4

/** The first of these that waits goes first: every account gets its first try before any gets its second. */
const ORDER = ['first', 'further', 'retry', 'background'] as const
type Rank = (typeof ORDER)[number]
const RANK: Readonly<Record<RequestPriority, Rank>> = {
  ...{ update: 'first', query: 'first', further: 'further', retry: 'retry', background: 'background' },
}

interface Request extends LimitedRequest {
  readonly work: () => Promise<void>
  phase: 'waiting' | 'counted' | 'late' | 'overdue' | 'done'
}

/** One account's requests. It waits in one line of one host: that of its next request. */
interface AccountQueue {
  readonly requests: Request[]
  isBusy: boolean
  line: Set<AccountQueue> | null
}

interface Host {
  /** Under way. `late`: counted, since there are too many overdue ones already. */
  readonly underWay: Set<Request>
  /** Accounts in the order of their turn, by the rank of their next request. */
  readonly lines: Readonly<Record<Rank, Set<AccountQueue>>>
}

const isRetry = ({ priority }: LimitedRequest): boolean => priority === 'retry'
const isUrgent = ({ priority, phase }: Request): boolean =>
  priority !== 'background' && (phase === 'waiting' || phase === 'counted')

class HostLimiter implements RequestLimiter {
  readonly #clock: Pick<Clock, 'setTimer'>
  readonly #accounts = new Map<string, AccountQueue>()
  readonly #hosts = new Map<string, Host>()
  readonly #quietWaiters = new Set<() => void>()
  /** Requests that count, of all hosts; how many may; and how many were answered so far. */
  #counted = 0
  #limit = FEWEST
  #answered = 0
  #urgent = 0

  constructor(clock: Pick<Clock, 'setTimer'>) {
    this.#clock = clock
  }

  run<T>(request: LimitedRequest, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const settle = () => Promise.resolve().then(work).then(resolve, reject)
      const queue = this.#accounts.get(request.account) ?? { requests: [], isBusy: false, line: null }
      this.#accounts.set(request.account, queue)
      const added: Request = { ...request, work: settle, phase: 'waiting' }
      queue.requests.push(added)
      if (isUrgent(added)) this.#urgent += 1
      this.#queueUp(queue)
      this.#startWaiting()
    })
  }

  whenQuiet(): Promise<void> {
    if (this.#urgent === 0) return Promise.resolve()
    return new Promise((resolve) => this.#quietWaiters.add(resolve))
  }

  #host(name: string): Host {
    const lines = {
      first: new Set<never>(),
      further: new Set<never>(),
      retry: new Set<never>(),
      background: new Set<never>(),
    }
    const host = this.#hosts.get(name) ?? { underWay: new Set<Request>(), lines }
    this.#hosts.set(name, host)
    return host
  }

  /** Within one account only background queries give way. */
  #next({ requests }: AccountQueue): Request | undefined {
    return requests.find(({ priority }) => priority !== 'background') ?? requests[0]
  }

  /** Puts the account into the line of its next request. It keeps its turn where that is the line it stands in. */
  #queueUp(queue: AccountQueue): void {
    const next = queue.isBusy ? undefined : this.#next(queue)
    const line = next === undefined ? null : this.#host(next.host).lines[RANK[next.priority]]
    if (line === queue.line) return
    queue.line?.delete(queue)
    line?.add(queue)
    queue.line = line
  }

  #startWaiting(): void {
    for (let next = this.#pick(); next !== null; next = this.#pick()) void this.#start(next)
  }

  /** @returns the account whose turn it is: the best rank first, then the host with the fewest requests under way */
  #pick(): AccountQueue | null {
    if (this.#counted >= MOST) return null
    for (const rank of ORDER) {
      let best: { readonly host: Host; readonly queue: AccountQueue } | null = null
      for (const host of this.#hosts.values()) {
        const [queue] = host.lines[rank]
        if (queue === undefined || !this.#mayStart(host, rank)) continue
        if (best === null || host.underWay.size < best.host.underWay.size) best = { host, queue }
        if (host.underWay.size === 0) break
      }
      if (best !== null) return best.queue
    }
    return null
  }

  #mayStart(host: Host, rank: Rank): boolean {
    const isHostIdle = host.underWay.size === 0 && (rank === 'first' || rank === 'further')
    if (!isHostIdle && this.#counted >= Math.min(this.#limit, MOST - LEFT_TO_IDLE_HOSTS)) return false
    const counted = [...host.underWay].filter(({ phase }) => phase !== 'overdue')
    if (counted.length >= AT_HOST) return false
    return rank !== 'retry' || counted.filter(isRetry).length < RETRIES_AT_HOST
  }

  async #start(queue: AccountQueue): Promise<void> {
    const request = this.#next(queue)
    if (request === undefined) return
    const host = this.#host(request.host)
    queue.requests.splice(queue.requests.indexOf(request), 1)
    queue.isBusy = true
    this.#queueUp(queue)
    request.phase = 'counted'
    host.underWay.add(request)
    this.#counted += 1
    const answeredBefore = this.#answered
    const cancelTimer = this.#clock.setTimer(OVERDUE_AFTER_MS, () => {
      // Nobody was answered for a second: the line itself is slow or dead, and more requests would make it slower.
      if (this.#answered === answeredBefore) this.#limit = Math.max(FEWEST, Math.floor(this.#limit / 2))
      this.#becomeLate(host, request)
      this.#startWaiting()
    })
    await request.work()
    cancelTimer()
    this.#end(host, request)
    queue.isBusy = false
    if (queue.requests.length > 0) this.#queueUp(queue)
    else this.#accounts.delete(request.account)
    this.#startWaiting()
  }

  #becomeLate(host: Host, request: Request): void {
    if (isUrgent(request)) this.#urgentEnded()
    request.phase = 'late'
    this.#releaseLate(host)
  }

  /** Late requests stop counting, as many as a host may have overdue. */
  #releaseLate({ underWay }: Host): void {
    const overdue = [...underWay].filter(({ phase }) => phase === 'overdue')
    let retries = overdue.filter(isRetry).length
    let left = OVERDUE_AT_HOST - overdue.length
    for (const request of underWay) {
      if (left === 0) return
      if (request.phase !== 'late' || (isRetry(request) && retries >= OVERDUE_RETRIES_AT_HOST)) continue
      request.phase = 'overdue'
      this.#counted -= 1
      left -= 1
      if (isRetry(request)) retries += 1
    }
  }

  #end(host: Host, request: Request): void {
    const { phase } = request
    if (phase === 'counted') {
      if (isUrgent(request)) this.#urgentEnded()
      this.#limit = Math.min(MOST, this.#limit + 1)
    }
    this.#answered += 1
    request.phase = 'done'
    if (phase !== 'overdue') this.#counted -= 1
    host.underWay.delete(request)
    this.#releaseLate(host)
    const isUnused = host.underWay.size === 0 && ORDER.every((rank) => host.lines[rank].size === 0)
    if (isUnused) this.#hosts.delete(request.host)
  }

  #urgentEnded(): void {
    this.#urgent -= 1
    if (this.#urgent > 0) return
    const waiters = [...this.#quietWaiters]
    this.#quietWaiters.clear()
    for (const resolve of waiters) resolve()
  }
}

export const createRequestLimiter = (clock: Pick<Clock, 'setTimer'>): RequestLimiter => new HostLimiter(clock)
