import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createClock } from './clock.ts'

describe('the clock', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  it('fires once, after the delay', () => {
    const fire = vi.fn()
    createClock().setTimer(500, fire)
    vi.advanceTimersByTime(499)
    expect(fire).not.toHaveBeenCalled()
    vi.advanceTimersByTime(10_000)
    expect(fire).toHaveBeenCalledTimes(1)
  })

  it('supports delays longer than Node’s own limit', () => {
    const fire = vi.fn()
    const fortyDays = 40 * 86_400_000
    createClock().setTimer(fortyDays, fire)
    vi.advanceTimersByTime(fortyDays - 1)
    expect(fire).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(fire).toHaveBeenCalledTimes(1)
  })

  it('does not fire a disposed timer, however often it is disposed', () => {
    const fire = vi.fn()
    const dispose = createClock().setTimer(2 ** 31 + 5, fire)
    vi.advanceTimersByTime(2 ** 31)
    dispose()
    dispose()
    vi.advanceTimersByTime(1_000)
    expect(fire).not.toHaveBeenCalled()
  })

  it('never runs backwards', () => {
    vi.useRealTimers()
    const clock = createClock()
    const readings = Array.from({ length: 1_000 }, () => clock.monotonic())
    expect([...readings].sort((a, b) => a - b)).toEqual(readings)
  })
})
