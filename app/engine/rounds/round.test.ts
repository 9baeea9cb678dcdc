import { describe, expect, it } from 'vitest'
import type { SecretReading } from '../../model/ports.ts'
import { adapter, adapterAddress } from '../../testing/adapters.ts'
import { DAY, engineScene, HOUR, KEY, MINUTE, SECOND } from '../../testing/engine-scene.ts'
import { confirmed, failed, oneRecord } from '../../testing/engine-world.ts'

const scene = engineScene()
const later = <T>(value: T, ms: number) => new Promise<T>((resolve) => setTimeout(() => resolve(value), ms))
const known = (address: string) =>
  ({ kind: 'known', address, why: { code: 'address-chosen', params: { address } } }) as const
const unknown = { kind: 'unknown', why: { code: 'echo-none', params: {} } } as const

describe('a slow answer', () => {
  it('delays no other family', async () => {
    await scene.begin({
      settings: { ...oneRecord, records: [{ ...oneRecord.records[0], ipv4: 'auto', ipv6: 'auto' }] },
    })
    scene.world.observe = ({ family }) =>
      family === 'ipv4' ? Promise.resolve(known('11.22.33.2')) : later(unknown, 5 * SECOND)
    scene.world.sent.length = 0
    scene.world.engine.request('user')
    await scene.world.pass(100)
    expect(scene.world.sent).toMatchObject([{ changes: [{ ipv4: '11.22.33.2', ipv6: null }] }])
    await scene.world.pass(6 * SECOND)
    // One record of the whole round, and the attempt belongs to it.
    const [attempt] = scene.world.store.history({ limit: 1 }).attempts
    const round = scene.world.store.round(attempt?.roundId ?? 0)
    expect(round?.observations.map(({ family, outcome }) => `${family} ${outcome}`)).toEqual([
      'ipv4 known',
      'ipv6 unknown',
    ])
    expect(scene.world.store.lastRound()?.id).toBe(round?.id)
  })

  it('of a credential store that asks its user delays no other account', async () => {
    const accounts = ['wrong', 'right'].map((id) => ({ id, provider: 'practice', fields: { username: 'u' } }))
    const records = accounts.map(({ id }) => ({ account: id, hostname: `${id}.example.org` }))
    await scene.begin({ settings: { version: 1, accounts, records } })
    scene.world.answer = (hostname) => (hostname.startsWith('wrong') ? failed('credentials', 'badauth') : confirmed)
    scene.move('11.22.33.2')
    await scene.world.pass(SECOND)
    scene.world.secret = (account): Promise<SecretReading> | SecretReading =>
      account === 'wrong' ? later({ state: 'found', value: 'hunter2' }, MINUTE) : { state: 'found', value: 'hunter2' }
    scene.world.sent.length = 0
    scene.move('11.22.33.3')
    await scene.world.pass(600)
    expect(scene.world.sent).toMatchObject([{ account: 'right', changes: [{ ipv4: '11.22.33.3' }] }])
    // The edit is found all the same, once the credential store has answered.
    scene.world.secret = (account) =>
      account === 'wrong' ? later({ state: 'found', value: 'edited' }, MINUTE) : { state: 'found', value: 'hunter2' }
    scene.world.answer = () => confirmed
    scene.world.engine.request('config-change')
    await scene.world.pass(4 * MINUTE)
    expect(scene.world.sent.at(-1)).toMatchObject({ account: 'wrong' })
  })
})

describe('rounds that are due', () => {
  it('are not pushed back by events without consequence', async () => {
    await scene.begin()
    scene.world.address = '11.22.33.9'
    for (let index = 0; index < 10; index += 1) {
      await scene.world.pass(40 * SECOND)
      scene.world.networkEvent()
    }
    expect(scene.world.sent.at(-1)).toMatchObject({ changes: [{ ipv4: '11.22.33.9' }] })
  })

  it('become as rare as polls where an address stays unknown', async () => {
    await scene.begin({ settings: { ...oneRecord, detection: { pollIntervalS: 300 } } })
    let rounds = 0
    scene.world.observe = async () => {
      rounds += 1
      return unknown
    }
    await scene.world.pass(DAY)
    expect(rounds).toBeLessThan((1.2 * DAY) / (300 * SECOND) + 15)
    expect(rounds).toBeGreaterThan(200)
  })
})

describe('an update', () => {
  it('is sent with the address that was written, even if a newer one is handed over meanwhile', async () => {
    await scene.begin()
    scene.world.answer = (_, request) => {
      // A newer update is handed over while the request is made.
      scene.world.address = '11.22.33.3'
      scene.world.engine.request('user')
      expect(request.changes[0]?.ipv4).toBe(scene.world.store.history({ limit: 1 }).attempts[0]?.to)
      return later(confirmed, 50)
    }
    scene.move('11.22.33.2')
    await scene.world.pass(2 * SECOND)
    for (const { at, changes } of scene.world.sent.slice(1)) expect([at, changes[0]?.ipv4]).not.toContain(undefined)
    const written = scene.world.store.history({ limit: 9 }).attempts.map(({ to }) => to)
    expect(written.reverse()).toEqual(scene.world.sent.map(({ changes }) => changes[0]?.ipv4))
    expect(scene.world.engine.states.state(KEY)?.confirmed).toBe('11.22.33.3')
  })

  it('is not sent for an address that came back while the other one was being refused', async () => {
    await scene.begin()
    scene.world.answer = () => later(failed('provider', '911', Date.now() + HOUR), 2 * SECOND)
    scene.move('11.22.33.2')
    await scene.world.pass(SECOND)
    scene.world.adapters = [adapter({ addresses: [adapterAddress('11.22.33.1')] })]
    scene.world.address = '11.22.33.1'
    scene.world.engine.request('poll')
    await scene.world.pass(2 * HOUR)
    expect(scene.world.sent.map(({ changes }) => changes[0]?.ipv4)).toEqual(['11.22.33.1', '11.22.33.2'])
  })

  it('keeps the provider’s minimum interval, also after a retryable failure', async () => {
    await scene.begin({ info: { minIntervalS: 300 } })
    await scene.world.pass(6 * MINUTE)
    scene.world.answer = () => failed('network', 'refused')
    scene.move('11.22.33.2')
    await scene.world.pass(HOUR)
    const times = scene.world.sent.map(({ at }) => at)
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0))
    expect(gaps.length).toBeGreaterThan(3)
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(300 * SECOND)
  })
})

describe('a record that is removed', () => {
  it('while its request is under way leaves no state', async () => {
    await scene.begin()
    scene.world.answer = () => later(confirmed, SECOND)
    scene.move('11.22.33.2')
    await scene.world.pass(700)
    scene.world.settings = { ...scene.world.settings, records: [] }
    scene.world.engine.states.deleteState([KEY])
    scene.world.engine.request('config-change')
    await scene.world.pass(5 * SECOND)
    expect(scene.world.engine.states.state(KEY)).toBeNull()
    expect(scene.world.store.families()).toEqual([])
  })
})

describe('waits between tries', () => {
  it.each([
    [0, 0.8],
    [0.999, 1.2],
  ])('are spread, at the draw %d by the factor %d', async (draw, factor) => {
    await scene.begin()
    scene.world.random = draw
    scene.world.answer = () => failed('network', 'refused')
    scene.move('11.22.33.2')
    await scene.world.pass(20 * SECOND)
    const times = scene.world.sent.slice(1).map(({ at }) => at)
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0))
    expect(gaps.map((gap) => Math.round(gap / factor / 100) * 100)).toEqual([1_000, 2_000, 4_000])
  })

  it('after an unreadable reply are 5 minutes, doubling to 6 hours', async () => {
    await scene.begin()
    scene.world.answer = () => failed('unrecognised', 'html')
    scene.move('11.22.33.2')
    await scene.world.pass(3 * DAY)
    const times = scene.world.sent.slice(1).map(({ at }) => at)
    const gaps = times.slice(1).map((at, index) => Math.round((at - (times[index] ?? 0)) / MINUTE))
    expect(gaps.slice(0, 9)).toEqual([5, 10, 20, 40, 80, 160, 320, 360, 360])
  })

  it('that a provider asks for without a time are ten minutes', async () => {
    await scene.begin()
    scene.world.answer = () => failed('throttled', 'http-429')
    scene.move('11.22.33.2')
    await scene.world.pass(SECOND)
    scene.world.answer = () => confirmed
    await scene.restart(9 * MINUTE)
    await scene.world.pass(50 * SECOND)
    expect(scene.world.sent).toHaveLength(0)
    await scene.world.pass(20 * SECOND)
    expect(scene.world.sent).toHaveLength(1)
  })

  it('end for a provider whose code never answers', async () => {
    await scene.begin()
    scene.world.answer = () => new Promise(() => {})
    scene.move('11.22.33.2')
    await scene.world.pass(10 * MINUTE)
    expect(scene.world.store.history({ limit: 9, result: 'unconfirmed' }).attempts.length).toBeGreaterThan(1)
  })
})
