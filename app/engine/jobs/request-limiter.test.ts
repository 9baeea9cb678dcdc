import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createLanes, type RequestPriority, type TakeLane } from './request-limiter.ts'

let lanes: TakeLane
let running: string[]
let most: number

beforeEach(() => {
  vi.useFakeTimers()
  lanes = createLanes({
    setTimer: (delayMs, fire) => {
      const timer = setTimeout(fire, delayMs)
      return () => clearTimeout(timer)
    },
  })
  running = []
  most = 0
})
afterEach(() => vi.useRealTimers())

function work(account: string, ms: number, errand: RequestPriority = 'update'): Promise<string> {
  return lanes(account, errand, async () => {
    running.push(account)
    most = Math.max(most, running.length)
    await new Promise((resolve) => setTimeout(resolve, ms))
    running.splice(running.indexOf(account), 1)
    return account
  })
}

describe('requests to providers', () => {
  it('are four at once, and give back what they did', async () => {
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
      lanes('home', 'update', async () => {
        order.push(`${name} begins`)
        await new Promise((resolve) => setTimeout(resolve, 100))
        order.push(`${name} ends`)
      }),
    )
    await vi.advanceTimersByTimeAsync(1_000)
    await Promise.all(all)
    expect(order).toEqual(['first', 'second', 'third'].flatMap((name) => [`${name} begins`, `${name} ends`]))
  })

  it('let all else of an account pass the watches that wait for its turn', async () => {
    const order: string[] = []
    const errands = ['watch', 'watch', 'update', 'question', 'watch', 'retry'] as const
    const all = errands.map((errand, index) =>
      lanes('home', errand, async () => {
        order.push(`${errand} ${index}`)
        await new Promise((resolve) => setTimeout(resolve, 100))
      }),
    )
    await vi.advanceTimersByTimeAsync(1_000)
    await Promise.all(all)
    expect(order).toEqual(['watch 0', 'update 2', 'question 3', 'retry 5', 'watch 1', 'watch 4'])
  })

  it('of accounts that failed last are three at most, so that one place is free', async () => {
    for (let index = 0; index < 6; index += 1) void work(`failing-${index}`, 20_000, 'retry')
    await vi.advanceTimersByTimeAsync(10_000)
    expect(running).toHaveLength(3)
    void work('healthy', 100)
    await vi.advanceTimersByTimeAsync(0)
    expect(running).toContain('healthy')
  })

  it('that hang for the first time give their places up after a second', async () => {
    for (let index = 0; index < 4; index += 1) void work(`hanging-${index}`, 20_000)
    void work('healthy', 100)
    await vi.advanceTimersByTimeAsync(900)
    expect(running).not.toContain('healthy')
    await vi.advanceTimersByTimeAsync(150)
    expect(running).toContain('healthy')
  })

  it('are bounded however many hang', async () => {
    for (let index = 0; index < 20; index += 1) void work(`hanging-${index}`, 60_000)
    await vi.advanceTimersByTimeAsync(30_000)
    expect(running).toHaveLength(8)
  })

  it('leave their place when they fail', async () => {
    const failures = Array.from({ length: 8 }, (_, index) =>
      lanes(`broken-${index}`, 'update', () => Promise.reject(new Error('broken'))).catch(
        (error: Error) => error.message,
      ),
    )
    await vi.advanceTimersByTimeAsync(0)
    expect(await Promise.all(failures)).toEqual(Array.from({ length: 8 }, () => 'broken'))
    const done = work('healthy', 10)
    await vi.advanceTimersByTimeAsync(10)
    expect(await done).toBe('healthy')
  })
})
