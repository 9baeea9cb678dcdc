import { describe, expect, it } from 'vitest'
import { reason } from '../../contract/reason.ts'
import { adapter, adapterAddress } from '../../testing/adapters.ts'
import type { GatewayReading } from '../gateway.ts'
import { standingOf } from '../gateway.ts'
import type { SourceAnswer } from '../observation.ts'
import { isReachedWithoutWan, judgeNat, type NatFacts } from './nat.ts'

const SEEN = '11.22.33.1'
const home = adapter({ addresses: [adapterAddress('192.168.1.7')] })

const reading = (address: string | null, adapterId = 'eth0'): GatewayReading => ({
  gateway: {
    adapterId,
    adapterName: adapterId,
    localAddress: '192.168.1.7',
    address: '192.168.1.1',
    physicalAddress: null,
  },
  ...{ protocol: 'nat-pmp', address, standing: address === null ? null : standingOf(address) },
  ...{ refused: null, detail: null, tookMs: 1 },
})
const answer = (name: string, address: string | null = SEEN): SourceAnswer => {
  return { source: 'echo', name, address, refused: null, detail: null, tookMs: 1 }
}
const factsWith = (facts: Partial<NatFacts>): NatFacts => ({
  family: 'ipv4',
  observation: { kind: 'known', address: SEEN, why: reason('echo-agreed') },
  current: [SEEN],
  answers: [answer('a'), answer('b')],
  gateways: [],
  adapters: [home],
  ...facts,
})
const judge = (facts: Partial<NatFacts>) => judgeNat(factsWith(facts))

describe('the router’s address', () => {
  it.each([
    ['100.64.0.1', 'nat-carrier'],
    ['100.127.255.254', 'nat-carrier'],
    ['192.0.0.1', 'nat-ds-lite'],
    ['192.0.0.6', 'nat-ds-lite'],
    ['10.1.2.3', 'nat-double'],
    ['172.31.255.1', 'nat-double'],
    ['192.168.178.2', 'nat-double'],
    ['11.22.33.2', 'nat-before'],
  ])('%s asks about %s', (address, code) => {
    expect(judge({ gateways: [reading(address)] })).toMatchObject({ guard: 'nat', effect: 'ask', why: { code } })
  })

  it.each(['0.0.0.0', '192.0.0.8', '198.18.0.1', '100.63.255.255', null])('%s tells nothing by itself', (address) => {
    const gateways = [reading(address)]
    expect(judge({ gateways, current: [] })).toBeNull()
  })

  it('passes when it is the address that services see', () => {
    expect(judge({ gateways: [reading(SEEN)] })).toEqual({ guard: 'nat', effect: 'pass', why: null })
  })

  it('is that of the router through which the traffic leaves', () => {
    expect(judge({ gateways: [reading('10.0.0.2', 'wlan0')] })).toBeNull()
  })

  it.each<[string, Partial<NatFacts>]>([
    ['was not published before', { current: [] }],
    ['one service alone sees', { answers: [answer('a'), answer('b', '11.22.33.2')] }],
    ['only the router and a service see', { answers: [{ ...answer('r'), source: 'gateway' }, answer('a')] }],
  ])('may differ from an address that %s, around a change', (_, facts) => {
    expect(judge({ gateways: [reading('11.22.33.2')], ...facts })).toBeNull()
  })
})

describe('a router that says it has no address', () => {
  const gateways = [{ ...reading(null), standing: 'no-wan' as const }]

  it('is behind another translator when services are reached through it for half a minute', () => {
    expect(judge({ gateways, withoutWanForMs: 30_000 })).toMatchObject({ effect: 'ask', why: { code: 'nat-unnamed' } })
    expect(judge({ gateways, withoutWanForMs: 29_999 })).toBeNull()
    expect(judge({ gateways })).toBeNull()
  })

  it.each<[boolean | null, string, Partial<NatFacts>]>([
    [true, 'one service sees the published address', { gateways, answers: [answer('a')] }],
    [false, 'it tells an address', { gateways: [reading('10.0.0.2')] }],
    [false, 'the address was not published before', { gateways, current: [] }],
    [null, 'nobody outside sees it', { gateways, answers: [] }],
    [null, 'it says nothing', { gateways: [reading(null)] }],
    [null, 'it has not answered yet', { gateways: [] }],
  ])('counts as that: %s, when %s', (expected, _, facts) => {
    expect(isReachedWithoutWan(factsWith(facts))).toBe(expected)
    if (expected !== true) {
      expect(judge({ ...facts, withoutWanForMs: 60_000 })?.why?.code).not.toBe('nat-unnamed')
    }
  })
})

describe('this computer’s own address', () => {
  const at = (address: string) => [adapter({ addresses: [adapterAddress(address)] })]

  it.each([
    ['100.64.3.4', 'nat-carrier-adapter'],
    ['192.0.0.2', 'nat-ds-lite'],
  ])('%s asks about %s, whatever the router says', (address, code) => {
    for (const gateways of [[], [reading(SEEN)]]) {
      expect(judge({ adapters: at(address), gateways })).toMatchObject({ effect: 'ask', why: { code } })
    }
  })

  it('passes when it is the address that services see', () => {
    expect(judge({ adapters: at(SEEN) })).toMatchObject({ effect: 'pass' })
    expect(judge({ adapters: at(SEEN), gateways: [reading('10.0.0.1')] })).toMatchObject({ effect: 'pass' })
  })

  it('of an overlay network beside the real one tells nothing', () => {
    const overlay = adapter({ name: 'tailscale0', kind: 'tunnel', addresses: [adapterAddress('100.101.1.2')] })
    expect(judge({ adapters: [home, overlay] })).toBeNull()
  })
})

it('nothing is said of IPv6, and nothing without an address', () => {
  const gateways = [reading('100.64.0.1')]
  expect(judge({ family: 'ipv6', gateways })).toBeNull()
  expect(judge({ observation: { kind: 'unknown', why: reason('echo-none') }, gateways })).toBeNull()
  expect(judge({ observation: { kind: 'unmanaged' }, gateways })).toBeNull()
  expect(judge({ adapters: [], gateways })).toBeNull()
})
