import { describe, expect, it } from 'vitest'
import type { Adapter } from '../../model/adapter.ts'
import { adapter, adapterAddress, defaultRoute } from '../../testing/adapters.ts'
import { type AdapterQuestion, chooseAdapter, hasWayOut } from './adapter.ts'

const GLOBAL = '2a0e:1111::10'
const OTHER = '2a0e:1111::20'

const ask = (adapters: readonly Adapter[], overrides: Partial<AdapterQuestion> = {}) =>
  chooseAdapter({ family: 'ipv6', named: null, seek: 'address', current: [], ...overrides }, adapters)

const wifi = (overrides: Partial<Adapter> = {}) =>
  adapter({ name: 'wlan0', kind: 'wireless', index: 3, addresses: [adapterAddress(OTHER)], ...overrides })

describe('the adapter source', () => {
  it('chooses the global address of the adapter that leads out', () => {
    const answer = ask([adapter({ addresses: [adapterAddress('fe80::2'), adapterAddress(GLOBAL)] })])
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
    const answer = ask([wifi(), wired])
    expect(answer.address).toBe(GLOBAL)
    expect(answer.candidates.find((it) => it.adapterName === 'wlan0' && it.address === null)?.why.code).toBe(
      'adapter-wired-first',
    )
    expect(answer.candidates.find((it) => it.address === OTHER)?.why.code).toBe('adapter-wired-first')
  })

  it.each([
    ['goes down', { state: 'down' }],
    ['loses its carrier', { state: 'lower-layer-down' }],
    ['loses its way out', { defaultRoutes: [defaultRoute('ipv4')] }],
    ['loses its address', { addresses: [] }],
  ] as const)('fails over to wireless when the wired one %s', (_what, change) => {
    const answer = ask([adapter({ addresses: [adapterAddress(GLOBAL)], ...change }), wifi()])
    expect(answer.address).toBe(OTHER)
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
    const answer = ask([slow, fast])
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
      const answer = ask([rest, wifi()])
      expect(answer.address).toBe(OTHER)
      expect(answer.candidates[0]?.why.code).toBe('adapter-physical-first')
      expect(ask([rest]).address).toBe(GLOBAL)
    },
  )

  it('never takes loopback, whatever it carries', () => {
    const answer = ask([adapter({ name: 'lo', kind: 'loopback', addresses: [adapterAddress(GLOBAL)] })])
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
    const answer = ask([adapter({ addresses: [adapterAddress(GLOBAL, change)] })])
    expect(answer).toMatchObject({ adapter: null, address: null, why: { code: 'adapter-no-usable-address' } })
    expect(answer.candidates.find((it) => it.address === GLOBAL)?.why.code).toBe(code)
  })

  it.each(['fd00::1', '2001:db8::1', '2002:b16:212c::1', '3fff::1', '2001::1'])('never publishes %s', (address) => {
    expect(ask([adapter({ addresses: [adapterAddress(address)] })]).address).toBeNull()
  })

  describe('with several addresses on one adapter', () => {
    const choose = (a: Parameters<typeof adapterAddress>[1], b: typeof a, current: readonly string[] = []) => {
      const [first, second] = [adapterAddress(GLOBAL, a), adapterAddress(OTHER, b)]
      const there = ask([adapter({ addresses: [first, second] })], { current })
      const back = ask([adapter({ addresses: [second, first] })], { current })
      expect(back.address).toBe(there.address)
      return there.address
    }

    it('takes the one that is kept longest, in whatever order the system lists them', () => {
      expect(choose({ preferredLifetimeS: 100 }, { preferredLifetimeS: 200 })).toBe(OTHER)
      expect(choose({ preferredLifetimeS: 200 }, { preferredLifetimeS: 100 })).toBe(GLOBAL)
    })

    it('takes a permanent one before any other, published or not', () => {
      expect(choose({ preferredLifetimeS: 9_999_999 }, { preferredLifetimeS: null }, [GLOBAL])).toBe(OTHER)
    })

    it('stays with the published one when lifetimes pass each other', () => {
      expect(choose({ preferredLifetimeS: 100 }, { preferredLifetimeS: 200 }, [GLOBAL])).toBe(GLOBAL)
    })

    it('breaks a tie the same way each time', () => {
      expect(choose({}, {})).toBe(GLOBAL)
    })
  })

  describe('with an adapter named in the settings', () => {
    it('matches the name and the id, in any case', () => {
      const guid = adapter({ id: '{AA-BB}', name: 'Ethernet 2', addresses: [adapterAddress(GLOBAL)] })
      for (const named of ['Ethernet 2', 'ethernet 2', '{aa-bb}']) {
        expect(ask([wifi(), guid], { named })).toMatchObject({ address: GLOBAL, why: { code: 'adapter-named' } })
      }
    })

    it('does not fall back to another one', () => {
      const answer = ask([adapter({ addresses: [adapterAddress(GLOBAL)] }), wifi({ state: 'down' })], {
        named: 'wlan0',
      })
      expect(answer).toMatchObject({ address: null, why: { code: 'adapter-down' } })
      expect(answer.candidates[0]?.why.code).toBe('adapter-not-named')
    })

    it('says when there is no such adapter', () => {
      expect(ask([adapter()], { named: 'eth9' }).why).toEqual({ code: 'adapter-missing', params: { adapter: 'eth9' } })
    })

    it('still refuses a special-purpose address', () => {
      const lan = adapter({ addresses: [adapterAddress('192.168.1.7')] })
      expect(ask([lan], { named: 'eth0', family: 'ipv4' })).toMatchObject({
        address: null,
        why: { code: 'adapter-no-usable-address' },
      })
    })
  })

  it('names the carrier of a family whatever its addresses are', () => {
    const answer = ask([adapter({ addresses: [adapterAddress('192.168.1.7')] })], { family: 'ipv4', seek: 'carrier' })
    expect(answer.adapter?.name).toBe('eth0')
    expect(answer.address).toBeNull()
    expect(answer.candidates.map((it) => it.chosen)).toEqual([true, false])
  })

  it('tells a family without a way out from being offline', () => {
    const onlyIpv4 = adapter({ defaultRoutes: [defaultRoute('ipv4')] })
    expect(ask([onlyIpv4]).why).toEqual({ code: 'no-route', params: { family: 'IPv6' } })
    expect(ask([]).why.code).toBe('offline')
    expect(hasWayOut([onlyIpv4], ['ipv6'])).toBe(false)
    expect(hasWayOut([onlyIpv4], ['ipv4'])).toBe(true)
  })
})
