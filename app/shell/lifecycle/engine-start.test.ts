import { describe, expect, it, vi } from 'vitest'
import { createHandClock } from '../../testing/hand-clock.ts'
import type { EnginePort } from '../engine-port.ts'
import { START_RETRY_MS, startUntilItWorks } from './engine-start.ts'

const works = {} as EnginePort

/** @param outcomes of the tries: the engine, or why it cannot start; the last one counts for all that follow */
function setUp(...outcomes: readonly (EnginePort | string)[]) {
  const clock = createHandClock()
  const events: string[] = []
  let tries = 0
  const starting = startUntilItWorks({
    start: async () => {
      const outcome = outcomes[Math.min(tries++, outcomes.length - 1)]
      if (outcome === undefined || typeof outcome === 'string') throw new Error(outcome)
      return outcome
    },
    clock,
    log: vi.fn(),
    onTrying: () => events.push('trying'),
    onFailed: (cause) => events.push(cause),
  })
  const started = vi.fn()
  void starting.engine.then(started)
  return { clock, events, starting, started, tries: () => tries }
}

describe('a start that nobody watches', () => {
  it('that works reports nothing and is not repeated', async () => {
    const { clock, events, starting, started, tries } = setUp(works)
    await clock.advance(3_600_000)
    starting.tryAgain()
    await clock.advance(3_600_000)
    expect(started).toHaveBeenCalledExactlyOnceWith(works)
    expect(events).toEqual([])
    expect(tries()).toBe(1)
  })

  it('that fails is reported and tried again until it works', async () => {
    const { clock, events, started } = setUp('locked', 'locked', works)
    await clock.advance(0)
    expect(events).toEqual(['locked'])
    await clock.advance(START_RETRY_MS[0] - 1)
    expect(events).toEqual(['locked'])
    await clock.advance(1)
    expect(events).toEqual(['locked', 'trying', 'locked'])
    await clock.advance(START_RETRY_MS[1])
    expect(events).toEqual(['locked', 'trying', 'locked', 'trying'])
    expect(started).toHaveBeenCalledExactlyOnceWith(works)
    expect(clock.pendingTimers()).toBe(0)
  })

  it('is tried for as long as it takes, at most every five minutes in the end', async () => {
    const { clock, tries } = setUp('broken')
    const first = START_RETRY_MS.reduce((sum, ms) => sum + ms, 0)
    await clock.advance(first)
    expect(tries()).toBe(1 + START_RETRY_MS.length)
    await clock.advance(3_600_000)
    expect(tries()).toBe(1 + START_RETRY_MS.length + 12)
  })

  it('is tried at once on request, one try at a time', async () => {
    const { clock, events, starting, tries } = setUp('locked', 'locked', works)
    starting.tryAgain()
    expect(tries()).toBe(1)
    await clock.advance(0)
    starting.tryAgain()
    starting.tryAgain()
    await clock.advance(0)
    expect(events).toEqual(['locked', 'trying', 'locked'])
    expect(clock.pendingTimers()).toBe(1)
  })

  it('ends with the app', async () => {
    const { clock, events, starting } = setUp('locked')
    await clock.advance(0)
    starting.stop()
    starting.tryAgain()
    await clock.advance(3_600_000)
    expect(events).toEqual(['locked'])
  })
})
