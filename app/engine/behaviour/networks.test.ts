// What the guards make of networks that the computer was not in before, and of homes with two lines.
import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../testing/engine-scene.ts'
import { explained } from '../../testing/explanation.ts'
import { guardedScene, PUBLIC, reading, seenBy, settingsWith } from '../../testing/guarded-scene.ts'

const { scene, begin, behind, answer, check, snapshotNow, rowNow, sentNow } = guardedScene()

const HOME = '02:00:00:00:00:01'
const CAFE = '02:00:00:00:00:99'

describe('a network that the computer was not in before', () => {
  async function beginWithBattery(settings: unknown = settingsWith()): Promise<void> {
    await begin({ settings })
    scene.world.hasBattery = true
    await check()
  }
  async function visitCafe(): Promise<void> {
    scene.world.address = '11.22.33.50'
    behind(CAFE)
    await scene.world.pass(2 * SECOND)
  }

  it('is home where nothing is known of any other', async () => {
    await beginWithBattery()
    expect(sentNow()).toEqual([PUBLIC])
    expect(snapshotNow()).toMatchObject({ overall: 'ok', questions: [] })
  })

  it('is asked about on a computer with a battery, before anything is published', async () => {
    await beginWithBattery()
    await visitCafe()
    expect(sentNow()).toEqual([PUBLIC])
    expect(snapshotNow()).toMatchObject({
      overall: 'attention',
      questions: [{ guard: 'network', isAsked: true, answers: ['keep', 'only-at-home'] }],
    })
    expect(rowNow()).toMatchObject({ confirmed: PUBLIC, message: expect.stringContaining('until you say so') })
    await scene.restart()
    scene.world.hasBattery = true
    expect(snapshotNow().questions).toHaveLength(1)
    await answer('keep')
    expect(sentNow()).toEqual(['11.22.33.50'])
    behind(HOME)
    scene.world.address = PUBLIC
    await scene.world.pass(2 * SECOND)
    await visitCafe()
    expect(sentNow()).toEqual(['11.22.33.50', PUBLIC, '11.22.33.50'])
    expect(snapshotNow().questions).toEqual([])
  })

  it('is left alone for good once the user publishes only at home, and can be kept later', async () => {
    await beginWithBattery()
    await visitCafe()
    await answer('only-at-home')
    expect(snapshotNow()).toMatchObject({ overall: 'paused', questions: [{ isAsked: false, answers: ['keep'] }] })
    expect(snapshotNow().summary).toContain('keeps its address')
    await scene.restart()
    scene.world.hasBattery = true
    await check()
    expect(snapshotNow()).toMatchObject({ overall: 'paused' })
    expect(sentNow()).toEqual([])
    behind(HOME)
    scene.world.address = '11.22.33.2'
    await scene.world.pass(2 * SECOND)
    expect(sentNow()).toEqual(['11.22.33.2'])
    await visitCafe()
    await answer('keep')
    expect(sentNow()).toEqual(['11.22.33.2', '11.22.33.50'])
  })

  it('is published from where the computer has no battery', async () => {
    await begin()
    await visitCafe()
    expect(sentNow()).toEqual([PUBLIC, '11.22.33.50'])
    expect(snapshotNow()).toMatchObject({ overall: 'ok', questions: [] })
    // It counts as known from then on, also if a battery is found.
    scene.world.hasBattery = true
    await check()
    expect(snapshotNow().questions).toEqual([])
  })

  it.each([
    ['the settings', settingsWith({}, { networks: 'publish' })],
    ['the record', settingsWith({ guards: { network: 'publish' } })],
  ])('is published from where %s say so', async (_, settings) => {
    await beginWithBattery(settings)
    await visitCafe()
    expect(sentNow()).toEqual([PUBLIC, '11.22.33.50'])
  })

  it('is left alone without a question where only known networks are allowed', async () => {
    await begin({ settings: settingsWith({}, { networks: 'known-only' }) })
    await visitCafe()
    expect(sentNow()).toEqual([PUBLIC])
    expect(snapshotNow()).toMatchObject({ overall: 'paused', questions: [{ isAsked: false }] })
    await answer('keep')
    expect(sentNow()).toEqual([PUBLIC, '11.22.33.50'])
  })

  it('waits until the router’s hardware address is known, and then asks', async () => {
    await beginWithBattery()
    scene.world.address = '11.22.33.50'
    behind(null, '192.168.1.8')
    await scene.world.pass(2 * SECOND)
    expect(sentNow()).toEqual([PUBLIC])
    expect(snapshotNow().questions).toEqual([])
    behind(CAFE, '192.168.1.8')
    await scene.world.pass(20 * SECOND)
    expect(snapshotNow().questions).toHaveLength(1)
  })

  it('asks nothing any more once the computer has left', async () => {
    await beginWithBattery()
    await visitCafe()
    scene.world.address = PUBLIC
    behind(HOME)
    await scene.world.pass(2 * SECOND)
    expect(snapshotNow()).toMatchObject({ overall: 'ok', questions: [] })
    await visitCafe()
    expect(snapshotNow().questions).toHaveLength(1)
  })
})

describe('a home with two lines', () => {
  const [ONE, TWO] = ['11.22.33.1', '11.22.44.1']
  function seen(...addresses: readonly string[]): void {
    scene.world.address = addresses[0] ?? null
    scene.world.facts = () => ({ answers: addresses.map((address, index) => seenBy(`s${index}`, address)) })
  }
  async function alternate(times: number, everyMs = 5 * MINUTE): Promise<void> {
    for (let turn = 0; turn < times; turn += 1) {
      seen(turn % 2 === 0 ? TWO : ONE, turn % 2 === 0 ? TWO : ONE)
      await scene.world.pass(everyMs)
    }
  }

  it('is updated at most once while the lines alternate 50 times', async () => {
    await begin()
    seen(ONE, ONE)
    await check()
    for (let turn = 0; turn < 50; turn += 1) {
      seen(...(turn % 2 === 0 ? [TWO, TWO] : [ONE, ONE]))
      scene.world.engine.request('poll')
      await scene.world.pass(10 * SECOND)
    }
    expect(sentNow()).toEqual([ONE, TWO])
    // `why` tells of it.
    seen(ONE, ONE)
    await check()
    expect(explained(scene.world, 'en')).toContain('two ways out')
  })

  it('stays, too, while each service sees another line', async () => {
    await begin()
    seen(ONE, ONE)
    await check()
    seen(TWO, TWO)
    await check()
    for (let round = 0; round < 10; round += 1) {
      seen(ONE, ONE, TWO)
      await scene.world.pass(MINUTE)
    }
    expect(sentNow()).toEqual([ONE, TWO])
  })

  it('follows an address that nobody saw before at once', async () => {
    await begin()
    seen(ONE, ONE)
    await check()
    await alternate(6, 20 * SECOND)
    const before = scene.world.sent.length
    seen('11.22.33.77', '11.22.33.77', TWO)
    await check()
    expect(sentNow().slice(before)).toEqual(['11.22.33.77'])
  })

  it('follows an address that came back once nobody sees the other one for two minutes', async () => {
    await begin()
    seen(ONE, ONE)
    await check()
    seen(TWO, TWO)
    await check()
    seen(ONE, ONE)
    await check()
    expect(sentNow()).toEqual([ONE, TWO])
    await scene.world.pass(3 * MINUTE)
    expect(sentNow()).toEqual([ONE, TWO, ONE])
  })

  it('follows an address that came back at once when the network of this computer changed, or its router says so', async () => {
    await begin()
    seen(ONE, ONE)
    await check()
    seen(TWO, TWO)
    await check()
    seen(ONE, ONE)
    behind(HOME, '192.168.1.99')
    await scene.world.pass(2 * SECOND)
    expect(sentNow()).toEqual([ONE, TWO, ONE])
    const told = (address: string) => {
      seen(address, address)
      const { facts } = scene.world
      scene.world.facts = (request) => ({ ...facts(request), gateways: [reading(address)] })
    }
    for (const address of [ONE, TWO, ONE]) {
      told(address)
      await check()
    }
    expect(sentNow()).toEqual([ONE, TWO, ONE, TWO, ONE])
  })

  it('is not held by one service that never sees a change', async () => {
    await begin()
    seen(ONE, ONE, ONE)
    await check()
    seen(TWO, TWO, ONE)
    await check()
    seen(ONE, ONE, TWO)
    await scene.world.pass(HOUR + 20 * MINUTE)
    expect(sentNow()).toEqual([ONE, TWO, ONE])
  })
})
