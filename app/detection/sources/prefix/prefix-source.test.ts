import { describe, expect, it } from 'vitest'
import type { FamilyPolicy } from '../../../contract/address-sources.ts'
import type { Adapter, AdapterAddress } from '../../../model/adapter.ts'
import type { ObservationReport } from '../../../model/observation.ts'
import { adapter, adapterAddress } from '../../../testing/adapters.ts'
import { createHandClock } from '../../../testing/hand-clock.ts'
import { createIpv6Home, type Ipv6Home } from '../../../testing/ipv6-home.ts'

const OLD = '2a0e:1111:0:a::10'
const NEW = '2a0e:1111:0:b::10'
const suffix = (text: string, named?: string) =>
  ({ source: 'prefix', suffix: text, ...(named === undefined ? {} : { adapter: named }) }) as const
const NAS = suffix('::1234/64')

interface Scene {
  readonly policy?: FamilyPolicy
  readonly addresses?: readonly AdapterAddress[]
  readonly adapters?: readonly Adapter[]
  readonly current?: readonly string[]
  readonly set?: (home: Ipv6Home) => void
}

async function observe(scene: Scene): Promise<ObservationReport & { readonly asked: number }> {
  const { policy = NAS, addresses = [adapterAddress(OLD)], current = [], set } = scene
  const adapters = scene.adapters ?? [adapter({ addresses })]
  const clock = createHandClock()
  const home = createIpv6Home(clock)
  set?.(home)
  const pending = home.detector.observe({ family: 'ipv6', policy, current }, adapters)
  await clock.advance(20_000)
  return { ...(await pending), asked: home.asked.length }
}
const nobody = (home: Ipv6Home) => {
  home.sees = () => null
}

describe('a fixed suffix', () => {
  it('stands on the prefix in which a service sees this computer, and says that the device itself is not confirmed', async () => {
    const { observation, answers, asked } = await observe({})
    expect(observation).toEqual({
      kind: 'known',
      address: '2a0e:1111:0:a::1234',
      why: {
        code: 'prefix-confirmed',
        params: { address: '2a0e:1111:0:a::1234', suffix: '::1234/64', adapter: 'eth0', operator: 'api6.ipify.org' },
      },
    })
    expect(answers.map(({ source, name, address }) => [source, name, address])).toEqual([
      ['adapter', 'eth0', OLD],
      ['echo', 'api6.ipify.org', OLD],
    ])
    expect(asked).toBe(1)
  })

  it('takes exactly the bits behind its prefix length', async () => {
    const addresses = [adapterAddress('2a0e:1111:0:abcd::10')]
    const at = async (text: string) => (await observe({ policy: suffix(text), addresses })).observation
    expect(await at('::1234/64')).toMatchObject({ address: '2a0e:1111:0:abcd::1234' })
    expect(await at('::ef:0:0:0:1234/56')).toMatchObject({ address: '2a0e:1111:0:abef::1234' })
    expect(await at('::7:0:0:0:1/60')).toMatchObject({ address: '2a0e:1111:0:abc7::1' })
    expect(await at('::1:0:0:0:1/63')).toMatchObject({ address: '2a0e:1111:0:abcd::1' })
  })

  it('on this computer’s own address has the state of that address', async () => {
    const own = (dadState: AdapterAddress['dadState']) =>
      observe({ addresses: [adapterAddress(OLD), adapterAddress('2a0e:1111:0:a::1234', { dadState })] })
    expect((await own('preferred')).observation).toMatchObject({ kind: 'known', why: { code: 'prefix-own' } })
    expect((await own('duplicate')).observation).toMatchObject({ kind: 'unknown', why: { code: 'address-duplicate' } })
    expect((await own('tentative')).observation).toMatchObject({ kind: 'unknown', why: { code: 'address-tentative' } })
  })

  it('takes the prefix of a temporary address as well', async () => {
    const temporary = adapterAddress(OLD, { temporary: true, suffixOrigin: 'random' })
    expect((await observe({ addresses: [temporary] })).observation).toMatchObject({ address: '2a0e:1111:0:a::1234' })
  })

  it.each([
    ['a deprecated prefix', adapterAddress(OLD, { dadState: 'deprecated', preferredLifetimeS: 0 })],
    ['a prefix that is not checked yet', adapterAddress(OLD, { dadState: 'tentative' })],
    ['a local prefix', adapterAddress('fd00:1::10')],
    ['a link-local address', adapterAddress('fe80::10')],
    ['a documentation prefix', adapterAddress('2001:db8::10')],
  ])('stands on no %s', async (_what, address) => {
    const { observation, asked } = await observe({ addresses: [address] })
    expect(observation).toMatchObject({ kind: 'unknown', why: { code: 'prefix-none', params: { adapter: 'eth0' } } })
    expect(asked).toBe(0)
  })

  it('never stands on a deprecated prefix while there is a preferred one', async () => {
    const addresses = [
      adapterAddress(OLD, { dadState: 'deprecated', preferredLifetimeS: 0 }),
      adapterAddress(NEW, { preferredLifetimeS: 10 }),
    ]
    for (const order of [addresses, [...addresses].reverse()]) {
      const { observation } = await observe({ addresses: order, current: ['2a0e:1111:0:a::1234'] })
      expect(observation).toMatchObject({ kind: 'known', address: '2a0e:1111:0:b::1234' })
    }
  })

  it('never becomes a special-purpose address', async () => {
    // Within 2001::/23 only the suffix decides which block it is in.
    const addresses = [adapterAddress('2001:4:113::10')]
    const { observation } = await observe({
      policy: suffix('0:8:0:0:0:0:0:1/16'),
      addresses: [adapterAddress('2001:200::1')],
    })
    expect(observation).toMatchObject({ kind: 'unknown', why: { code: 'address-special-purpose' } })
    expect((await observe({ addresses })).observation.kind).toBe('unknown')
  })
})

describe('a prefix of the best adapter', () => {
  it('is not taken while no service sees this computer in it', async () => {
    const { observation } = await observe({ set: nobody, current: ['2a0e:1111:0:b::1234'] })
    expect(observation).toEqual({ kind: 'unknown', why: { code: 'prefix-unconfirmed', params: { own: OLD } } })
  })

  it('stays while it is the published one and no service can be asked', async () => {
    const { observation } = await observe({ set: nobody, current: ['2a0e:1111:0:a::1234'] })
    expect(observation).toMatchObject({ kind: 'known', why: { code: 'prefix-still' } })
  })

  it('with subnets of its own stays, too', async () => {
    const policy = suffix('::ff:0:0:0:1/56')
    const { observation } = await observe({ policy, set: nobody, current: ['2a0e:1111:0:ff::1'] })
    expect(observation).toMatchObject({ kind: 'known', address: '2a0e:1111:0:ff::1', why: { code: 'prefix-still' } })
  })

  it('is not taken when a service sees another address in its place', async () => {
    const set = (home: Ipv6Home) => {
      home.sees = () => '2a0e:1111:99::1'
    }
    const { observation } = await observe({ set })
    expect(observation).toMatchObject({ kind: 'unknown', why: { code: 'echo-differs' } })
  })

  it('gives way to one in which this computer is seen, when the router dropped it in silence', async () => {
    // The restarted router announces a new prefix, and no longer knows the old one, which nobody ends.
    const set = (home: Ipv6Home) => {
      home.sees = (from) => (from === NEW ? NEW : null)
    }
    const addresses = [adapterAddress(OLD), adapterAddress(NEW)]
    const { observation } = await observe({ set, addresses, current: ['2a0e:1111:0:a::1234'] })
    expect(observation).toMatchObject({
      kind: 'known',
      address: '2a0e:1111:0:b::1234',
      why: { code: 'prefix-confirmed' },
    })
  })

  it('stays beside another one, whichever is listed first or lives longer', async () => {
    for (const [first, second] of [
      [100, 200],
      [200, 100],
    ]) {
      const addresses = [
        adapterAddress(OLD, { preferredLifetimeS: first ?? 0 }),
        adapterAddress(NEW, { preferredLifetimeS: second ?? 0 }),
      ]
      for (const order of [addresses, [...addresses].reverse()]) {
        const { observation } = await observe({ addresses: order, current: ['2a0e:1111:0:b::1234'] })
        expect(observation).toMatchObject({ address: '2a0e:1111:0:b::1234' })
      }
    }
  })

  it('is not taken from a VPN', async () => {
    const vpn = adapter({ name: 'tun0', kind: 'tunnel', addresses: [adapterAddress('2a0e:1111:9::1')] })
    const wire = adapter({ addresses: [] })
    const set = (home: Ipv6Home) => {
      home.egress = 'tun0'
    }
    const { observation } = await observe({ adapters: [wire, vpn], set })
    expect(observation).toMatchObject({ kind: 'unknown', why: { code: 'vpn-carries', params: { adapter: 'tun0' } } })
  })
})

describe('a prefix of an adapter that the settings name', () => {
  it('is taken at once, and nobody is asked', async () => {
    const other = adapter({ name: 'lab0', index: 5, defaultRoutes: [], addresses: [adapterAddress(NEW)] })
    const adapters = [adapter({ addresses: [adapterAddress(OLD)] }), other]
    const { observation, asked } = await observe({ policy: suffix('::7', 'lab0'), adapters })
    expect(observation).toMatchObject({ kind: 'known', address: '2a0e:1111:0:b::7', why: { code: 'prefix-named' } })
    expect(asked).toBe(0)
  })

  it('is unknown while that adapter is away', async () => {
    const { observation } = await observe({ policy: suffix('::7', 'lab0') })
    expect(observation).toMatchObject({ kind: 'unknown', why: { code: 'adapter-missing' } })
  })
})
