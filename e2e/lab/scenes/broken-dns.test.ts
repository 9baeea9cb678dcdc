// A home whose resolver is broken: what is published stays, the app stays awake, and all goes on once names are answered again.
import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { createNatHome, FIRST_ADDRESS } from './nat-home.ts'
import type { ResolverBehaviour } from './resolver.ts'
import { missingForScene, scenes } from './scene.ts'

const SECOND_ADDRESS = '11.22.33.11'
const missing = missingForScene()
const isNightly = Boolean(process.env.HOMEWARD_NIGHTLY)
const { keep, open } = scenes()

async function published() {
  const home = await keep(createNatHome())
  const world = await open(home.net)
  world.truth.is('ipv4', FIRST_ADDRESS)
  await world.homeward.start()
  await world.holds('ipv4', FIRST_ADDRESS)
  return { home, ...world }
}

describe.skipIf(missing !== null)('a resolver that is broken', { timeout: 180_000 }, () => {
  const WAYS: readonly (readonly [what: string, ResolverBehaviour])[] = [
    ['says that no name exists', { kind: 'no-such-name' }],
    ['gives every name somebody else’s address', { kind: 'one-address', address: '11.22.44.101' }],
    ['gives every name a private address', { kind: 'one-address', address: '192.168.77.1' }],
    ['never answers', { kind: 'silent' }],
  ]
  it.each(isNightly ? WAYS : WAYS.slice(1, 2))('changes nothing where it %s', async (_what, behaviour) => {
    const { home, homeward, truth, order, zone, holds } = await published()
    await order({ do: 'resolver', behaviour })
    await home.move(SECOND_ADDRESS)
    truth.is('ipv4', SECOND_ADDRESS)
    await homeward.check()
    expect(zone('ipv4')).toBe(FIRST_ADDRESS)
    expect((await homeward.lastObservation('ipv4'))?.outcome).toBe('unknown')
    await order({ do: 'resolver', behaviour: { kind: 'honest' } })
    await homeward.check()
    await holds('ipv4', SECOND_ADDRESS)
    expect(truth.changes('ipv4')).toEqual([FIRST_ADDRESS, SECOND_ADDRESS])
  })

  it.skipIf(!isNightly)('does not put the app to sleep while lookups hang', async () => {
    const { homeward, order } = await published()
    await order({ do: 'resolver', behaviour: { kind: 'silent' } })
    const checking = homeward.check()
    for (let asked = 0; asked < 20; asked++) {
      const began = performance.now()
      await homeward.status()
      expect(performance.now() - began).toBeLessThan(1_000)
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
    await checking
  })

  it.skipIf(!isNightly)('only delays what it answers after four seconds', async () => {
    const { home, homeward, truth, order, holds } = await published()
    await order({ do: 'resolver', behaviour: { kind: 'late', ms: 4_000 } })
    await home.move(SECOND_ADDRESS)
    truth.is('ipv4', SECOND_ADDRESS)
    await homeward.check()
    await holds('ipv4', SECOND_ADDRESS)
  })
})
