import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NETWORK_POLICIES } from '../../contract/guards.ts'
import { adapter, defaultRoute } from '../../testing/adapters.ts'
import type { Adapter } from '../adapter.ts'
import {
  hasMoved,
  isIdentified,
  isSameNetwork,
  judgeNetwork,
  mayBeSameNetwork,
  type Network,
  networkOf,
  networkText,
} from './network.ts'

const network = (change: Partial<Network> = {}): Network => {
  return { mac: '02:00:00:00:00:01', profile: null, gateway: '192.168.1.1', adapterId: 'eth0', ...change }
}

describe('the network that the adapter table tells', () => {
  it('is that of the best route, IPv4 before IPv6', () => {
    const wlan = adapter({
      name: 'wlan0',
      kind: 'wireless',
      networkProfileId: '{1}',
      defaultRoutes: [{ ...defaultRoute('ipv4', 50), gatewayPhysicalAddress: '02:00:00:00:00:07' }],
    })
    expect(networkOf([adapter(), wlan])).toEqual({
      ...{ mac: '02:00:00:00:00:07', profile: '{1}', gateway: '192.168.1.1', adapterId: 'wlan0' },
    })
    expect(networkOf([adapter({ defaultRoutes: [defaultRoute('ipv6')] })])).toMatchObject({ gateway: 'fe80::1' })
  })

  it('is none of a tunnel, of an adapter that is down, or without a way out', () => {
    expect(networkOf([adapter({ kind: 'tunnel' })])).toBeNull()
    expect(networkOf([adapter({ state: 'down' })])).toBeNull()
    expect(networkOf([adapter({ defaultRoutes: [] })])).toBeNull()
  })

  it('is unknown where the system does not tell its routers', () => {
    expect(networkOf([adapter({ isHardware: null, lowerIds: null })])).toBeNull()
  })

  it('does not depend on the order of the adapters', () => {
    const some = fc.array(
      fc.record({
        metric: fc.integer({ min: 1, max: 3 }),
        id: fc.constantFrom('a', 'b', 'c', 'd'),
        isUp: fc.boolean(),
      }),
      { maxLength: 5 },
    )
    fc.assert(
      fc.property(some, fc.func(fc.integer()), (drawn, order) => {
        const adapters = drawn.map(
          ({ metric, id, isUp }, index): Adapter =>
            adapter({
              name: `${id}${index}`,
              state: isUp ? 'up' : 'down',
              defaultRoutes: [{ ...defaultRoute('ipv4', metric), gatewayPhysicalAddress: `02:00:00:00:00:0${index}` }],
            }),
        )
        const other = [...adapters].sort((a, b) => order(a.id) - order(b.id))
        expect(networkOf(other)).toEqual(networkOf(adapters))
      }),
    )
  })
})

describe('two networks', () => {
  it.each<[string, Partial<Network>, Partial<Network>, boolean]>([
    ['of one router', {}, {}, true],
    ['of one router, by two adapters', {}, { adapterId: 'wlan0', gateway: '10.0.0.1' }, true],
    ['of two routers with one address', {}, { mac: '02:00:00:00:00:99' }, false],
    ['of one profile and one router', { profile: '{1}' }, { profile: '{1}' }, true],
    ['of routers that share a hardware address, by their profiles', { profile: '{1}' }, { profile: '{2}' }, false],
    ['of one router, where one profile is unknown', { profile: '{1}' }, {}, true],
    ['of routers without a known hardware address', { mac: null }, { mac: null }, true],
    ['of such routers with two addresses', { mac: null }, { mac: null, gateway: '10.0.0.1' }, false],
  ])('%s', (_, a, b, isSame) => {
    expect(isSameNetwork(network(a), network(b))).toBe(isSame)
    expect(isSameNetwork(network(b), network(a))).toBe(isSame)
    expect(hasMoved(network(a), network(b))).toBe(!isSame && a.mac !== null)
  })

  it('may be the same while a hardware address is unknown, but are not for certain', () => {
    expect(isSameNetwork(network(), network({ mac: null }))).toBe(false)
    expect(mayBeSameNetwork(network(), network({ mac: null }))).toBe(true)
    expect(mayBeSameNetwork(network(), network({ mac: null, gateway: '10.0.0.1' }))).toBe(false)
    expect(hasMoved(network(), network({ mac: null }))).toBe(false)
    expect(hasMoved(null, network())).toBe(false)
  })
})

it('a dialled line without a router is known by its adapter, and by its profile where there is one', () => {
  expect(isIdentified(network({ mac: null, gateway: null, profile: '{1}' }))).toBe(true)
  expect(isIdentified(network({ mac: null, gateway: null }))).toBe(true)
  expect(isIdentified(network({ mac: null }))).toBe(false)
  expect(networkText(network({ mac: null, gateway: null, profile: '{1}' }))).toBe('eth0 {1}')
})

it('the verdict in every case', () => {
  const table = NETWORK_POLICIES.flatMap((policy) =>
    (['known', 'away', 'new'] as const).map((standing) => {
      const { effect, why } = judgeNetwork({ network: network(), standing, policy })
      return [policy, standing, effect, why?.code ?? null]
    }),
  )
  expect(table).toEqual([
    ['ask', 'known', 'pass', null],
    ['ask', 'away', 'hold', 'network-away'],
    ['ask', 'new', 'hold', 'network-new'],
    ['publish', 'known', 'pass', null],
    ['publish', 'away', 'pass', null],
    ['publish', 'new', 'pass', null],
    ['known-only', 'known', 'pass', null],
    ['known-only', 'away', 'hold', 'network-away'],
    ['known-only', 'new', 'hold', 'network-not-known'],
  ])
  const unknown = { network: network({ mac: null }), standing: 'new' } as const
  expect(judgeNetwork({ ...unknown, policy: 'ask' }).why?.code).toBe('network-unidentified')
  expect(judgeNetwork({ ...unknown, policy: 'publish' }).effect).toBe('pass')
})
