import { describe, expect, it } from 'vitest'
import type { Adapter, AdapterAddress } from '../../../model/adapter.ts'
import { adapter, adapterAddress, defaultRoute } from '../../../testing/adapters.ts'
import { type AdapterCriteria, chooseAdapter, hasDefaultRoute } from './choose-adapter.ts'

const GLOBAL = '2a0e:1111::10'
const OTHER = '2a0e:1111::20'

const choose = (adapters: readonly Adapter[], overrides: Partial<AdapterCriteria> = {}) =>
  chooseAdapter({ family: 'ipv6', named: null, mode: 'address', current: [], ...overrides }, adapters)

const wifi = (overrides: Partial<Adapter> = {}) =>
  adapter({ name: 'wlan0', kind: 'wireless', index: 3, addresses: [adapterAddress(OTHER)], ...overrides })

describe('the choice of an adapter', () => {
  it('chooses the global address of the adapter with the default route', () => {
    const answer = choose([adapter({ addresses: [adapterAddress('fe80::2'), adapterAddress(GLOBAL)] })])
    expect(answer).toMatchObject({
      address: GLOBAL,
      why: { code: 'adapter-chosen', params: { adapter: 'eth0', metric: 100 } },
    })
    expect(answer.candidates).toEqual([
      expect.objectContaining({
        address: null,
        chosen: true,
        why: expect.objectContaining({ code: 'adapter-chosen' }),
      }),
      expect.objectContaining({
        address: 'fe80::2',
        chosen: false,
        why: expect.objectContaining({ code: 'address-special-purpose' }),
      }),
      expect.objectContaining({
        address: GLOBAL,
        chosen: true,
        why: expect.objectContaining({ code: 'address-chosen' }),
      }),
    ])
  })

  it('takes wired before wireless even when its metric is higher', () => {
    const wired = adapter({ defaultRoutes: [defaultRoute('ipv6', 900)], addresses: [adapterAddress(GLOBAL)] })
    const answer = choose([wifi(), wired])
    expect(answer.address).toBe(GLOBAL)
    expect(answer.candidates.find((it) => it.adapterName === 'wlan0' && it.address === null)?.why.code).toBe(
      'adapter-wired-first',
    )
    expect(answer.candidates.find((it) => it.address === OTHER)?.why.code).toBe('adapter-wired-first')
  })

  it.each([
    ['goes down', { state: 'down' }],
    ['loses its carrier', { state: 'lower-layer-down' }],
    ['loses its default route', { defaultRoutes: [defaultRoute('ipv4')] }],
    ['loses its address', { addresses: [] }],
  ] as const)('fails over to wireless when the wired one %s', (_what, change) => {
    const answer = choose([adapter({ addresses: [adapterAddress(GLOBAL)], ...change }), wifi()])
    expect(answer.address).toBe(OTHER)
  })

  it('takes hardware before an adapter that only calls itself wired', () => {
    const posing = adapter({
      name: 'Ethernet 2',
      isHardware: false,
      defaultRoutes: [defaultRoute('ipv6', 1)],
      addresses: [adapterAddress(GLOBAL)],
    })
    const answer = choose([posing, wifi()])
    expect(answer.address).toBe(OTHER)
    expect(answer.candidates[0]?.why.code).toBe('adapter-physical-first')
  })

  it('takes the lowest metric among adapters of one kind', () => {
    const slow = adapter({
      name: 'eth0',
      defaultRoutes: [defaultRoute('ipv6', 200)],
      addresses: [adapterAddress(GLOBAL)],
    })
    const fast = adapter({
      name: 'eth1',
      defaultRoutes: [defaultRoute('ipv6', 50)],
      addresses: [adapterAddress(OTHER)],
    })
    const answer = choose([slow, fast])
    expect(answer.address).toBe(OTHER)
    expect(answer.candidates[0]?.why).toEqual({
      code: 'adapter-worse-metric',
      params: { adapter: 'eth0', metric: 200, best: 50 },
    })
  })

  it.each(['ppp', 'tunnel', 'virtual', 'other'] as const)(
    'lets a %s adapter stand by while a wireless one is up',
    (kind) => {
      const rest = adapter({
        name: 'x0',
        kind,
        defaultRoutes: [defaultRoute('ipv6', 1)],
        addresses: [adapterAddress(GLOBAL)],
      })
      const answer = choose([rest, wifi()])
      expect(answer.address).toBe(OTHER)
      expect(answer.candidates[0]?.why.code).toBe('adapter-physical-first')
      expect(choose([rest]).address).toBe(GLOBAL)
    },
  )

  it('never chooses loopback, whatever its routes are', () => {
    const answer = choose([adapter({ name: 'lo', kind: 'loopback', addresses: [adapterAddress(GLOBAL)] })])
    expect(answer).toMatchObject({ adapter: null, address: null, why: { code: 'offline' } })
    expect(answer.candidates[0]?.why.code).toBe('adapter-loopback')
  })

  it.each([
    ['address-tentative', { dadState: 'tentative' }],
    ['address-duplicate', { dadState: 'duplicate' }],
    ['address-deprecated', { dadState: 'deprecated' }],
    ['address-deprecated', { preferredLifetimeS: 0 }],
    ['address-not-preferred', { dadState: 'invalid' }],
    ['address-temporary', { temporary: true }],
  ] as const)('passes over an address for %s', (code, change) => {
    const answer = choose([adapter({ addresses: [adapterAddress(GLOBAL, change)] })])
    expect(answer).toMatchObject({ adapter: null, address: null, why: { code: 'adapter-no-usable-address' } })
    expect(answer.candidates.find((it) => it.address === GLOBAL)?.why.code).toBe(code)
  })

  it.each(['fd00::1', '2001:db8::1', '2002:b16:212c::1', '3fff::1', '2001::1'])('never publishes %s', (address) => {
    expect(choose([adapter({ addresses: [adapterAddress(address)] })]).address).toBeNull()
  })

  describe('with several addresses on one adapter', () => {
    const addressOf = (a: Parameters<typeof adapterAddress>[1], b: typeof a, current: readonly string[] = []) => {
      const [first, second] = [adapterAddress(GLOBAL, a), adapterAddress(OTHER, b)]
      const there = choose([adapter({ addresses: [first, second] })], { current })
      const back = choose([adapter({ addresses: [second, first] })], { current })
      expect(back.address).toBe(there.address)
      return there.address
    }

    it('takes the one with the longest lifetime, in whatever order the system lists them', () => {
      expect(addressOf({ preferredLifetimeS: 100 }, { preferredLifetimeS: 200 })).toBe(OTHER)
      expect(addressOf({ preferredLifetimeS: 200 }, { preferredLifetimeS: 100 })).toBe(GLOBAL)
    })

    it('takes a permanent one before any other, published or not', () => {
      expect(addressOf({ preferredLifetimeS: 9_999_999 }, { preferredLifetimeS: null }, [GLOBAL])).toBe(OTHER)
    })

    it('keeps the published one when another gets a longer lifetime', () => {
      expect(addressOf({ preferredLifetimeS: 100 }, { preferredLifetimeS: 200 }, [GLOBAL])).toBe(GLOBAL)
    })

    it('takes a prefix that goes on before one that the router ends, whatever else is still preferred in it', () => {
      const ended = adapterAddress('2a0e:1111:0:a::10', { dadState: 'deprecated', preferredLifetimeS: 0 })
      const lease = adapterAddress('2a0e:1111:0:a::d01', { prefixOrigin: 'dhcp', suffixOrigin: 'dhcp' })
      const manual = adapterAddress('2a0e:1111:0:a::1', { prefixOrigin: 'manual', preferredLifetimeS: null })
      const old = adapterAddress('2a0e:1111:0:b::1', { temporary: true, dadState: 'deprecated', preferredLifetimeS: 0 })
      const next = adapterAddress('2a0e:1111:0:b::10', { preferredLifetimeS: 100 })
      const answer = choose([adapter({ addresses: [ended, lease, manual, old, next] })], { current: [lease.address] })
      expect(answer.address).toBe(next.address)
      expect(answer.candidates.find(({ address }) => address === lease.address)?.why.code).toBe('address-prefix-ended')
      // Without another prefix the lease still counts: it is preferred itself.
      expect(choose([adapter({ addresses: [ended, lease] })]).address).toBe(lease.address)
    })

    it('breaks a tie the same way each time', () => {
      expect(addressOf({}, {})).toBe(GLOBAL)
    })
  })

  describe('with a kind of address named in the settings', () => {
    const MAC = '02:11:22:33:44:55'
    const address = {
      stable: adapterAddress('2a0e:1111::a'),
      temporary: adapterAddress('2a0e:1111::b', { temporary: true, suffixOrigin: 'random' }),
      dhcpv6: adapterAddress('2a0e:1111::c', { prefixOrigin: 'dhcp', suffixOrigin: 'dhcp', prefixLength: 128 }),
      eui64: adapterAddress('2a0e:1111::11:22ff:fe33:4455'),
      untold: adapterAddress('2a0e:1111::d', { prefixOrigin: 'other', suffixOrigin: 'other' }),
    }
    const all = [address.stable, address.temporary, address.dhcpv6, address.eui64, address.untold]
    const home = (addresses: readonly AdapterAddress[], physicalAddress: string | null = MAC) => [
      adapter({ physicalAddress, addresses }),
    ]

    it.each(['temporary', 'dhcpv6', 'eui64'] as const)('takes the address that is %s by its origin', (kind) => {
      for (const addresses of [all, [...all].reverse()]) {
        expect(choose(home(addresses), { kind })).toMatchObject({ address: address[kind].address })
      }
    })

    it.each([
      ['temporary', 'kind-none-temporary'],
      ['dhcpv6', 'kind-none-dhcpv6'],
      ['eui64', 'kind-none-eui64'],
    ] as const)('takes no other one in place of a %s one', (kind, code) => {
      const others = [address.stable, address.temporary, address.dhcpv6, address.eui64]
      const answer = choose(home(others.filter((one) => one !== address[kind])), { kind })
      expect(answer).toMatchObject({ address: null, why: { code, params: { adapter: 'eth0' } } })
    })

    it('does not guess what the system does not tell', () => {
      const untold = { address: null, why: { code: 'address-origin-untold' } }
      expect(choose(home([address.untold]), { kind: 'dhcpv6' })).toMatchObject(untold)
      expect(choose(home([address.eui64], null), { kind: 'eui64' })).toMatchObject(untold)
      // Without the addon an address may be a temporary one, and nobody says that it is.
      const perhaps = adapterAddress(GLOBAL, { temporary: true, suffixOrigin: 'other' })
      expect(choose(home([perhaps]), { kind: 'temporary' })).toMatchObject(untold)
      expect(choose(home([perhaps])).address).toBeNull()
    })

    it.each(['temporary', 'dhcpv6', 'eui64'] as const)('takes a %s one only while it is ready', (kind) => {
      for (const change of [
        { dadState: 'tentative' },
        { dadState: 'duplicate' },
        { dadState: 'deprecated' },
        { preferredLifetimeS: 0 },
      ] as const) {
        expect(choose(home([{ ...address[kind], ...change }]), { kind }).address).toBeNull()
      }
    })
  })

  describe('with an adapter named in the settings', () => {
    it('matches the name and the id, in any case', () => {
      const guid = adapter({ id: '{AA-BB}', name: 'Ethernet 2', addresses: [adapterAddress(GLOBAL)] })
      for (const named of ['Ethernet 2', 'ethernet 2', '{aa-bb}']) {
        expect(choose([wifi(), guid], { named })).toMatchObject({ address: GLOBAL, why: { code: 'adapter-named' } })
      }
    })

    it('does not fall back to another one', () => {
      const answer = choose([adapter({ addresses: [adapterAddress(GLOBAL)] }), wifi({ state: 'down' })], {
        named: 'wlan0',
      })
      expect(answer).toMatchObject({ address: null, why: { code: 'adapter-down' } })
      expect(answer.candidates[0]?.why.code).toBe('adapter-not-named')
    })

    it('reports when there is no such adapter', () => {
      expect(choose([adapter()], { named: 'eth9' }).why).toEqual({
        code: 'adapter-missing',
        params: { adapter: 'eth9' },
      })
    })

    it('still refuses a special-purpose address', () => {
      const lan = adapter({ addresses: [adapterAddress('192.168.1.7')] })
      expect(choose([lan], { named: 'eth0', family: 'ipv4' })).toMatchObject({
        address: null,
        why: { code: 'adapter-no-usable-address' },
      })
    })
  })

  it('chooses the egress adapter of a family whatever its addresses are', () => {
    const answer = choose([adapter({ addresses: [adapterAddress('192.168.1.7')] })], { family: 'ipv4', mode: 'egress' })
    expect(answer.adapter?.name).toBe('eth0')
    expect(answer.address).toBeNull()
    expect(answer.candidates.map((it) => it.chosen)).toEqual([true, false])
  })

  it('distinguishes a family without a default route from being offline', () => {
    const onlyIpv4 = adapter({ defaultRoutes: [defaultRoute('ipv4')] })
    expect(choose([onlyIpv4]).why).toEqual({ code: 'no-route', params: { family: 'IPv6' } })
    expect(choose([]).why.code).toBe('offline')
    expect(hasDefaultRoute([onlyIpv4], ['ipv6'])).toBe(false)
    expect(hasDefaultRoute([onlyIpv4], ['ipv4'])).toBe(true)
  })
})
