// What a hold stops, for how long, and what it must not stop.

import { describe, expect, it, vi } from 'vitest'
import { providerCode } from '../../contract/failure-codes.ts'
import { DAY, engineScene, HOUR, KEY, MINUTE, SECOND } from '../../testing/engine-scene.ts'
import { confirmed, failed, oneRecord } from '../../testing/engine-world.ts'

const scene = engineScene()
const sentTimes = () => scene.world.sent.map(({ at }) => at)
const twoNames = {
  ...oneRecord,
  records: [
    { account: 'home', hostname: 'nas.example.org' },
    { account: 'home', hostname: 'bad.example.org' },
  ],
}

/** Moves the wall clock; the time that passes stays the same. */
function stepClock(ms: number): void {
  vi.setSystemTime(Date.now() + ms)
}

describe('a wait that a provider asked for', () => {
  const throttled = (waitMs: number) => () => failed('throttled', 'http-429', Date.now() + waitMs)

  it.each([
    ['forward', 30 * MINUTE],
    ['back', -DAY],
    ['back by ten days', -10 * DAY],
  ])('is as long as it was when the clock is set %s meanwhile', async (_, step) => {
    await scene.begin()
    scene.world.answer = throttled(20 * MINUTE)
    scene.move('11.22.33.2')
    await scene.world.pass(SECOND)
    const before = scene.world.sent.length
    scene.world.answer = () => confirmed
    await scene.world.pass(5 * MINUTE)
    stepClock(step)
    await scene.world.pass(14 * MINUTE + 50 * SECOND)
    expect(scene.world.sent).toHaveLength(before)
    await scene.world.pass(20 * SECOND)
    expect(scene.world.sent).toHaveLength(before + 1)
  })

  it('is not shortened by a restart after the clock was set forward', async () => {
    await scene.begin()
    scene.world.answer = throttled(20 * MINUTE)
    scene.move('11.22.33.2')
    await scene.world.pass(SECOND)
    scene.world.answer = () => confirmed
    stepClock(DAY)
    await scene.restart()
    await scene.world.pass(19 * MINUTE)
    expect(scene.world.sent).toHaveLength(0)
    await scene.world.pass(2 * MINUTE)
    expect(scene.world.sent).toHaveLength(1)
  })

  it('does not grow beyond itself after a restart with the clock set back', async () => {
    await scene.begin()
    scene.world.answer = throttled(20 * MINUTE)
    scene.move('11.22.33.2')
    await scene.world.pass(SECOND)
    scene.world.answer = () => confirmed
    stepClock(-10 * DAY)
    await scene.restart()
    await scene.world.pass(19 * MINUTE)
    expect(scene.world.sent).toHaveLength(0)
    await scene.world.pass(2 * MINUTE)
    expect(scene.world.sent).toHaveLength(1)
  })
})

describe('a keep-alive', () => {
  it('comes no earlier because the clock was set forward', async () => {
    await scene.begin({ info: { keepAliveDays: 3 } })
    stepClock(30 * DAY)
    await scene.world.pass(DAY)
    expect(scene.world.sent).toHaveLength(1)
    await scene.world.pass(DAY + MINUTE)
    expect(scene.world.sent).toHaveLength(2)
  })
})

describe('a hold of one name', () => {
  it.each([
    { class: 'needs-user', refuse: () => failed('hostname', 'nohost') },
    { class: 'blocked', refuse: () => failed('blocked', 'abuse') },
  ] as const)('that is $class stays in force while its account waits and comes back', async (row) => {
    await scene.begin({ settings: twoNames })
    // Both names are in one request: a block of one of them is only its own where the other fared differently.
    scene.world.answer = (hostname) => (hostname.startsWith('bad') ? row.refuse() : failed('provider', 'http-503'))
    scene.move('11.22.33.2')
    await scene.world.pass(10 * MINUTE)
    const bad = scene.world.sent.filter(({ changes }) => changes.some(({ hostname }) => hostname.startsWith('bad')))
    // One at the first start, and the refused one.
    expect(bad).toHaveLength(2)
    expect(scene.world.sent.length).toBeGreaterThan(6)
    scene.world.answer = () => confirmed
    await scene.world.pass(HOUR)
    const key = { ...KEY, hostname: 'bad.example.org' }
    expect(scene.world.engine.states.holds()).toMatchObject([{ hostname: key.hostname, class: row.class }])
    expect(scene.world.engine.states.state(key)?.confirmed).toBe('11.22.33.1')
    expect(scene.world.engine.states.state(KEY)?.confirmed).toBe('11.22.33.2')
  })
})

describe('a parked job', () => {
  it('ends when the address comes back, and does not count later', async () => {
    await scene.begin()
    scene.world.answer = () => failed('network', 'refused')
    scene.move('11.22.33.2')
    await scene.world.pass(30 * SECOND)
    expect(scene.world.engine.states.holds()).toMatchObject([{ class: 'parked' }])
    scene.world.address = '11.22.33.1'
    scene.world.engine.request('poll')
    await scene.world.pass(10 * MINUTE)
    expect(scene.world.engine.states.holds()).toEqual([])
    const before = scene.world.sent.length
    scene.world.address = '11.22.33.3'
    scene.world.engine.request('poll')
    await scene.world.pass(30 * SECOND)
    // The fifth failure in a row, which opens the breaker; but the first wait.
    expect(scene.world.sent).toHaveLength(before + 1)
    expect(scene.world.engine.states.holds()).toMatchObject([{ class: 'parked', attempts: 1 }])
  })

  it('ends when its update turns out to have been applied, even if another family is unknown', async () => {
    await scene.begin({
      settings: { ...oneRecord, records: [{ account: 'home', hostname: KEY.hostname, ipv6: 'auto' }] },
    })
    const why = { code: 'echo-none', params: {} } as const
    scene.world.observe = async ({ family }) =>
      family === 'ipv4' ? { kind: 'known', address: '11.22.33.2', why } : { kind: 'unknown', why }
    scene.world.answer = () => failed('network', 'timeout')
    scene.world.engine.request('poll')
    await scene.world.pass(15 * SECOND)
    expect(scene.world.engine.states.holds()).toMatchObject([{ class: 'parked' }])
    scene.world.zone = () => [['11.22.33.2']]
    await scene.world.pass(12 * HOUR)
    expect(scene.world.engine.states.state(KEY)?.confirmed).toBe('11.22.33.2')
    expect(scene.world.engine.states.holds()).toEqual([])
  })

  it('is tried at its time, however many events change nothing', async () => {
    await scene.begin()
    scene.world.answer = () => failed('provider', 'http-503')
    scene.move('11.22.33.2')
    await scene.world.pass(10 * SECOND)
    const parkedAt = sentTimes().at(-1) ?? 0
    scene.world.answer = () => confirmed
    for (let index = 0; index < 60; index += 1) {
      scene.world.networkEvent()
      await scene.world.pass(2 * SECOND)
    }
    const cameBackAt = sentTimes().at(-1) ?? 0
    expect(cameBackAt - parkedAt).toBeGreaterThanOrEqual(MINUTE)
    expect(cameBackAt - parkedAt).toBeLessThan(MINUTE + 2 * SECOND)
  })
})

describe('a breaker', () => {
  async function open(): Promise<number> {
    await scene.begin()
    scene.world.answer = () => failed('network', 'refused')
    scene.move('11.22.33.2')
    await scene.world.pass(10 * SECOND)
    scene.world.engine.request('user', { retryParked: true })
    await scene.world.pass(SECOND)
    expect(scene.world.engine.jobs.breaker('home')).toBe('open')
    return scene.world.sent.length
  }

  it('opens after five failures in a row, and does not count what it refuses', async () => {
    const before = await open()
    const attempts = scene.world.engine.states.accountHold('home')?.attempts
    for (let index = 0; index < 7; index += 1) {
      scene.world.engine.request('user', { retryParked: true })
      await scene.world.pass(SECOND)
    }
    expect(scene.world.sent).toHaveLength(before)
    expect(scene.world.engine.states.accountHold('home')?.attempts).toBe(attempts)
  })

  it('is half open after a minute, and lets one request decide', async () => {
    const before = await open()
    await scene.world.pass(MINUTE)
    expect(scene.world.engine.jobs.breaker('home')).toBe('half-open')
    scene.world.answer = () => confirmed
    await scene.world.pass(2 * MINUTE)
    expect(scene.world.sent).toHaveLength(before + 1)
    expect(scene.world.engine.jobs.breaker('home')).toBe('closed')
  })

  it('does not stay open because the clock was set back', async () => {
    const before = await open()
    stepClock(-DAY)
    scene.world.answer = () => confirmed
    await scene.world.pass(3 * MINUTE)
    expect(scene.world.sent).toHaveLength(before + 1)
  })

  it('leaves a hold alone that needs the user', async () => {
    await scene.begin({ info: { canReadBack: true } })
    scene.world.readBack = async () => ({ ok: true, ipv4: ['11.22.33.1'], ipv6: [], proxied: false })
    scene.world.answer = () => failed('network', 'refused')
    scene.move('11.22.33.2')
    await scene.world.pass(30 * SECOND)
    // Four failures, then the address comes back: the fifth failure is the first of the next change.
    scene.world.address = '11.22.33.1'
    scene.world.engine.request('poll')
    await scene.world.pass(10 * MINUTE)
    scene.world.address = '11.22.33.3'
    scene.world.engine.request('poll')
    await scene.world.pass(200)
    expect(scene.world.engine.jobs.breaker('home')).toBe('open')
    const failure = { kind: 'blocked', code: providerCode('abuse'), detail: null, retryAt: null } as const
    scene.world.readBack = async () => ({ ok: false, failure })
    const [record] = scene.world.settings.records
    if (record !== undefined) void scene.world.engine.propagation(record, true)
    await scene.world.pass(100)
    const before = scene.world.sent.length
    await scene.world.pass(HOUR)
    expect(scene.world.engine.states.accountHold('home')).toMatchObject({ class: 'blocked', until: null })
    expect(scene.world.sent).toHaveLength(before)
  })

  it('does not delay an update when the network returns', async () => {
    const before = await open()
    scene.world.answer = () => confirmed
    scene.move('11.22.33.3')
    await scene.world.pass(SECOND)
    expect(scene.world.sent).toHaveLength(before + 1)
  })
})

describe('a forced update', () => {
  it('is sent in the end, although the provider fails at first and rounds find nothing changed', async () => {
    await scene.begin()
    scene.world.answer = () => failed('network', 'refused')
    scene.world.engine.request('user', { force: ['nas.example.org'] })
    await scene.world.pass(SECOND / 2)
    scene.world.engine.request('poll')
    await scene.world.pass(SECOND / 10)
    scene.world.answer = () => confirmed
    await scene.world.pass(5 * SECOND)
    expect(scene.world.store.history({ limit: 1 }).attempts).toMatchObject([{ result: 'confirmed', trigger: 'user' }])
  })

  it('is not kept for the end of a pause', async () => {
    await scene.begin()
    scene.world.engine.pause.begin(Date.now() + HOUR)
    scene.world.engine.request('user', { force: ['nas.example.org'] })
    await scene.world.pass(2 * HOUR)
    expect(scene.world.sent).toHaveLength(1)
  })

  it('does not override a hold', async () => {
    await scene.begin()
    scene.world.answer = () => failed('blocked', 'abuse')
    scene.move('11.22.33.2')
    await scene.world.pass(SECOND)
    const before = scene.world.sent.length
    scene.world.engine.request('user', { force: ['nas.example.org'] })
    await scene.world.pass(MINUTE)
    expect(scene.world.sent).toHaveLength(before)
    expect(scene.world.engine.states.holdOn(KEY)).toMatchObject({ class: 'blocked' })
  })
})
