import { describe, expect, it, vi } from 'vitest'
import type { AppSnapshot } from '../../contract/snapshot.ts'
import { createHandClock } from '../../testing/hand-clock.ts'
import { firstSnapshot } from '../test/snapshots.ts'
import { PageFeed } from './snapshot-push.ts'

function feedOf() {
  const clock = createHandClock()
  let snapshot = firstSnapshot('en')
  const log = vi.fn()
  const send = vi.fn()
  const feed = new PageFeed(() => snapshot, clock, log)
  const change = (patch: Partial<AppSnapshot> = {}) => {
    snapshot = { ...snapshot, ...patch, revision: snapshot.revision + 1 }
    feed.snapshotChanged()
  }
  return { clock, feed, send, log, change }
}

describe('the page’s feed', () => {
  it('is silent until the page has asked for its first snapshot', async () => {
    const { clock, feed, send, change } = feedOf()
    feed.attach(send)
    change()
    feed.showPage('history')
    await clock.advance(1_000)
    expect(send).not.toHaveBeenCalled()
    expect(feed.firstSnapshot().revision).toBe(2)
    await clock.advance(1_000)
    expect(send.mock.calls).toEqual([['page.show', 'history']])
  })

  it('makes one push of a burst, with the newest snapshot', async () => {
    const { clock, feed, send, change } = feedOf()
    feed.attach(send)
    feed.firstSnapshot()
    for (let turn = 0; turn < 30; turn += 1) change({ overall: turn % 2 === 0 ? 'updating' : 'ok' })
    await clock.advance(1_000)
    expect(send).toHaveBeenCalledOnce()
    expect(send.mock.calls[0]?.[1]).toMatchObject({ revision: 31, overall: 'ok' })
  })

  it('tells the page where to go once, and after the snapshot', async () => {
    const { clock, feed, send, change } = feedOf()
    feed.attach(send)
    feed.firstSnapshot()
    change()
    feed.showPage('domains')
    await clock.advance(100)
    change()
    await clock.advance(100)
    expect(send.mock.calls.map(([name]) => name)).toEqual(['snapshot.changed', 'page.show', 'snapshot.changed'])
  })

  it('ends with the window and starts anew with the next one', async () => {
    const { clock, feed, send, change } = feedOf()
    feed.attach(send)
    feed.firstSnapshot()
    change()
    feed.detach()
    await clock.advance(1_000)
    const next = vi.fn()
    feed.attach(next)
    change()
    await clock.advance(1_000)
    expect(send).not.toHaveBeenCalled()
    expect(next).not.toHaveBeenCalled()
  })

  it('never pushes what the table does not name', async () => {
    const { clock, feed, send, log, change } = feedOf()
    feed.attach(send)
    feed.firstSnapshot()
    change({ token: 'hush-hush' } as Partial<AppSnapshot>)
    await clock.advance(1_000)
    expect(send).not.toHaveBeenCalled()
    expect(log).toHaveBeenCalledWith('error', expect.any(String), expect.anything())
    expect(JSON.stringify(log.mock.calls)).not.toContain('hush-hush')
  })
})
