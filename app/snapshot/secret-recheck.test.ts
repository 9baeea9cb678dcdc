import { describe, expect, it, vi } from 'vitest'
import type { CredentialStore } from '../model/ports.ts'
import { createHandClock } from '../testing/hand-clock.ts'
import { createSecretRecheck, FIRST_RECHECK_MS } from './secret-recheck.ts'

const SCOPE = { provider: 'dyndns2', origin: 'https://dns.example.org' }
const HOUR_MS = 3_600_000

/** A store that is locked at first, with one account, whose states are read as the app does it. */
function setUp() {
  const clock = createHandClock()
  const lock = { isLocked: true }
  const known = { password: 'present' as 'present' | 'unreadable' }
  const readings = vi.fn()
  const onReadable = vi.fn()
  const recheck = createSecretRecheck({
    secrets: {
      of: () => known,
      problem: () => (known.password === 'unreadable' ? 'It is locked.' : null),
      refresh: async () => {
        readings()
        known.password = lock.isLocked ? 'unreadable' : 'present'
        recheck.statesChanged()
      },
    },
    clock,
    onReadable,
  })
  const store = recheck.observed({
    read: async () =>
      lock.isLocked ? { state: 'unreadable', reason: 'It is locked.' } : { state: 'found', value: 'x' },
  } as unknown as CredentialStore)
  const learnLocked = () => {
    known.password = 'unreadable'
    recheck.statesChanged()
  }
  return { clock, lock, readings, onReadable, recheck, store, learnLocked }
}

describe('secrets that cannot be read', () => {
  it('are read again after 30 s, 1 min, 2 min and so on, at least every hour', async () => {
    const { clock, readings, learnLocked } = setUp()
    learnLocked()
    await clock.advance(FIRST_RECHECK_MS - 1)
    expect(readings).toHaveBeenCalledTimes(0)
    await clock.advance(1)
    expect(readings).toHaveBeenCalledTimes(1)
    await clock.advance(2 * FIRST_RECHECK_MS)
    expect(readings).toHaveBeenCalledTimes(2)
    await clock.advance(10 * HOUR_MS)
    readings.mockClear()
    await clock.advance(10 * HOUR_MS)
    expect(readings).toHaveBeenCalledTimes(10)
  })

  it('free what waits for them, once, as soon as they can be read', async () => {
    const { clock, lock, readings, onReadable, learnLocked } = setUp()
    learnLocked()
    lock.isLocked = false
    await clock.advance(FIRST_RECHECK_MS)
    expect(onReadable).toHaveBeenCalledTimes(1)
    readings.mockClear()
    await clock.advance(10 * HOUR_MS)
    expect(readings).not.toHaveBeenCalled()
    expect(onReadable).toHaveBeenCalledTimes(1)
  })

  it('are read again when the engine finds them readable, or no longer readable', async () => {
    const { clock, lock, readings, onReadable, store, learnLocked } = setUp()
    await store.read('home', 'password', SCOPE)
    await clock.advance(0)
    expect(readings).toHaveBeenCalledTimes(1)
    await store.read('home', 'password', SCOPE)
    expect(readings).toHaveBeenCalledTimes(1)
    learnLocked()
    lock.isLocked = false
    await store.read('home', 'password', SCOPE)
    await clock.advance(0)
    expect(readings).toHaveBeenCalledTimes(2)
    expect(onReadable).toHaveBeenCalledTimes(1)
  })

  it('leave no timer behind when the app stops', async () => {
    const { clock, recheck, learnLocked } = setUp()
    learnLocked()
    recheck.stop()
    learnLocked()
    expect(clock.pendingTimers()).toBe(0)
  })
})
