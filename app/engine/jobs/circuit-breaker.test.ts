import { beforeEach, describe, expect, it } from 'vitest'
import { createHandClock, type HandClock } from '../../testing/hand-clock.ts'
import { type CircuitBreaker, createCircuitBreaker } from './circuit-breaker.ts'

let clock: HandClock
let breaker: CircuitBreaker

function fail(times: number): void {
  for (let index = 0; index < times; index += 1) breaker.failed()
}

beforeEach(() => {
  clock = createHandClock()
  breaker = createCircuitBreaker(clock)
})

describe('a circuit breaker', () => {
  it('is closed until five failures came in a row, and then open for a minute', async () => {
    fail(4)
    expect(breaker).toMatchObject({ state: 'closed', openForMs: 0 })
    fail(1)
    expect(breaker).toMatchObject({ state: 'open', openForMs: 60_000 })
    await clock.advance(59_000)
    expect(breaker).toMatchObject({ state: 'open', openForMs: 1_000 })
    await clock.advance(1_000)
    expect(breaker).toMatchObject({ state: 'half-open', openForMs: 0 })
  })

  it('counts failures in a row only', () => {
    fail(4)
    breaker.succeeded()
    fail(4)
    expect(breaker.state).toBe('closed')
  })

  it('lets one request decide after the minute: a failure opens it again', async () => {
    fail(5)
    await clock.advance(60_000)
    fail(1)
    expect(breaker).toMatchObject({ state: 'open', openForMs: 60_000 })
  })

  it('lets one request decide after the minute: a success closes it, and five failures open it again', async () => {
    fail(5)
    await clock.advance(60_000)
    breaker.succeeded()
    fail(4)
    expect(breaker.state).toBe('closed')
    fail(1)
    expect(breaker.state).toBe('open')
  })

  it('counts from the start after a reset', () => {
    fail(5)
    breaker.reset()
    expect(breaker).toMatchObject({ state: 'closed', openForMs: 0 })
    fail(4)
    expect(breaker.state).toBe('closed')
  })
})
