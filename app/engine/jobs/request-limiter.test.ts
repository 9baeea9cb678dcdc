import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createRequestLimiter, type RequestLimiter, type RequestPriority } from './request-limiter.ts'

let limiter: RequestLimiter
let running: string[]
let most: number
/** When the account's request began, in virtual time. */
let began: Map<string, number>

beforeEach(() => {
  vi.useFakeTimers()
  limiter = createRequestLimiter({
    setTimer: (delayMs, fire) => {
      const timer = setTimeout(fire, delayMs)
      return () => clearTimeout(timer)
    },
  })
  running = []
  most = 0
  began = new Map()
})
afterEach(() => vi.useRealTimers())

function work(account: string, ms: number, priority: RequestPriority = 'update', host = 'host'): Promise<string> {
  return limiter.run({ account, host, priority }, async () => {
    running.push(account)
    began.set(account, performance.now())
    most = Math.max(most, running.length)
    await new Promise((resolve) => setTimeout(resolve, ms))
    running.splice(running.indexOf(account), 1)
    return account
  })
}

describe('requests to providers', () => {
  it('are four at once for a host, and return what their work returned', async () => {
    const all = Array.from({ length: 10 }, (_, index) => work(`account-${index}`, 500))
    await vi.advanceTimersByTimeAsync(400)
    expect(running).toHaveLength(4)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(await Promise.all(all)).toEqual(Array.from({ length: 10 }, (_, index) => `account-${index}`))
    expect(most).toBe(4)
  })

  it('are one at a time for an account, in their order', async () => {
    const order: string[] = []
    const all = ['first', 'second', 'third'].map((name) =>
      limiter.run({ account: 'home', host: 'host', priority: 'update' }, async () => {
        order.push(`${name} begins`)
        await new Promise((resolve) => setTimeout(resolve, 100))
        order.push(`${name} ends`)
      }),
    )
    await vi.advanceTimersByTimeAsync(1_000)
    await Promise.all(all)
    expect(order).toEqual(['first', 'second', 'third'].flatMap((name) => [`${name} begins`, `${name} ends`]))
  })

  it('of an account go before its background queries that still wait', async () => {
    const order: string[] = []
    const priorities = ['background', 'background', 'retry', 'query', 'background', 'update'] as const
    const all = priorities.map((priority, index) =>
      limiter.run({ account: 'home', host: 'host', priority }, async () => {
        order.push(`${priority} ${index}`)
        await new Promise((resolve) => setTimeout(resolve, 100))
      }),
    )
    await vi.advanceTimersByTimeAsync(1_000)
    await Promise.all(all)
    expect(order).toEqual(['background 0', 'retry 2', 'query 3', 'update 5', 'background 1', 'background 4'])
  })

  it('of different accounts go by priority: a first try of each, then further requests, retries, background queries', async () => {
    for (let index = 0; index < 4; index += 1) void work(`busy-${index}`, 500)
    const order: string[] = []
    const priorities = ['background', 'retry', 'further', 'query', 'update'] as const
    for (const priority of priorities) {
      void limiter.run({ account: priority, host: 'host', priority }, async () => void order.push(priority))
    }
    await vi.advanceTimersByTimeAsync(600)
    expect(order).toEqual(['query', 'update', 'further', 'retry', 'background'])
  })

  it('of an account with many do not keep another account waiting', async () => {
    const order: string[] = []
    const query = (account: string) =>
      limiter.run({ account, host: 'host', priority: 'background' }, async () => {
        order.push(account)
        await new Promise((resolve) => setTimeout(resolve, 100))
      })
    for (const account of ['a', 'b', 'c', 'd']) for (let index = 0; index < 10; index += 1) void query(account)
    void query('late')
    await vi.advanceTimersByTimeAsync(150)
    expect(order).toContain('late')
  })

  it('of accounts that failed last are three of the four, so that one is free', async () => {
    for (let index = 0; index < 6; index += 1) void work(`failing-${index}`, 20_000, 'retry')
    await vi.advanceTimersByTimeAsync(900)
    expect(running).toHaveLength(3)
    void work('healthy', 100)
    await vi.advanceTimersByTimeAsync(0)
    expect(running).toContain('healthy')
  })

  it('of accounts that failed last never fill a host, however many of them hang', async () => {
    for (let index = 0; index < 40; index += 1) void work(`failing-${index}`, 60_000, 'retry')
    await vi.advanceTimersByTimeAsync(10_000)
    expect(running).toHaveLength(9)
    // A new account that hangs, too, costs the next one a second and not a minute.
    for (let index = 0; index < 2; index += 1) void work(`new-${index}`, 60_000)
    void work('healthy', 100)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(began.get('healthy')).toBeLessThanOrEqual(12_000)
  })

  it('that hang cost their own host a second', async () => {
    for (let index = 0; index < 4; index += 1) void work(`hanging-${index}`, 20_000)
    void work('healthy', 100)
    await vi.advanceTimersByTimeAsync(900)
    expect(running).not.toContain('healthy')
    await vi.advanceTimersByTimeAsync(150)
    expect(running).toContain('healthy')
  })

  it('that hang still keep their own account waiting', async () => {
    void work('hanging', 20_000)
    void work('hanging', 100)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(running).toEqual(['hanging'])
  })

  it('are bounded however many hang at a host: four that count and eight that are overdue', async () => {
    for (let index = 0; index < 20; index += 1) void work(`hanging-${index}`, 60_000)
    await vi.advanceTimersByTimeAsync(30_000)
    expect(running).toHaveLength(12)
    await vi.advanceTimersByTimeAsync(33_000)
    // A request that waited takes the slot of an overdue one that ended.
    expect(running).toHaveLength(8)
    expect(running).toContain('hanging-19')
    expect(most).toBe(12)
  })

  it('release their slot when they fail, also before they return a promise', async () => {
    const broken = (index: number): Promise<never> => {
      if (index % 2 === 0) throw new Error('broken')
      return Promise.reject(new Error('broken'))
    }
    const failures = Array.from({ length: 8 }, (_, index) =>
      limiter
        .run({ account: `broken-${index}`, host: 'host', priority: 'update' }, () => broken(index))
        .catch((error: Error) => error.message),
    )
    await vi.advanceTimersByTimeAsync(0)
    expect(await Promise.all(failures)).toEqual(Array.from({ length: 8 }, () => 'broken'))
    const done = work('healthy', 10)
    await vi.advanceTimersByTimeAsync(10)
    expect(await done).toBe('healthy')
  })
})

describe('requests to different hosts', () => {
  it('wait for none that hangs elsewhere', async () => {
    for (let host = 0; host < 8; host += 1) {
      for (let index = 0; index < 20; index += 1)
        void work(`hanging-${host}-${index}`, 60_000, 'update', `dead-${host}`)
    }
    for (let index = 0; index < 3; index += 1) void work(`healthy-${index}`, 50, 'update', `healthy-${index}`)
    await vi.advanceTimersByTimeAsync(0)
    for (let index = 0; index < 3; index += 1) expect(running).toContain(`healthy-${index}`)
    await vi.advanceTimersByTimeAsync(30_000)
    const late = work('late', 50, 'update', 'late')
    const before = performance.now()
    await vi.advanceTimersByTimeAsync(50)
    expect(await late).toBe('late')
    expect((began.get('late') ?? 0) - before).toBe(0)
  })

  it('are 16 in all at first, 32 when answers come, and 16 again when none comes for a second', async () => {
    const many = (name: string, ms: number, count: number) => {
      for (let index = 0; index < count; index += 1) void work(`${name}-${index}`, ms, 'update', `host-${index % 20}`)
    }
    // Five hosts with four each: no host is idle for long.
    for (let index = 0; index < 200; index += 1) void work(`first-${index}`, 100, 'update', `host-${index % 5}`)
    await vi.advanceTimersByTimeAsync(50)
    expect(running).toHaveLength(16)
    await vi.advanceTimersByTimeAsync(2_000)
    many('second', 100, 400)
    await vi.advanceTimersByTimeAsync(50)
    expect(running.length).toBeGreaterThanOrEqual(28)
    await vi.advanceTimersByTimeAsync(20_000)
    expect(running).toHaveLength(0)
    expect(most).toBeLessThanOrEqual(32)
    // The line is dead.
    many('third', 2_000, 60)
    await vi.advanceTimersByTimeAsync(1_500)
    const counted = running.length - 28
    expect(counted).toBeLessThanOrEqual(20)
  })

  it('take turns: the host with the fewest under way goes first', async () => {
    for (let index = 0; index < 30; index += 1) void work(`busy-${index}`, 500, 'update', `host-${index % 4}`)
    await vi.advanceTimersByTimeAsync(100)
    for (let index = 0; index < 4; index += 1) void work(`other-${index}`, 500, 'update', 'other')
    await vi.advanceTimersByTimeAsync(401)
    expect(running.filter((account) => account.startsWith('other'))).toHaveLength(4)
  })

  it('of a thousand accounts with 5 % dead are all made within seconds', async () => {
    const isDead = (index: number) => index % 19 === 7
    for (let index = 0; index < 1_000; index += 1) {
      void work(`account-${index}`, isDead(index) ? 20_000 : 300, 'update', `host-${index % 20}`)
    }
    await vi.advanceTimersByTimeAsync(60_000)
    const last = Math.max(...Array.from({ length: 1_000 }, (_, index) => began.get(`account-${index}`) ?? Infinity))
    expect(last).toBeLessThan(20_000)
  })
})

describe('the limiter', () => {
  it('is quiet when only background queries and overdue requests are left', async () => {
    let isQuiet = false
    void work('hanging', 20_000)
    void work('query', 5_000, 'background', 'other')
    void limiter.whenQuiet().then(() => {
      isQuiet = true
    })
    await vi.advanceTimersByTimeAsync(900)
    expect(isQuiet).toBe(false)
    await vi.advanceTimersByTimeAsync(200)
    expect(isQuiet).toBe(true)
  })
})
