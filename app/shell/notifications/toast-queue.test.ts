import { describe, expect, it, vi } from 'vitest'
import { translator } from '../../contract/messages/translate.ts'
import { createHandClock } from '../../testing/hand-clock.ts'
import type { Change } from './changes.ts'
import { COALESCE_MS, createToastQueue, HOURLY, type Toast } from './toast-queue.ts'

const HOUR = 3_600_000
const none = new Set<string>()
const changed = (hostname: string, address = '11.22.33.44'): Change => ({
  kind: 'changed',
  key: hostname,
  hostname,
  address,
})
const attention = (hostname: string, message: string | null = 'Enter the token again.'): Change => ({
  kind: 'attention',
  key: hostname,
  hostname,
  message,
})
const recovered = (hostname: string, address: string | null = null): Change => ({
  kind: 'recovered',
  key: hostname,
  hostname,
  address,
})

function setUp({ quietMs = 0, locale = 'en' as 'en' | 'zh-CN' } = {}) {
  const clock = createHandClock()
  const shown: Toast[] = []
  const withdraw = vi.fn()
  const state = { inFront: false, switches: { addressChanged: true, needsAttention: true, recovered: true } }
  const queue = createToastQueue({
    clock,
    show: (toast) => shown.push(toast),
    withdraw,
    windowInFront: () => state.inFront,
    switches: () => state.switches,
    translate: () => translator(locale),
    quietMs,
  })
  return { clock, shown, withdraw, state, queue, texts: () => shown.map(({ title, body }) => `${title} | ${body}`) }
}

describe('toasts', () => {
  it('report a new address, a record in need and its recovery, and each opens its own page', async () => {
    const { queue, clock, shown, texts } = setUp()
    queue.enqueue([changed('nas.example.org')], none)
    await clock.advance(COALESCE_MS)
    queue.enqueue([attention('nas.example.org')], new Set(['nas.example.org']))
    await clock.advance(COALESCE_MS)
    queue.enqueue([recovered('nas.example.org', '11.22.44.1')], none)
    await clock.advance(COALESCE_MS)
    expect(texts()).toEqual([
      'Your address changed | nas.example.org now points to 11.22.33.44.',
      'Homeward needs you | nas.example.org: Enter the token again.',
      'Back in order | nas.example.org is up to date again and points to 11.22.44.1.',
    ])
    expect(shown.map(({ page }) => page)).toEqual(['history', 'domains', 'overview'])
  })

  it('are in Chinese for a Chinese user', async () => {
    const { queue, clock, texts } = setUp({ locale: 'zh-CN' })
    queue.enqueue([changed('a.example.org'), changed('b.example.org'), changed('c.example.org')], none)
    await clock.advance(COALESCE_MS)
    expect(texts()).toEqual(['您的地址已变化 | a.example.org 和另外 2 个域名现在指向 11.22.33.44。'])
  })

  it('merge all changes of a kind within half a second', async () => {
    const { queue, clock, texts } = setUp()
    queue.enqueue([changed('a.example.org')], none)
    await clock.advance(COALESCE_MS - 1)
    queue.enqueue([changed('b.example.org'), attention('c.example.org')], new Set(['c.example.org']))
    await clock.advance(1)
    expect(texts()).toEqual([
      'Homeward needs you | c.example.org: Enter the token again.',
      'Your address changed | a.example.org and 1 more now point to 11.22.33.44.',
    ])
  })

  it('say only what is still true: the newest address, and nothing that has recovered', async () => {
    const { queue, clock, texts } = setUp()
    queue.enqueue([changed('a.example.org', '11.22.33.1'), attention('b.example.org')], new Set(['b.example.org']))
    queue.enqueue([changed('a.example.org', '11.22.33.2')], none)
    await clock.advance(COALESCE_MS)
    expect(texts()).toEqual(['Your address changed | a.example.org now points to 11.22.33.2.'])
  })

  it('are not shown while the window is in front, nor afterwards', async () => {
    const { queue, clock, shown, state } = setUp()
    state.inFront = true
    queue.enqueue([changed('a.example.org')], none)
    await clock.advance(COALESCE_MS)
    state.inFront = false
    await clock.advance(HOUR)
    expect(shown).toEqual([])
  })

  it('wait after sign-in, and then say only what is still true', async () => {
    const { queue, clock, texts } = setUp({ quietMs: 20_000 })
    queue.enqueue([attention('a.example.org'), attention('b.example.org')], new Set(['a.example.org', 'b.example.org']))
    await clock.advance(19_000)
    queue.enqueue([], new Set(['b.example.org']))
    expect(texts()).toEqual([])
    await clock.advance(1_000)
    expect(texts()).toEqual(['Homeward needs you | b.example.org: Enter the token again.'])
  })

  it.each([
    ['addressChanged', changed('a.example.org')],
    ['needsAttention', attention('a.example.org')],
    ['recovered', recovered('a.example.org')],
  ] as const)('are switched off by %s', async (name, change) => {
    const { queue, clock, shown, state } = setUp()
    state.switches = { ...state.switches, [name]: false }
    queue.enqueue([change], new Set(['a.example.org']))
    await clock.advance(HOUR)
    expect(shown).toEqual([])
  })

  it('are withdrawn when nothing needs the user any more', () => {
    const { queue, withdraw } = setUp()
    queue.enqueue([], new Set(['a.example.org']))
    expect(withdraw).not.toHaveBeenCalled()
    queue.enqueue([], none)
    expect(withdraw).toHaveBeenCalledWith('attention')
  })

  it('are limited in an hour; the rest is summed up in one toast when the hour has passed', async () => {
    const { queue, clock, shown, texts } = setUp()
    for (let turn = 0; turn < 9; turn += 1) {
      queue.enqueue([changed('a.example.org', `11.22.33.${turn}`)], none)
      await clock.advance(60_000)
    }
    expect(shown).toHaveLength(HOURLY.changed)
    await clock.advance(HOUR)
    expect(texts().slice(HOURLY.changed)).toEqual([
      'A lot is happening | 5 more pieces of news in the last hour. Open Homeward to see the history.',
    ])
    queue.enqueue([changed('a.example.org')], none)
    await clock.advance(COALESCE_MS)
    expect(shown).toHaveLength(HOURLY.changed + 2)
  })

  it('for records in need have a reserve, which is limited too', async () => {
    const { queue, clock, shown } = setUp()
    for (let turn = 0; turn < 6; turn += 1) {
      queue.enqueue([changed('a.example.org', `11.22.33.${turn}`)], none)
      await clock.advance(60_000)
    }
    for (let turn = 0; turn < 6; turn += 1) {
      queue.enqueue([attention(`n${turn}.example.org`)], new Set([`n${turn}.example.org`]))
      await clock.advance(60_000)
    }
    expect(shown.filter(({ category }) => category === 'attention')).toHaveLength(HOURLY.attention - HOURLY.changed)
  })

  it('stay short, however long the provider’s text is', async () => {
    const { queue, clock, shown } = setUp()
    queue.enqueue([attention('a.example.org', 'x'.repeat(5_000))], new Set(['a.example.org']))
    await clock.advance(COALESCE_MS)
    expect(shown[0]?.body.length).toBeLessThanOrEqual(220)
    expect(shown[0]?.title).toBe('Homeward needs you')
  })

  it('stop when the app ends', async () => {
    const { queue, clock, shown } = setUp()
    queue.enqueue([changed('a.example.org')], none)
    queue.dispose()
    await clock.advance(HOUR)
    expect(shown).toEqual([])
  })
})
