import { describe, expect, it, vi } from 'vitest'
import { createHandClock } from '../../testing/hand-clock.ts'
import { createQuit, STOP_TIMEOUT_MS } from './quit.ts'

function setUp(stopEngine: () => Promise<void>) {
  const clock = createHandClock()
  const order: string[] = []
  const log = vi.fn()
  const quit = createQuit({
    clock,
    log,
    closeDesktop: () => order.push('desktop'),
    stopEngine: () => {
      order.push('engine')
      return stopEngine()
    },
    exit: (code) => order.push(`exit ${code}`),
  })
  return { clock, order, log, quit }
}

describe('quitting', () => {
  it('clears the screen, stops the engine, and exits as soon as that is done', async () => {
    const { quit, clock, order } = setUp(async () => undefined)
    expect(quit.isStarted).toBe(false)
    quit.start()
    expect(quit.isStarted).toBe(true)
    await clock.advance(0)
    expect(order).toEqual(['desktop', 'engine', 'exit 0'])
  })

  it('happens once, however often it is started', async () => {
    const { quit, clock, order } = setUp(async () => undefined)
    for (let turn = 0; turn < 3; turn += 1) quit.start()
    await clock.advance(10_000)
    expect(order).toEqual(['desktop', 'engine', 'exit 0'])
  })

  it('waits less than two seconds for an engine that hangs, and logs it', async () => {
    const { quit, clock, order, log } = setUp(() => new Promise(() => undefined))
    quit.start()
    await clock.advance(STOP_TIMEOUT_MS - 1)
    expect(order).not.toContain('exit 0')
    await clock.advance(1)
    expect(order).toContain('exit 0')
    expect(STOP_TIMEOUT_MS).toBeLessThan(2_000)
    expect(log).toHaveBeenCalledOnce()
  })

  it('also ends the app when the engine cannot stop cleanly', async () => {
    const { quit, clock, order, log } = setUp(() => Promise.reject(new Error('store is gone')))
    quit.start()
    await clock.advance(0)
    expect(order).toContain('exit 0')
    expect(log).toHaveBeenCalledWith('error', expect.any(String), { error: 'store is gone' })
    expect(clock.pendingTimers()).toBe(0)
  })
})
