import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Neighbour } from '../../../model/neighbour.ts'
import { publishable } from '../../../model/special-purpose.ts'
import { adapter, adapterAddress } from '../../../testing/adapters.ts'
import { createHandClock } from '../../../testing/hand-clock.ts'
import { createIpv6Home, neighbour } from '../../../testing/ipv6-home.ts'
import { chooseNeighbour } from './choose-neighbour.ts'

const MAC = '02:11:22:33:44:55'
const OWN = '2a0e:1111:0:a::10'
const MADE = '2a0e:1111:0:a:11:22ff:fe33:4455'
const MADE_BEFORE = '2a0e:1111:0:9:11:22ff:fe33:4455'
const FIRST = '2a0e:1111:0:a::1'
const SECOND = '2a0e:1111:0:a:2222::1'

interface Scene {
  readonly neighbours?: readonly Neighbour[] | null
  readonly current?: readonly string[]
  readonly refusal?: string
  readonly mac?: string
}

async function observe({ neighbours = [], current = [], refusal, mac = MAC }: Scene) {
  const clock = createHandClock()
  const home = createIpv6Home(clock)
  home.neighbours = neighbours
  home.refusal = refusal ?? null
  const adapters = [adapter({ physicalAddress: '02:00:00:00:00:02', addresses: [adapterAddress(OWN)] })]
  const pending = home.detector.observe({ family: 'ipv6', policy: { source: 'neighbour', mac }, current }, adapters)
  await clock.advance(10_000)
  return pending
}
const addressOf = async (scene: Scene) => {
  const { observation } = await observe(scene)
  return observation.kind === 'known' ? observation.address : observation.kind
}

describe('another device, by its hardware address', () => {
  it('has the address that is made from it, and the reason says that nobody can confirm that', async () => {
    const { observation, answers } = await observe({ neighbours: [neighbour(MAC, FIRST), neighbour(MAC, MADE)] })
    expect(observation).toEqual({
      kind: 'known',
      address: MADE,
      why: { code: 'neighbour-eui64', params: { mac: MAC, address: MADE, adapter: 'eth0' } },
    })
    expect(answers.filter(({ source }) => source === 'neighbour')).toMatchObject([
      { address: FIRST, refused: { code: 'neighbour-stands-by' } },
      { address: MADE, refused: null },
    ])
  })

  it.each([
    ['an earlier prefix', MADE_BEFORE],
    ['a local prefix', 'fd00:1::11:22ff:fe33:4455'],
  ])('moves to a new prefix at once when such an address was seen in %s', async (_where, address) => {
    expect(await addressOf({ neighbours: [neighbour(MAC, address, 'stale')] })).toBe(MADE)
  })

  it('keeps that address while it is published and the device is known at another one only', async () => {
    expect(await addressOf({ neighbours: [neighbour(MAC, FIRST)], current: [MADE] })).toBe(MADE)
  })

  it('is not supposed to have it for its link-local address alone', async () => {
    const { observation } = await observe({ neighbours: [neighbour(MAC, 'fe80::11:22ff:fe33:4455')] })
    expect(observation).toMatchObject({
      kind: 'unknown',
      why: { code: 'neighbour-no-address', params: { suffix: '::11:22ff:fe33:4455/64' } },
    })
  })

  it('stays at the published one of several other addresses, otherwise takes the lowest, and says what it cannot know', async () => {
    const both = [neighbour(MAC, SECOND), neighbour(MAC, FIRST)]
    for (const neighbours of [both, [...both].reverse()]) {
      expect(await addressOf({ neighbours })).toBe(FIRST)
      expect(await addressOf({ neighbours, current: [SECOND] })).toBe(SECOND)
    }
    expect((await observe({ neighbours: both })).observation).toMatchObject({ why: { code: 'neighbour-known' } })
  })

  it.each(['reachable', 'stale', 'delay', 'probe', 'permanent'] as const)('is known while %s', async (state) => {
    expect(await addressOf({ neighbours: [neighbour(MAC, FIRST, state)] })).toBe(FIRST)
  })

  it.each(['failed', 'incomplete'] as const)('is not known while %s', async (state) => {
    const { observation } = await observe({ neighbours: [neighbour(MAC, FIRST, state)], current: [FIRST] })
    expect(observation).toMatchObject({ kind: 'unknown', why: { code: 'neighbour-missing' } })
    expect(await addressOf({ neighbours: [neighbour(MAC, MADE, state), neighbour(MAC, FIRST)] })).toBe(FIRST)
  })

  it.each([
    ['an address of an earlier prefix', '2a0e:1111:0:9::1'],
    ['a local address', 'fd00:1::1'],
    ['a link-local address', 'fe80::1'],
    ['a documentation address', '2001:db8::1'],
  ])('is never found at %s', async (_what, address) => {
    const { observation } = await observe({ neighbours: [neighbour(MAC, address)] })
    expect(observation).toMatchObject({ kind: 'unknown', why: { code: 'neighbour-no-address' } })
  })

  it('without an entry is unknown, with the remedy', async () => {
    const others = [neighbour('02:00:00:00:00:99', FIRST), { ...neighbour(MAC, FIRST), adapterId: 'wlan0' }]
    const { observation } = await observe({ neighbours: others, current: [FIRST] })
    expect(observation).toEqual({
      kind: 'unknown',
      why: { code: 'neighbour-missing', params: { mac: MAC, suffix: '::11:22ff:fe33:4455/64', adapter: 'eth0' } },
    })
  })

  it('is unknown where the system does not tell, and its words are kept', async () => {
    expect((await observe({ neighbours: null })).observation).toMatchObject({ why: { code: 'neighbour-untold' } })
    const { observation, answers } = await observe({ refusal: 'reading the neighbours: Permission denied' })
    expect(observation).toMatchObject({ kind: 'unknown', why: { code: 'neighbour-untold' } })
    expect(answers.at(-1)?.detail).toBe('reading the neighbours: Permission denied')
  })

  it('is not this computer', async () => {
    expect((await observe({ mac: '02:00:00:00:00:02' })).observation).toMatchObject({
      why: { code: 'neighbour-self', params: { adapter: 'eth0' } },
    })
  })
})

describe('a random table of neighbours', { timeout: 60_000 }, () => {
  const prefixes = ['2a0e:1111:0:a', '2a0e:1111:0:9', 'fd00:1:0:0', 'fe80:0:0:0', '2001:db8:0:0']
  const hosts = ['11:22ff:fe33:4455', '0:0:0:1', '2222:0:0:1', 'ffff:ffff:ffff:ffff']
  const states = ['reachable', 'stale', 'delay', 'probe', 'permanent', 'incomplete', 'failed'] as const
  const texts = prefixes.flatMap((prefix) => hosts.map((host) => `${prefix}:${host}`))
  const entry = fc.record({ address: fc.constantFrom(...texts), state: fc.constantFrom(...states) })
  const table = fc.uniqueArray(entry, { selector: ({ address }) => address, maxLength: 12 })
  const current = fc.subarray([FIRST, SECOND, MADE, MADE_BEFORE], { maxLength: 2 })

  it('never gives an address that depends on its order, is silent, of another prefix or not publishable', () => {
    const property = fc.property(table, fc.nat(), current, (rows, turn, published) => {
      const entries = rows.map(({ address, state }) => neighbour(MAC, address, state))
      const at = entries.length === 0 ? 0 : turn % entries.length
      const turned = [...entries.slice(at), ...entries.slice(0, at)].reverse()
      const chosen = chooseNeighbour({ mac: MAC, own: OWN, current: published, entries })
      const again = chooseNeighbour({ mac: MAC, own: OWN, current: published, entries: turned })
      expect(again).toEqual(chosen)
      if (chosen.address === null) return
      expect(chosen.address.startsWith('2a0e:1111:0:a:')).toBe(true)
      expect(canonical(chosen.address)).toBe(chosen.address)
      expect(publishable(chosen.address).ok).toBe(true)
      const listed = entries.find(({ address }) => chosen.address === canonical(address))
      expect(['incomplete', 'failed']).not.toContain(listed?.state)
    })
    fc.assert(property, { numRuns: 1_000, seed: Date.now() })
  })
})

const canonical = (text: string): string => new URL(`http://[${text}]`).hostname.slice(1, -1)
