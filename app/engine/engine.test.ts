import { describe, expect, it } from 'vitest'
import { settingsSchema } from '../contract/settings.ts'
import { engineScene, KEY, MINUTE } from '../testing/engine-scene.ts'
import { createEngineWorld, oneRecord } from '../testing/engine-world.ts'

const scene = engineScene()

describe('an ordinary day', () => {
  it('sends one update at the first start, and nothing more while nothing changes', async () => {
    await scene.begin()
    expect(scene.world.sent.map(({ changes }) => changes)).toEqual([
      [{ hostname: 'nas.example.org', ipv4: '11.22.33.1', ipv6: null }],
    ])
    await scene.world.pass(24 * 60 * MINUTE)
    expect(scene.world.sent).toHaveLength(1)
  })

  it('keeps a name alive where the provider documents that idle ones expire, once and not too early', async () => {
    await scene.begin({ info: { keepAliveDays: 3 }, settings: { ...oneRecord, detection: { pollIntervalS: 86_400 } } })
    await scene.world.pass(2 * 24 * 60 * MINUTE - MINUTE)
    expect(scene.world.sent).toHaveLength(1)
    await scene.world.pass(2 * MINUTE)
    expect(scene.world.sent).toHaveLength(2)
    await scene.world.pass(24 * 60 * MINUTE)
    expect(scene.world.sent).toHaveLength(2)
  })

  it('sends a new address after the debounce, and remembers the previous one', async () => {
    await scene.begin()
    scene.move('11.22.33.2')
    await scene.world.pass(499)
    expect(scene.world.sent).toHaveLength(1)
    await scene.world.pass(50)
    expect(scene.world.sent).toHaveLength(2)
    expect(scene.world.engine.states.state(KEY)).toMatchObject({ confirmed: '11.22.33.2', previous: '11.22.33.1' })
    expect(scene.world.news.at(-1)).toMatchObject({ from: '11.22.33.1', failure: null })
  })

  it('makes one round of a burst of events, after the maximum wait at the latest', async () => {
    await scene.begin()
    for (let index = 0; index < 12; index += 1) {
      scene.move(`11.22.33.${10 + index}`)
      await scene.world.pass(400)
    }
    // 12 events in 4.8 s, each within the debounce of the one before: the maximum wait of 5 s ends the burst.
    await scene.world.pass(300)
    expect(scene.world.sent.at(-1)?.changes[0]?.ipv4).toBe('11.22.33.21')
    expect(scene.world.sent).toHaveLength(2)
  })

  it('ends a round at once when nothing relevant changed', async () => {
    await scene.begin()
    const before = scene.world.engine.view
    scene.world.networkEvent()
    await scene.world.pass(2_000)
    expect(scene.world.engine.view).toBe(before)
  })

  it('keeps the record when the address is unknown, and makes another round within seconds', async () => {
    await scene.begin()
    scene.world.address = null
    scene.world.engine.request('user')
    await scene.world.pass(10)
    expect(scene.world.sent).toHaveLength(1)
    scene.world.address = '11.22.33.7'
    await scene.world.pass(1_100)
    expect(scene.world.sent.at(-1)?.changes[0]?.ipv4).toBe('11.22.33.7')
  })

  it('sends nothing after a restart when nothing has changed', async () => {
    await scene.begin()
    scene.world = await scene.world.crashAndRestart()
    scene.world.engine.start()
    await scene.world.pass(10 * MINUTE)
    expect(scene.world.sent).toHaveLength(0)
  })
})

describe('a trigger during a round', () => {
  it('is not lost behind irrelevant network events', async () => {
    await scene.begin()
    let release = () => {}
    const list = scene.world.adapters
    scene.world.slowAdapters = new Promise((resolve) => {
      release = () => resolve(list)
    })
    scene.world.engine.request('poll')
    await scene.world.pass(1)
    scene.world.networkEvent()
    await scene.world.pass(600)
    scene.world.engine.request('config-change')
    scene.world.address = '11.22.33.9'
    scene.world.slowAdapters = null
    release()
    await scene.world.pass(100)
    expect(scene.world.sent.at(-1)?.changes[0]?.ipv4).toBe('11.22.33.9')
  })
})

describe('a store that cannot be written', () => {
  it('stops the sending, is reported, and sending resumes when it can be written again', async () => {
    await scene.begin()
    const full = () => {
      throw new Error('database or disk is full')
    }
    const { addRound, beginAttempts, putHold } = scene.world.store
    Object.assign(scene.world.store, { addRound: full, beginAttempts: full, putHold: full })
    scene.move('11.22.33.2')
    await scene.world.pass(10 * MINUTE)
    expect(scene.world.sent).toHaveLength(1)
    expect(scene.world.engine.storeProblem).toContain('disk is full')
    Object.assign(scene.world.store, { addRound, beginAttempts, putHold })
    await scene.world.pass(10 * MINUTE)
    expect(scene.world.sent.at(-1)?.changes[0]?.ipv4).toBe('11.22.33.2')
    expect(scene.world.engine.storeProblem).toBeNull()
  })

  it('does not make a job loop when only its results cannot be written', async () => {
    await scene.begin()
    const { settleAttempts, putHold } = scene.world.store
    const full = () => {
      throw new Error('database or disk is full')
    }
    Object.assign(scene.world.store, { settleAttempts: full, putHold: full })
    scene.move('11.22.33.2')
    await scene.world.pass(5 * MINUTE)
    expect(scene.world.sent.length).toBeLessThanOrEqual(7)
    Object.assign(scene.world.store, { settleAttempts, putHold })
  })
})

describe('a pause', () => {
  it('stops everything, survives a restart and ends automatically', async () => {
    await scene.begin()
    scene.world.engine.pause.begin(Date.now() + 60 * MINUTE)
    scene.move('11.22.33.4')
    await scene.world.pass(10 * MINUTE)
    expect(scene.world.sent).toHaveLength(1)
    scene.world = await scene.world.crashAndRestart()
    scene.world.engine.start()
    await scene.world.pass(49 * MINUTE)
    expect(scene.world.sent).toHaveLength(0)
    await scene.world.pass(2 * MINUTE)
    expect(scene.world.sent.at(-1)?.changes[0]?.ipv4).toBe('11.22.33.4')
  })
})

describe('families', () => {
  it('are never sent when they are off', async () => {
    await scene.begin()
    expect(scene.world.sent[0]?.changes[0]).toEqual({ hostname: 'nas.example.org', ipv4: '11.22.33.1', ipv6: null })
    scene.world.settings = settingsSchema.parse({
      ...oneRecord,
      records: [{ account: 'home', hostname: 'nas.example.org', ipv4: 'off' }],
    })
    scene.move('11.22.33.8')
    await scene.world.pass(1_000)
    expect(scene.world.sent).toHaveLength(1)
  })
})

describe('an attempt in doubt', () => {
  it('is checked after a kill between request and reply', async () => {
    scene.world = createEngineWorld()
    scene.world.answer = () => new Promise(() => {})
    scene.world.engine.start()
    await scene.world.pass(100)
    expect(scene.world.engine.states.state(KEY)?.unsettled).toMatchObject({ address: '11.22.33.1' })
    scene.world = await scene.world.crashAndRestart()
    expect(scene.world.engine.states.state(KEY)?.unsettled).toMatchObject({ address: '11.22.33.1' })
    scene.world.engine.start()
    await scene.world.pass(100)
    expect(scene.world.engine.states.state(KEY)).toMatchObject({ confirmed: '11.22.33.1', unsettled: null })
    expect(scene.world.store.history({ limit: 10 }).attempts.map(({ result }) => result)).toEqual([
      'confirmed',
      'unconfirmed',
    ])
  })
})
