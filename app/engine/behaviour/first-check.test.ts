// A command that ends after one round, with an empty data folder each time: what the zone holds already is not sent.
import { describe, expect, it } from 'vitest'
import { engineScene, KEY, SECOND } from '../../testing/engine-scene.ts'
import { createEngineWorld, oneRecord, type WorldOptions } from '../../testing/engine-world.ts'

const scene = engineScene()

/** One round as `homeward update` makes it. */
async function update(zone: () => readonly (readonly string[])[], options: WorldOptions = {}): Promise<void> {
  scene.world = createEngineWorld({ isOneShot: true, ...options })
  scene.world.zone = zone
  scene.world.engine.request('user')
  await scene.world.pass(10 * SECOND)
}
const stateNow = () => scene.world.engine.states.state(KEY)
const results = () => scene.world.store.history({ limit: 10 }).attempts.map(({ to, result }) => `${to} ${result}`)

describe('a one-shot update that knows nothing', () => {
  it('sends nothing where all servers of the zone hold the address, and remembers it', async () => {
    await update(() => [['11.22.33.1'], ['11.22.33.1']])
    expect(scene.world.sent).toEqual([])
    expect(stateNow()).toMatchObject({ confirmed: '11.22.33.1', unsettled: null })
    expect(results()).toEqual(['11.22.33.1 unchanged'])
    const asked = scene.world.zoneAsked.length
    scene.world.engine.request('user')
    await scene.world.pass(SECOND)
    expect(scene.world.sent).toEqual([])
    expect(scene.world.zoneAsked).toHaveLength(asked)
  })

  it.each([
    ['another address', [['11.22.33.9']]],
    ['none', [[]]],
    ['more than this address', [['11.22.33.1', '11.22.33.9']]],
    ['it on some servers only', [['11.22.33.1'], []]],
    ['nothing that could be learnt', []],
  ])('sends the address where the zone holds %s', async (_, zone) => {
    await update(() => zone)
    expect(scene.world.sent).toHaveLength(1)
    expect(stateNow()).toMatchObject({ confirmed: '11.22.33.1' })
  })

  it('sends what is forced without asking', async () => {
    scene.world = createEngineWorld({ isOneShot: true })
    scene.world.zone = () => [['11.22.33.1']]
    scene.world.engine.request('user', { force: ['nas.example.org'] })
    await scene.world.pass(SECOND)
    expect(scene.world.sent).toHaveLength(1)
  })

  it('asks no further name once no server has answered', async () => {
    const records = Array.from({ length: 60 }, (_, index) => ({ account: 'home', hostname: `n${index}.example.org` }))
    scene.world = createEngineWorld({ isOneShot: true, settings: { ...oneRecord, records } })
    scene.world.engine.request('user')
    await scene.world.pass(SECOND)
    expect(scene.world.sent.flatMap(({ changes }) => changes)).toHaveLength(60)
    // Those of the first request, together.
    expect(scene.world.zoneAsked.length).toBeLessThanOrEqual(20)
  })

  it('asks the provider where it can tell', async () => {
    scene.world = createEngineWorld({ isOneShot: true, info: { canReadBack: true } })
    scene.world.readBack = async () => ({ ok: true, ipv4: ['11.22.33.1'], ipv6: [], proxied: true })
    scene.world.engine.request('user')
    await scene.world.pass(10 * SECOND)
    expect(scene.world.sent).toEqual([])
  })
})

it('an engine that stays sends a new name at once, which shows whether its account is right', async () => {
  await update(() => [['11.22.33.1']], { isOneShot: false })
  expect(scene.world.sent).toHaveLength(1)
})
