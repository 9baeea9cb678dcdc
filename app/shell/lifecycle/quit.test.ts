import { describe, expect, it, vi } from 'vitest'
import { createHandClock } from '../../testing/hand-clock.ts'
import { Quit, STOP_LIMIT_MS } from './quit.ts'

function setUp(stopEngine: () => Promise<void>) {
  const clock = createHandClock()
  const order: string[] = []
  const log = vi.fn()
  const quit = new Quit({
    clock,
    log,
    closeSurfaces: () => order.push('surfaces'),
    stopEngine: () => {
      order.push('engine')
      return stopEngine()
    },
    exit: (code) => order.push(`exit ${code}`),
  })
  return { clock, order, log, quit }
}

describe('quitting', () => {
  it('closes what is seen, stops the engine, and ends as soon as that is done', async () => {
    const { quit, clock, order } = setUp(async () => undefined)
    expect(quit.begun).toBe(false)
    quit.begin()
    expect(quit.begun).toBe(true)
    await clock.advance(0)
    expect(order).toEqual(['surfaces', 'engine', 'exit 0'])
  })

  it('happens once, whoever asks', async () => {
    const { quit, clock, order } = setUp(async () => undefined)
    for (let turn = 0; turn < 3; turn += 1) quit.begin()
    await clock.advance(10_000)
    expect(order).toEqual(['surfaces', 'engine', 'exit 0'])
  })

  it('waits less than two seconds for an engine that hangs, and says so', async () => {
    const { quit, clock, order, log } = setUp(() => new Promise(() => undefined))
    quit.begin()
    await clock.advance(STOP_LIMIT_MS - 1)
    expect(order).not.toContain('exit 0')
    await clock.advance(1)
    expect(order).toContain('exit 0')
    expect(STOP_LIMIT_MS).toBeLessThan(2_000)
    expect(log).toHaveBeenCalledOnce()
  })

  it('happens although the engine cannot stop cleanly', async () => {
    const { quit, clock, order, log } = setUp(() => Promise.reject(new Error('store is gone')))
    quit.begin()
    await clock.advance(0)
    expect(order).toContain('exit 0')
    expect(log).toHaveBeenCalledWith('error', expect.any(String), { cause: 'Error: store is gone' })
    expect(clock.pendingTimers()).toBe(0)
  })
})
