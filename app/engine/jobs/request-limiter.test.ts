import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createRequestLimiter, type RequestLimiter, type RequestPriority } from './request-limiter.ts'

let limiter: RequestLimiter
let running: string[]
let most: number

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
})
afterEach(() => vi.useRealTimers())

function work(account: string, ms: number, priority: RequestPriority = 'update'): Promise<string> {
  return limiter.run(account, priority, async () => {
    running.push(account)
    most = Math.max(most, running.length)
    await new Promise((resolve) => setTimeout(resolve, ms))
    running.splice(running.indexOf(account), 1)
    return account
  })
}

describe('requests to providers', () => {
  it('are four at once, and return what their work returned', async () => {
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
      limiter.run('home', 'update', async () => {
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
      limiter.run('home', priority, async () => {
        order.push(`${priority} ${index}`)
        await new Promise((resolve) => setTimeout(resolve, 100))
      }),
    )
    await vi.advanceTimersByTimeAsync(1_000)
    await Promise.all(all)
    expect(order).toEqual(['background 0', 'retry 2', 'query 3', 'update 5', 'background 1', 'background 4'])
  })

  it('of different accounts get free slots by priority: updates and queries, then retries, then background queries', async () => {
    for (let index = 0; index < 4; index += 1) void work(`busy-${index}`, 500)
    const order: string[] = []
    const priorities = ['background', 'retry', 'query', 'update'] as const
    for (const priority of priorities) {
      void limiter.run(priority, priority, async () => void order.push(priority))
    }
    await vi.advanceTimersByTimeAsync(600)
    expect(order).toEqual(['query', 'update', 'retry', 'background'])
  })

  it('of an account with many do not keep another account waiting', async () => {
    const order: string[] = []
    const query = (account: string) =>
      limiter.run(account, 'background', async () => {
        order.push(account)
        await new Promise((resolve) => setTimeout(resolve, 100))
      })
    for (const account of ['a', 'b', 'c', 'd']) for (let index = 0; index < 10; index += 1) void query(account)
    void query('late')
    await vi.advanceTimersByTimeAsync(150)
    expect(order).toContain('late')
  })

  it('of accounts that failed last are three at most, so that one slot is free', async () => {
    for (let index = 0; index < 6; index += 1) void work(`failing-${index}`, 20_000, 'retry')
    await vi.advanceTimersByTimeAsync(10_000)
    expect(running).toHaveLength(3)
    void work('healthy', 100)
    await vi.advanceTimersByTimeAsync(0)
    expect(running).toContain('healthy')
  })

  it('that hang release their slots after a second', async () => {
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

  it('are bounded however many hang, and free their overtime when they end', async () => {
    for (let index = 0; index < 20; index += 1) void work(`hanging-${index}`, 60_000)
    await vi.advanceTimersByTimeAsync(30_000)
    expect(running).toHaveLength(8)
    await vi.advanceTimersByTimeAsync(62_000)
    expect(running).toHaveLength(8)
    expect(running).toContain('hanging-15')
    expect(most).toBe(8)
  })

  it('release their slot when they fail, also before they return a promise', async () => {
    const broken = (index: number): Promise<never> => {
      if (index % 2 === 0) throw new Error('broken')
      return Promise.reject(new Error('broken'))
    }
    const failures = Array.from({ length: 8 }, (_, index) =>
      limiter.run(`broken-${index}`, 'update', () => broken(index)).catch((error: Error) => error.message),
    )
    await vi.advanceTimersByTimeAsync(0)
    expect(await Promise.all(failures)).toEqual(Array.from({ length: 8 }, () => 'broken'))
    const done = work('healthy', 10)
    await vi.advanceTimersByTimeAsync(10)
    expect(await done).toBe('healthy')
  })
})
