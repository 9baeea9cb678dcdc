import { describe, expect, it, vi } from 'vitest'
import { createHandClock } from '../testing/hand-clock.ts'
import { createSnapshot } from '../testing/snapshots.ts'
import { createSnapshotFeed } from './snapshot-feed.ts'

/** @param costMs how long each snapshot takes to build */
function setUp(costMs = 0) {
  const hand = createHandClock()
  let spentMs = 0
  const clock = { ...hand, monotonic: () => hand.monotonic() + spentMs }
  const build = vi.fn((revision: number) => {
    spentMs += costMs
    return { ...createSnapshot('en'), revision }
  })
  return { advance: hand.advance, build, feed: createSnapshotFeed(build, clock) }
}

describe('the snapshot feed', () => {
  it('builds one snapshot for a burst of changes, with the next revision', async () => {
    const { feed, advance } = setUp()
    const listener = vi.fn()
    feed.onSnapshot(listener)
    for (let turn = 0; turn < 100; turn += 1) feed.invalidate()
    await advance(24)
    expect(listener).not.toHaveBeenCalled()
    await advance(1)
    expect(listener.mock.calls.map(([{ revision }]) => revision)).toEqual([1])
  })

  it('builds nothing while nobody listens, and a new one for whoever asks', async () => {
    const { feed, build, advance } = setUp()
    feed.invalidate()
    await advance(1_000)
    expect(build).not.toHaveBeenCalled()
    expect(feed.snapshot().revision).toBe(1)
    expect(feed.snapshot().revision).toBe(1)
    feed.invalidate()
    expect(feed.snapshot().revision).toBe(2)
  })

  it('emits the last change after a burst, and nothing after its end', async () => {
    const { feed, advance } = setUp()
    const listener = vi.fn()
    feed.onSnapshot(listener)
    feed.invalidate()
    await advance(25)
    feed.invalidate()
    await advance(25)
    expect(listener.mock.lastCall?.[0].revision).toBe(2)
    feed.invalidate()
    feed.stop()
    await advance(1_000)
    expect(listener).toHaveBeenCalledTimes(2)
  })

  it('leaves half of the time to everything else when a snapshot takes long', async () => {
    const { feed, build, advance } = setUp(200)
    feed.onSnapshot(() => undefined)
    for (let elapsedMs = 0; elapsedMs < 1_000; elapsedMs += 5) {
      feed.invalidate()
      await advance(5)
    }
    // The first after 25 ms, the others 200 ms apart.
    expect(build.mock.calls.length).toBeGreaterThanOrEqual(4)
    expect(build.mock.calls.length).toBeLessThanOrEqual(6)
  })
})
