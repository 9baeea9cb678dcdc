import { describe, expect, it } from 'vitest'
import { adapter, adapterAddress } from '../../testing/adapters.ts'
import { engineScene, KEY, MINUTE } from '../../testing/engine-scene.ts'
import { confirmed, createEngineWorld, failed, oneRecord } from '../../testing/engine-world.ts'

const scene = engineScene()

describe('a network or provider that fails', () => {
  it('is tried after 1, 2 and 4 seconds, then after a parked minute, doubling', async () => {
    scene.world = createEngineWorld()
    scene.world.answer = () => failed('network', 'refused')
    scene.world.engine.start()
    const started = Date.now()
    await scene.world.pass(20 * MINUTE)
    const seconds = scene.world.sent.map(({ at }) => Math.round((at - started) / 1_000))
    expect(seconds).toEqual([0, 1, 3, 7, 67, 187, 427, 907])
    expect(scene.world.engine.states.accountHold('home')).toMatchObject({ class: 'parked', attempts: 5 })
  })

  it('gets the newest address, also while an older one is retried', async () => {
    scene.world = createEngineWorld()
    scene.world.answer = () => failed('provider', 'http-503')
    scene.world.engine.start()
    await scene.world.pass(1_500)
    scene.world.address = '11.22.33.5'
    scene.world.engine.request('poll')
    scene.world.answer = () => confirmed
    await scene.world.pass(3_000)
    expect(scene.world.sent.map(({ changes }) => changes[0]?.ipv4)).toEqual(['11.22.33.1', '11.22.33.1', '11.22.33.5'])
  })

  it('is tried at once when it returns', async () => {
    scene.world = createEngineWorld()
    scene.world.answer = () => failed('network', 'unreachable')
    scene.world.engine.start()
    await scene.world.pass(30_000)
    const before = scene.world.sent.length
    scene.world.answer = () => confirmed
    scene.move('11.22.33.1')
    scene.world.adapters = [adapter({ addresses: [adapterAddress('11.22.33.1'), adapterAddress('2a0e:1111::1')] })]
    scene.world.networkEvent()
    await scene.world.pass(600)
    expect(scene.world.sent).toHaveLength(before + 1)
  })

  it('ends with the right address after a thousand changes in ten seconds, and at most three updates', async () => {
    await scene.begin()
    for (let index = 0; index < 1_000; index += 1) {
      scene.move(`11.22.33.${2 + (index % 200)}`)
      await scene.world.pass(10)
    }
    await scene.world.pass(5_000)
    expect(scene.world.engine.states.state(KEY)?.confirmed).toBe('11.22.33.201')
    expect(scene.world.sent.length - 1).toBeLessThanOrEqual(3)
  })

  it('ends with the right addresses after a thousand changes in ten seconds, where three names share a slow provider', async () => {
    const hostnames = ['nas.example.org', 'cam.example.org', 'game.example.org']
    await scene.begin({
      settings: { ...oneRecord, records: hostnames.map((hostname) => ({ account: 'home', hostname })) },
      info: { batchSize: 1 },
    })
    scene.world.sent.length = 0
    scene.world.answer = () => new Promise((resolve) => setTimeout(() => resolve(confirmed), 300))
    for (let index = 0; index < 1_000; index += 1) {
      scene.move(`11.22.33.${2 + (index % 200)}`)
      await scene.world.pass(10)
    }
    await scene.world.pass(10_000)
    for (const hostname of hostnames) {
      expect(scene.world.engine.states.state({ ...KEY, hostname })?.confirmed).toBe('11.22.33.201')
      const sent = scene.world.sent.filter(({ changes }) => changes[0]?.hostname === hostname)
      expect(sent.length).toBeLessThanOrEqual(3)
    }
  })

  it('leaves a slot to healthy accounts however many hang', async () => {
    const accounts = ['a', 'b', 'c', 'd', 'e', 'healthy'].map((id) => ({
      id,
      provider: 'practice',
      fields: { username: 'u' },
    }))
    const records = accounts.map(({ id }) => ({ account: id, hostname: `${id}.example.org` }))
    scene.world = createEngineWorld({ settings: { version: 1, accounts, records } })
    scene.world.answer = (hostname) => (hostname.startsWith('healthy') ? confirmed : failed('network', 'timeout'))
    scene.world.engine.start()
    await scene.world.pass(30_000)
    // From now on the failing ones take 20 s each before they fail.
    scene.world.answer = (hostname) =>
      hostname.startsWith('healthy')
        ? confirmed
        : new Promise((resolve) => setTimeout(() => resolve(failed('network', 'timeout')), 20_000))
    await scene.world.pass(40_000)
    scene.move('11.22.33.2')
    await scene.world.pass(600)
    const healthy = { account: 'healthy', hostname: 'healthy.example.org', family: 'ipv4' } as const
    expect(scene.world.engine.states.state(healthy)?.confirmed).toBe('11.22.33.2')
  })

  it('delays no healthy account while others hang', async () => {
    const accounts = ['one', 'two', 'three', 'healthy'].map((id) => ({
      id,
      provider: 'practice',
      fields: { username: 'u' },
    }))
    const settings = {
      version: 1,
      accounts,
      records: accounts.map(({ id }) => ({ account: id, hostname: `${id}.example.org` })),
    }
    scene.world = createEngineWorld({ settings })
    scene.world.answer = (hostname) => (hostname.startsWith('healthy') ? confirmed : new Promise(() => {}))
    scene.world.engine.start()
    await scene.world.pass(100)
    expect(
      scene.world.engine.states.state({ ...KEY, account: 'healthy', hostname: 'healthy.example.org' })?.confirmed,
    ).toBe('11.22.33.1')
  })
})
