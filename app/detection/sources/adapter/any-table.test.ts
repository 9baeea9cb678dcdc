// Random adapter tables: the choice never depends on the order in which the system lists adapters and addresses, and never is an
// address that may not be published.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Adapter, AdapterAddress, AdapterKind } from '../../../model/adapter.ts'
import { isEui64, samePrefix } from '../../../model/ipv6-prefix.ts'
import { publishable } from '../../../model/special-purpose.ts'
import { adapter, adapterAddress, defaultRoute } from '../../../testing/adapters.ts'
import { onePerPrefix } from '../prefix/current-prefix.ts'
import type { WantedKind } from './address-verdict.ts'
import { chooseAdapter } from './choose-adapter.ts'

const MAC = '02:11:22:33:44:55'
const TEXTS = [
  ...['2a0e:1111:0:a::1', '2a0e:1111:0:a::2', '2a0e:1111:0:b::1', '2a0e:1111:0:b:11:22ff:fe33:4455'],
  ...['2a0e:1111:0:a:11:22ff:fe33:4455', '2001:db8::1', '2002:b16:212c::1', '3fff::1', 'fd00:1::1', 'fe80::1', '::1'],
  ...['64:ff9b::b16:212c', '2001::1', '4000::1', '11.22.33.1', '11.22.33.2', '192.168.1.7', '100.64.0.1', '192.0.0.2'],
]
const KINDS: readonly WantedKind[] = ['any', 'stable', 'temporary', 'dhcpv6', 'eui64']

const lifetime = fc.option(fc.constantFrom(0, 10, 60, 1_800, 3_600, 7_200))
const anyAddress: fc.Arbitrary<AdapterAddress> = fc
  .record({
    text: fc.oneof(
      { arbitrary: fc.constantFrom(...TEXTS.slice(0, 5)), weight: 3 },
      { arbitrary: fc.constantFrom(...TEXTS), weight: 1 },
    ),
    prefixLength: fc.constantFrom(56, 64, 128),
    prefixOrigin: fc.constantFrom('other', 'manual', 'dhcp', 'router-advertisement'),
    suffixOrigin: fc.constantFrom('other', 'manual', 'dhcp', 'link-layer-address', 'random'),
    // Most are ready: otherwise there would seldom be a choice.
    dadState: fc.constantFrom(
      'preferred',
      'preferred',
      'preferred',
      'preferred',
      'tentative',
      'duplicate',
      'deprecated',
      'invalid',
    ),
    temporary: fc.boolean(),
    validLifetimeS: lifetime,
    preferredLifetimeS: lifetime,
  })
  .map(({ text, ...facts }) => adapterAddress(text, facts as Partial<AdapterAddress>))

const anyAdapter = fc.record({
  kind: fc.constantFrom<AdapterKind>('wired', 'wireless', 'ppp', 'tunnel', 'loopback', 'virtual', 'other'),
  isHardware: fc.constantFrom(true, false, null),
  state: fc.constantFrom<Adapter['state']>('up', 'up', 'up', 'up', 'down'),
  physicalAddress: fc.constantFrom(MAC, null),
  routes: fc.array(fc.tuple(fc.constantFrom('ipv4' as const, 'ipv6' as const), fc.constantFrom(1, 100, 600)), {
    minLength: 1,
    maxLength: 3,
  }),
  addresses: fc.uniqueArray(anyAddress, { selector: ({ address }) => address, minLength: 1, maxLength: 6 }),
})

const anyTable = fc.array(anyAdapter, { maxLength: 5 }).map((all) =>
  all.map(({ routes, ...facts }, at) =>
    adapter({
      name: `if${at}`,
      index: at + 1,
      defaultRoutes: routes.map(([family, metric]) => defaultRoute(family, metric)),
      ...facts,
    }),
  ),
)

const anyQuestion = fc.record({
  family: fc.constantFrom('ipv4' as const, 'ipv6' as const),
  named: fc.constantFrom(null, null, 'if0', 'if1'),
  mode: fc.constantFrom('address' as const, 'egress' as const),
  kind: fc.constantFrom(...KINDS),
  current: fc.subarray(TEXTS, { maxLength: 3 }),
})

/** Another order of the same table, also of each adapter's addresses. */
const shuffled = (table: readonly Adapter[], seed: number): readonly Adapter[] => {
  const turn = <T>(all: readonly T[]): T[] => {
    const at = all.length === 0 ? 0 : seed % all.length
    const turned = [...all.slice(at), ...all.slice(0, at)]
    return seed % 2 === 0 ? turned : turned.reverse()
  }
  return turn(table).map((each) => ({
    ...each,
    addresses: turn(each.addresses),
    defaultRoutes: turn(each.defaultRoutes),
  }))
}

/** What has to hold of a chosen address, said again in other words than the rule's. */
function ineligible(entry: AdapterAddress, kind: WantedKind, holder: Adapter): string | null {
  if (!publishable(entry.address).ok) return 'not publishable'
  if (entry.dadState !== 'preferred') return entry.dadState
  if (entry.preferredLifetimeS === 0) return 'no longer preferred'
  if (holder.state !== 'up' || holder.kind === 'loopback') return 'of an adapter that is not used'
  const origins = [entry.prefixOrigin, entry.suffixOrigin]
  if (kind === 'stable' && entry.temporary) return 'temporary'
  if (kind === 'temporary' && !(entry.temporary && entry.suffixOrigin === 'random')) return 'not known to be temporary'
  if (kind === 'dhcpv6' && !origins.includes('dhcp')) return 'not known to come from DHCPv6'
  if (kind === 'eui64' && !isEui64(entry.address, holder.physicalAddress ?? '')) return 'not of the hardware address'
  return null
}

const RUNS = { numRuns: 2_000 }
const byText = <T>(all: readonly T[]): string[] => all.map((each) => JSON.stringify(each)).sort()

describe('over random adapter tables', { timeout: 60_000 }, () => {
  it('the choice and every verdict are the same in whatever order the system lists them', () => {
    const property = fc.property(anyTable, anyQuestion, fc.nat(1_000), (table, question, seed) => {
      const there = chooseAdapter(question, table)
      const back = chooseAdapter(question, shuffled(table, seed))
      expect([back.adapter?.id, back.address, back.why]).toEqual([there.adapter?.id, there.address, there.why])
      expect(back.usable).toEqual(there.usable)
      expect(byText(back.candidates)).toEqual(byText(there.candidates))
    })
    fc.assert(property, { ...RUNS, seed: Date.now() })
  })

  it('no address is chosen that may not be published, or is not of the kind that was asked for', () => {
    let chosen = 0
    const property = fc.property(anyTable, anyQuestion, (table, question) => {
      const { adapter: holder, address, usable } = chooseAdapter({ ...question, mode: 'address' }, table)
      if (holder === null || address === null) return
      chosen += 1
      expect(usable[0]?.address).toBe(address)
      for (const entry of usable) {
        expect(entry.family).toBe(question.family)
        expect(ineligible(entry, question.kind, holder)).toBeNull()
      }
    })
    fc.assert(property, { ...RUNS, seed: Date.now() })
    expect(chosen).toBeGreaterThan(200)
  })

  it('a published prefix that is still good comes before any other', () => {
    const property = fc.property(anyTable, fc.subarray(TEXTS, { maxLength: 2 }), (table, current) => {
      const { usable } = chooseAdapter({ family: 'ipv6', named: null, mode: 'address', kind: 'any', current }, table)
      const owns = onePerPrefix(usable, current)
      const isPublished = (own: string) => current.some((text) => samePrefix(text, own, 64))
      expect(owns.map(isPublished)).toEqual(owns.map(isPublished).sort((a, b) => Number(b) - Number(a)))
      for (const own of owns) expect(owns.filter((other) => samePrefix(own, other, 64))).toEqual([own])
    })
    fc.assert(property, { ...RUNS, seed: Date.now() })
  })
})
