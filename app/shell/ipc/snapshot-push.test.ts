import { describe, expect, it, vi } from 'vitest'
import type { AppSnapshot } from '../../contract/snapshot.ts'
import { createSnapshotFeed } from '../../snapshot/snapshot-feed.ts'
import { createHandClock } from '../../testing/hand-clock.ts'
import { createSnapshot } from '../../testing/snapshots.ts'
import { createSnapshotPush } from './snapshot-push.ts'

function setUp() {
  const clock = createHandClock()
  let snapshot = createSnapshot('en')
  const log = vi.fn()
  const send = vi.fn()
  const push = createSnapshotPush({ latest: () => snapshot, clock, log })
  const change = (patch: Partial<AppSnapshot> = {}) => {
    snapshot = { ...snapshot, ...patch, revision: snapshot.revision + 1 }
    push.snapshotChanged()
  }
  return { clock, push, send, log, change }
}

describe('pushing snapshots to the page', () => {
  it('sends nothing until the page has asked for its first snapshot', async () => {
    const { clock, push, send, change } = setUp()
    push.attach(send)
    change()
    push.showPage('history')
    await clock.advance(1_000)
    expect(send).not.toHaveBeenCalled()
    expect(push.firstSnapshot().revision).toBe(2)
    await clock.advance(1_000)
    expect(send.mock.calls).toEqual([['page.show', 'history']])
  })

  it('answers the page first, and only then opens the page that was asked for', () => {
    const { push, send } = setUp()
    push.attach(send)
    push.showPage('history')
    push.firstSnapshot()
    expect(send).not.toHaveBeenCalled()
  })

  it('sends each new snapshot once, without delay', () => {
    const { push, send, change } = setUp()
    push.attach(send)
    push.firstSnapshot()
    push.snapshotChanged()
    expect(send).not.toHaveBeenCalled()
    change({ overall: 'updating' })
    push.snapshotChanged()
    expect(send).toHaveBeenCalledOnce()
    expect(send.mock.calls[0]).toMatchObject(['snapshot.changed', { revision: 2, overall: 'updating' }])
  })

  it('is not a flood, however much changes: the feed before it merges changes, and the last one arrives', async () => {
    const clock = createHandClock()
    let changes = 0
    const feed = createSnapshotFeed((revision) => ({ ...createSnapshot('en'), revision, summary: `${changes}` }), clock)
    const push = createSnapshotPush({ latest: feed.snapshot, clock, log: vi.fn() })
    const send = vi.fn()
    feed.onSnapshot(push.snapshotChanged)
    push.attach(send)
    push.firstSnapshot()
    for (let elapsedMs = 0; elapsedMs < 1_000; elapsedMs += 1) {
      for (let burst = 0; burst < 10; burst += 1) {
        changes += 1
        feed.invalidate()
      }
      await clock.advance(1)
    }
    await clock.advance(100)
    expect(changes).toBe(10_000)
    expect(send.mock.calls.length).toBeGreaterThan(1)
    expect(send.mock.calls.length).toBeLessThanOrEqual(1_000 / 25 + 1)
    expect(send.mock.lastCall).toMatchObject(['snapshot.changed', { summary: '10000' }])
  })

  it('opens a page once, after the newest snapshot', async () => {
    const { clock, push, send, change } = setUp()
    push.attach(send)
    push.firstSnapshot()
    change()
    push.showPage('domains')
    await clock.advance(100)
    change()
    await clock.advance(100)
    expect(send.mock.calls.map(([name]) => name)).toEqual(['snapshot.changed', 'page.show', 'snapshot.changed'])
  })

  it('ends with the window, and the next page must ask again', async () => {
    const { clock, push, send, change } = setUp()
    push.attach(send)
    push.showPage('history')
    push.firstSnapshot()
    push.detach()
    change()
    await clock.advance(1_000)
    const next = vi.fn()
    push.attach(next)
    change()
    await clock.advance(1_000)
    expect(send).not.toHaveBeenCalled()
    expect(next).not.toHaveBeenCalled()
  })

  it('never sends what the table does not name', () => {
    const { push, send, log, change } = setUp()
    push.attach(send)
    push.firstSnapshot()
    change({ token: 'hush-hush' } as Partial<AppSnapshot>)
    expect(send).not.toHaveBeenCalled()
    expect(log).toHaveBeenCalledWith('error', expect.any(String), expect.anything())
    expect(JSON.stringify(log.mock.calls)).not.toContain('hush-hush')
  })
})
