import { describe, expect, it } from 'vitest'
import type { Family } from '../../../model/address.ts'
import type { FamilyKey, FamilyState } from '../../../model/store.ts'
import { addressList, createScriptedDns, type Script } from '../../../testing/scripted-dns.ts'
import { judge } from '../verdict.ts'
import type { Verification } from '../verifier.ts'
import { createPublicAgreement } from './public-agreement.ts'
import { PUBLIC_RESOLVERS } from './public-resolvers.ts'

const NAME = 'nas.example.org'
const OURS = { ipv4: '11.22.33.1', ipv6: '2a0e:1111::1' }
const THEIRS = { ipv4: '11.22.44.9', ipv6: '2a0e:1111:9::9' }
/** A negative answer of a real resolver: it names the zone (RFC 2308). */
const NOTHING = { zone: 'example.org', negativeTtl: 60 }

interface Situation {
  readonly family?: Family
  /** What each of the zone's servers holds for the family in question, and for the other one. */
  readonly holds?: readonly (readonly string[])[]
  readonly otherFamily?: readonly (readonly string[] | null)[]
  readonly servers?: readonly string[]
  /** The answers of the public resolvers, in their order. */
  readonly resolvers: readonly Script[string][]
  readonly source?: Verification['source']
}

async function check({ family = 'ipv4', holds = [[THEIRS[family]]], otherFamily = [[]], ...more }: Situation) {
  const reading = (each: readonly string[] | null, index: number) => ({
    ...{ name: `ns${index}`, address: more.servers?.[index] ?? `11.22.44.${index + 50}` },
    ...{ holds: each, ttl: 60, problem: each === null ? 'timeout' : null },
  })
  const type = family === 'ipv4' ? 'A' : 'AAAA'
  const dns = createScriptedDns(
    Object.fromEntries(
      PUBLIC_RESOLVERS.map(({ address }, index) => [`${address} ${NAME} ${type}`, more.resolvers[index] ?? 'timeout']),
    ),
  )
  const agreement = createPublicAgreement({
    dns,
    resolvers: PUBLIC_RESOLVERS,
    states: { state: ({ family: of }: FamilyKey) => ({ confirmed: OURS[of] }) as FamilyState },
    zone: { read: async () => ({ zone: 'example.org', why: null, servers: otherFamily.map(reading), unanswered: [] }) },
  })
  const seen: Verification = {
    ...judge(OURS[family], holds),
    ...{ source: more.source ?? 'dns', zone: 'example.org', servers: holds.map(reading), proxied: false },
    ...{ isComplete: true, correctable: true },
  }
  const confirmed = await agreement.isConfirmedPublicly({ account: 'home', hostname: NAME, family }, OURS[family], seen)
  return { confirmed, asked: dns.asked.length }
}
const isConfirmed = async (situation: Situation) => (await check(situation)).confirmed

describe('a difference is confirmed publicly', () => {
  it('when one resolver repeats the zone’s answer and the others fail', async () => {
    expect(await isConfirmed({ resolvers: [[THEIRS.ipv4], 'timeout', { rcode: 'SERVFAIL' }] })).toBe(true)
    expect(await isConfirmed({ resolvers: ['timeout', 'timeout', [THEIRS.ipv4]] })).toBe(true)
  })

  it('when a resolver also finds nothing and names the zone', async () => {
    expect(await isConfirmed({ holds: [[]], resolvers: [NOTHING] })).toBe(true)
    expect(await isConfirmed({ holds: [[]], resolvers: [{ ...NOTHING, rcode: 'NXDOMAIN' }] })).toBe(true)
  })

  it('when another resolver has an older address cached', async () => {
    expect(await isConfirmed({ resolvers: [['11.22.33.77'], [THEIRS.ipv4]] })).toBe(true)
  })

  it('when the provider reported it: then nobody else is asked', async () => {
    expect(await check({ source: 'provider', resolvers: [] })).toEqual({ confirmed: true, asked: 0 })
  })
})

describe('a difference is not confirmed publicly', () => {
  it('when no resolver answers', async () => {
    expect(await isConfirmed({ resolvers: [] })).toBe(false)
    expect(await isConfirmed({ resolvers: [{ rcode: 'REFUSED' }, { rcode: 'SERVFAIL' }, 'refused'] })).toBe(false)
  })

  it('while any resolver still returns the confirmed address', async () => {
    expect(await isConfirmed({ resolvers: [[OURS.ipv4], [THEIRS.ipv4], [THEIRS.ipv4]] })).toBe(false)
  })

  it('when the resolvers only have an older address cached', async () => {
    expect(await isConfirmed({ resolvers: [['11.22.33.77'], ['11.22.33.77'], 'timeout'] })).toBe(false)
  })

  it('when they return an additional address that no server of the zone holds', async () => {
    expect(await isConfirmed({ resolvers: [[THEIRS.ipv4, '11.22.33.77']] })).toBe(false)
  })

  it('when a negative answer names no zone, or another one', async () => {
    expect(await isConfirmed({ holds: [[]], resolvers: [[], [], []] })).toBe(false)
    expect(await isConfirmed({ holds: [[]], resolvers: [{ ...NOTHING, zone: 'org' }] })).toBe(false)
  })

  it('when zone and resolvers differ', async () => {
    expect(await isConfirmed({ resolvers: [NOTHING] })).toBe(false)
    expect(await isConfirmed({ holds: [[]], resolvers: [[THEIRS.ipv4]] })).toBe(false)
  })
})

describe('a router that answers every query itself', () => {
  const redirected = (addresses: readonly string[]) => {
    const answer = { addresses: addressList(addresses, 0), authoritative: true }
    return [answer, answer, answer]
  }

  it('is not believed: the "resolvers" answer with authority', async () => {
    expect(await isConfirmed({ resolvers: redirected([THEIRS.ipv4]) })).toBe(false)
    expect(
      await isConfirmed({ resolvers: [[THEIRS.ipv4], [THEIRS.ipv4], redirected([THEIRS.ipv4])[0] ?? 'timeout'] }),
    ).toBe(false)
  })

  it('is not believed about IPv6 when it returns a private address for IPv4', async () => {
    const ipv6 = { family: 'ipv6', holds: [[]], resolvers: [NOTHING, NOTHING, NOTHING] } as const
    expect(await isConfirmed({ ...ipv6, otherFamily: [['192.168.1.10']] })).toBe(false)
    expect(await isConfirmed({ ...ipv6, otherFamily: [['11.22.33.1']] })).toBe(true)
  })

  it('is not believed when it does not answer for the other family', async () => {
    expect(await isConfirmed({ otherFamily: [null], resolvers: [[THEIRS.ipv4]] })).toBe(false)
  })
})

it('a name server at the record’s own address is not believed', async () => {
  expect(await isConfirmed({ servers: [OURS.ipv4], resolvers: [[THEIRS.ipv4]] })).toBe(false)
  expect(await isConfirmed({ servers: [OURS.ipv6], resolvers: [[THEIRS.ipv4]] })).toBe(false)
})

it('public resolvers are queried over IPv6 where IPv4 is unreachable', async () => {
  const dns = createScriptedDns({ [`2606:4700:4700::1111 ${NAME} A`]: [THEIRS.ipv4] })
  const unreachable = { ok: false, fault: 'unreachable', message: 'no route' } as const
  const agreement = createPublicAgreement({
    dns: {
      ask: async (question) => (question.server.address.includes(':') ? dns.ask(question) : unreachable),
    },
    resolvers: PUBLIC_RESOLVERS,
    states: { state: () => null },
    zone: {
      read: async () => ({
        ...{ zone: 'example.org', why: null, unanswered: [] },
        servers: [{ name: 'ns1', address: '11.22.44.50', holds: [], ttl: 60, problem: null }],
      }),
    },
  })
  const found = { ...judge(OURS.ipv4, [[THEIRS.ipv4]]), source: 'dns', zone: 'example.org', servers: [] } as const
  const key = { account: 'home', hostname: NAME, family: 'ipv4' } as const
  expect(
    await agreement.isConfirmedPublicly(key, OURS.ipv4, {
      ...found,
      proxied: false,
      isComplete: true,
      correctable: true,
    }),
  ).toBe(true)
})
