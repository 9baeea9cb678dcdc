// A start before the network is there, a sleep that the system tells of, one that nobody tells of, and requests cut off by either.
import { describe, expect, it } from 'vitest'
import { adapter, adapterAddress } from '../../testing/adapters.ts'
import { engineScene, HOUR, KEY, MINUTE, SECOND } from '../../testing/engine-scene.ts'
import { confirmed, createEngineWorld, failed, oneRecord } from '../../testing/engine-world.ts'

const scene = engineScene()
const OFFLINE = [adapter({ state: 'down', defaultRoutes: [] })]
const ONLINE = [adapter({ addresses: [adapterAddress('11.22.33.1')] })]
const UNKNOWN = { kind: 'unknown', why: { code: 'echo-none', params: {} } } as const
const attempts = () => scene.world.store.history({ limit: 100 }).attempts
const { states } = { states: () => scene.world.engine.states }

/** From now on notes when observations begin, in seconds from this moment; `address` null is unknown. */
function observations(): number[] {
  const began = performance.now()
  const seconds: number[] = []
  scene.world.observe = async () => {
    seconds.push(Math.round((performance.now() - began) / SECOND))
    const { address } = scene.world
    return address === null ? UNKNOWN : { kind: 'known', address, why: { code: 'address-chosen', params: { address } } }
  }
  return seconds
}

describe('a start', () => {
  it.each([
    ['no service answers', ONLINE],
    ['there is no network', OFFLINE],
  ])(
    'while %s observes after 1, 2, 5, 10 and 20 seconds, then each minute, and nothing else happens',
    async (_, adapters) => {
      scene.world = createEngineWorld({ settings: { ...oneRecord, detection: { pollIntervalS: 3_600 } } })
      scene.world.address = null
      scene.world.adapters = adapters
      const seconds = observations()
      scene.world.engine.start()
      await scene.world.pass(201 * SECOND)
      expect(seconds).toEqual([0, 1, 2, 5, 10, 20, 80, 140, 200])
      scene.world.adapters = ONLINE
      scene.world.address = '11.22.33.1'
      await scene.world.pass(HOUR)
      expect(states().state(KEY)?.confirmed).toBe('11.22.33.1')
      // The first success was the last of them; then the poll.
      expect(seconds.slice(9)).toEqual([260])
      expect(scene.world.sent).toHaveLength(1)
      expect(attempts()).toMatchObject([{ result: 'confirmed' }])
      expect(states().holds()).toEqual([])
    },
  )

  it('goes on for twenty seconds while only one family is known', async () => {
    const records = [{ account: 'home', hostname: 'nas.example.org', ipv6: 'auto' }]
    scene.world = createEngineWorld({ settings: { ...oneRecord, records, detection: { pollIntervalS: 3_600 } } })
    const seconds: number[] = []
    scene.world.observe = async ({ family }) => {
      if (family === 'ipv6') seconds.push(Math.round(performance.now() / SECOND))
      const why = { code: 'address-chosen', params: { address: '11.22.33.1' } } as const
      return family === 'ipv6' ? UNKNOWN : { kind: 'known', address: '11.22.33.1', why }
    }
    const began = Math.round(performance.now() / SECOND)
    scene.world.engine.start()
    await scene.world.pass(HOUR / 2)
    expect(seconds.map((at) => at - began).slice(0, 6)).toEqual([0, 1, 2, 5, 10, 20])
    expect(seconds.length).toBeLessThan(10)
  })
})

describe('a sleep that the system tells of', () => {
  it('observes and sends nothing, and is followed by checks a second after it and on', async () => {
    await scene.begin({ settings: { ...oneRecord, detection: { pollIntervalS: 3_600 } } })
    await scene.world.pass(MINUTE)
    scene.world.address = null
    const seconds = observations()
    scene.world.engine.sleep.begin()
    scene.world.networkEvent()
    scene.world.engine.request('poll')
    await scene.world.pass(10 * SECOND)
    expect(seconds).toEqual([])
    scene.world.sleep(8 * HOUR)
    scene.world.engine.sleep.end()
    await scene.world.pass(31 * SECOND)
    expect(seconds).toEqual([11, 12, 15, 20, 30])
    expect(scene.world.store.lastRound()?.trigger).toBe('retry')
    scene.world.address = '11.22.33.2'
    await scene.world.pass(MINUTE)
    expect(seconds).toEqual([11, 12, 15, 20, 30, 90])
    expect(states().state(KEY)?.confirmed).toBe('11.22.33.2')
  })

  it('begins the first round after it as a wake, although a poll was missed', async () => {
    await scene.begin()
    scene.world.engine.sleep.begin()
    scene.world.engine.request('poll')
    await scene.world.pass(SECOND)
    scene.world.engine.sleep.end()
    await scene.world.pass(2 * SECOND)
    expect(scene.world.store.lastRound()?.trigger).toBe('resume')
  })

  it('is taken to be over when time goes on for a minute and nobody says so', async () => {
    await scene.begin()
    scene.world.engine.sleep.begin()
    scene.move('11.22.33.2')
    await scene.world.pass(59 * SECOND)
    expect(scene.world.sent).toHaveLength(1)
    await scene.world.pass(3 * SECOND)
    expect(states().state(KEY)?.confirmed).toBe('11.22.33.2')
  })

  it('that begins again at once makes no round in between', async () => {
    await scene.begin()
    const seconds = observations()
    scene.world.engine.sleep.begin()
    scene.world.engine.sleep.end()
    await scene.world.pass(500)
    scene.world.engine.sleep.begin()
    await scene.world.pass(10 * SECOND)
    expect(seconds).toEqual([])
  })
})

describe('a sleep that nobody tells of', () => {
  it('is found by the clock within 15 seconds, and what was learnt before it is forgotten', async () => {
    await scene.begin()
    await scene.world.pass(MINUTE)
    let awake = 0
    scene.world.engine.sleep.awake(() => {
      awake += 1
    })
    scene.world.address = '11.22.33.2'
    scene.world.sleep(2 * HOUR)
    await scene.world.pass(17 * SECOND)
    expect(states().state(KEY)?.confirmed).toBe('11.22.33.2')
    expect(scene.world.store.lastRound()?.trigger).toBe('resume')
    expect(awake).toBe(1)
  })

  it('is not found where the clock was only set', async () => {
    await scene.begin()
    await scene.world.pass(MINUTE)
    let awake = 0
    scene.world.engine.sleep.awake(() => {
      awake += 1
    })
    scene.world.setClock(5 * HOUR)
    await scene.world.pass(20 * SECOND)
    expect(scene.world.store.lastRound()?.trigger).toBe('clock-jump')
    scene.world.setClock(-9 * HOUR)
    await scene.world.pass(20 * SECOND)
    expect(awake).toBe(0)
  })
})

describe('a request that fails since the machine was away', () => {
  const unreachable = () => failed('network', 'unreachable')

  it('counts as nothing without a network: no hold, no growing wait, no line in the history', async () => {
    await scene.begin()
    const before = attempts().length
    scene.world.answer = async () => {
      // The cable is pulled after the round that saw the new address.
      scene.world.adapters = OFFLINE
      return unreachable()
    }
    scene.move('11.22.33.2')
    await scene.world.pass(SECOND)
    expect(scene.world.sent).toHaveLength(2)
    await scene.world.pass(3 * HOUR)
    expect(attempts()).toHaveLength(before)
    expect(states().holds()).toEqual([])
    expect(scene.world.engine.jobs.breaker('home')).toBe('closed')
    scene.world.answer = () => confirmed
    scene.world.sent.length = 0
    scene.world.adapters = [adapter({ addresses: [adapterAddress('11.22.33.2')] })]
    scene.world.networkEvent()
    await scene.world.pass(SECOND)
    expect(scene.world.sent).toHaveLength(1)
    expect(attempts()).toHaveLength(before + 1)
    expect(states().state(KEY)?.confirmed).toBe('11.22.33.2')
  })

  it('is tried again within seconds where the network was away for a moment and nothing looks changed', async () => {
    await scene.begin()
    scene.world.answer = async () => {
      const { adapters } = scene.world
      scene.world.adapters = OFFLINE
      setTimeout(() => {
        scene.world.adapters = adapters
        scene.world.answer = () => confirmed
      }, 100)
      return unreachable()
    }
    scene.move('11.22.33.2')
    await scene.world.pass(3 * SECOND)
    expect(states().state(KEY)?.confirmed).toBe('11.22.33.2')
  })

  it('is tried no more than each minute while there is none, and grows no wait', async () => {
    await scene.begin()
    scene.world.answer = unreachable
    scene.world.address = '11.22.33.2'
    scene.world.adapters = OFFLINE
    scene.world.networkEvent()
    await scene.world.pass(HOUR)
    expect(scene.world.sent.length).toBeGreaterThan(50)
    expect(scene.world.sent.length).toBeLessThan(75)
    expect(states().holds()).toEqual([])
  })

  it('stays in doubt where it was sent before the machine slept, and holds nothing', async () => {
    await scene.begin()
    scene.world.answer = async () => {
      scene.world.sleep(2 * HOUR)
      await new Promise((resolve) => setTimeout(resolve, 2 * SECOND))
      return failed('network', 'timeout')
    }
    scene.world.address = '11.22.33.2'
    scene.world.engine.request('poll')
    await scene.world.pass(2_500)
    expect(attempts()[0]).toMatchObject({ result: 'unconfirmed', to: '11.22.33.2' })
    expect(states().holds()).toEqual([])
    scene.world.answer = () => confirmed
    await scene.world.pass(MINUTE)
    expect(states().state(KEY)?.confirmed).toBe('11.22.33.2')
  })

  it('counts where the machine has a network, as ever', async () => {
    await scene.begin()
    scene.world.answer = unreachable
    scene.move('11.22.33.2')
    await scene.world.pass(10 * SECOND)
    expect(states().accountHold('home')).toMatchObject({ class: 'parked', failure: { kind: 'network' } })
    expect(attempts().filter(({ result }) => result === 'failed')).toHaveLength(4)
  })

  it('counts where a server said something, as ever', async () => {
    await scene.begin()
    scene.world.answer = async () => {
      scene.world.adapters = OFFLINE
      return failed('credentials', 'badauth')
    }
    scene.move('11.22.33.2')
    await scene.world.pass(10 * SECOND)
    expect(states().holds()).toMatchObject([{ class: 'needs-user' }])
  })
})
