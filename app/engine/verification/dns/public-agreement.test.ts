import { describe, expect, it } from 'vitest'
import type { Family } from '../../../model/address.ts'
import type { FamilyKey, FamilyState } from '../../../model/store.ts'
import { addressList, createScriptedDns, type Script } from '../../../testing/scripted-dns.ts'
import { judge } from '../verdict.ts'
import type { Verification } from '../verifier.ts'
import { createOutsideView } from './public-agreement.ts'
import { PUBLIC_RESOLVERS } from './public-resolvers.ts'

const NAME = 'nas.example.org'
const OURS = { ipv4: '11.22.33.1', ipv6: '2a0e:1111::1' }
const THEIRS = { ipv4: '11.22.44.9', ipv6: '2a0e:1111:9::9' }
/** As a true resolver says that there is nothing: with the zone that said so (RFC 2308). */
const NOTHING = { zone: 'example.org', negativeTtl: 60 }

interface Situation {
  readonly family?: Family
  /** What each of the zone's servers holds of the family in question, and of the other one. */
  readonly holds?: readonly (readonly string[])[]
  readonly beside?: readonly (readonly string[] | null)[]
  readonly servers?: readonly string[]
  /** What the public resolvers say, in their order. */
  readonly told: readonly Script[string][]
  readonly source?: Verification['source']
}

async function agrees({ family = 'ipv4', holds = [[THEIRS[family]]], beside = [[]], ...more }: Situation) {
  const reading = (each: readonly string[] | null, index: number) => ({
    ...{ name: `ns${index}`, address: more.servers?.[index] ?? `11.22.44.${index + 50}` },
    ...{ holds: each, ttl: 60, problem: each === null ? 'timeout' : null },
  })
  const type = family === 'ipv4' ? 'A' : 'AAAA'
  const dns = createScriptedDns(
    Object.fromEntries(
      PUBLIC_RESOLVERS.map(({ address }, index) => [`${address} ${NAME} ${type}`, more.told[index] ?? 'timeout']),
    ),
  )
  const view = createOutsideView({
    dns,
    resolvers: PUBLIC_RESOLVERS,
    states: { state: ({ family: of }: FamilyKey) => ({ confirmed: OURS[of] }) as FamilyState },
    zone: { read: async () => ({ zone: 'example.org', why: null, servers: beside.map(reading), silent: [] }) },
  })
  const seen: Verification = {
    ...judge(OURS[family], holds),
    ...{ source: more.source ?? 'dns', zone: 'example.org', servers: holds.map(reading), proxied: false },
    correctable: true,
  }
  const said = await view.agrees({ account: 'home', hostname: NAME, family }, OURS[family], seen)
  return { said, asked: dns.asked.length }
}
const is = async (situation: Situation) => (await agrees(situation)).said

describe('the world outside agrees', () => {
  it('when one resolver repeats what the zone’s servers say, whatever becomes of the others', async () => {
    expect(await is({ told: [[THEIRS.ipv4], 'timeout', { rcode: 'SERVFAIL' }] })).toBe(true)
    expect(await is({ told: ['timeout', 'timeout', [THEIRS.ipv4]] })).toBe(true)
  })

  it('when it repeats that there is nothing, and names the zone that said so', async () => {
    expect(await is({ holds: [[]], told: [NOTHING] })).toBe(true)
    expect(await is({ holds: [[]], told: [{ ...NOTHING, rcode: 'NXDOMAIN' }] })).toBe(true)
  })

  it('when another resolver keeps an address from before', async () => {
    expect(await is({ told: [['11.22.33.77'], [THEIRS.ipv4]] })).toBe(true)
  })

  it('when the provider itself says so: then nobody else is asked', async () => {
    expect(await agrees({ source: 'provider', told: [] })).toEqual({ said: true, asked: 0 })
  })
})

describe('the world outside does not agree', () => {
  it('when no resolver answers', async () => {
    expect(await is({ told: [] })).toBe(false)
    expect(await is({ told: [{ rcode: 'REFUSED' }, { rcode: 'SERVFAIL' }, 'refused'] })).toBe(false)
  })

  it('while any resolver still tells the confirmed address', async () => {
    expect(await is({ told: [[OURS.ipv4], [THEIRS.ipv4], [THEIRS.ipv4]] })).toBe(false)
  })

  it('when they know only an address that is neither: it is from before', async () => {
    expect(await is({ told: [['11.22.33.77'], ['11.22.33.77'], 'timeout'] })).toBe(false)
  })

  it('when they name an address besides that no server of the zone told', async () => {
    expect(await is({ told: [[THEIRS.ipv4, '11.22.33.77']] })).toBe(false)
  })

  it('when "nothing" comes without a zone, or in the name of another one', async () => {
    expect(await is({ holds: [[]], told: [[], [], []] })).toBe(false)
    expect(await is({ holds: [[]], told: [{ ...NOTHING, zone: 'org' }] })).toBe(false)
  })

  it('when the zone says one thing and the resolvers another', async () => {
    expect(await is({ told: [NOTHING] })).toBe(false)
    expect(await is({ holds: [[]], told: [[THEIRS.ipv4]] })).toBe(false)
  })
})

describe('a router that answers every question itself', () => {
  const redirected = (addresses: readonly string[]) => {
    const answer = { addresses: addressList(addresses, 0), authoritative: true }
    return [answer, answer, answer]
  }

  it('is not believed: the "resolvers" speak for the name as the "zone" does', async () => {
    expect(await is({ told: redirected([THEIRS.ipv4]) })).toBe(false)
    expect(await is({ told: [[THEIRS.ipv4], [THEIRS.ipv4], redirected([THEIRS.ipv4])[0] ?? 'timeout'] })).toBe(false)
  })

  it('is not believed about IPv6 when it tells a private address for IPv4', async () => {
    const word = { family: 'ipv6', holds: [[]], told: [NOTHING, NOTHING, NOTHING] } as const
    expect(await is({ ...word, beside: [['192.168.1.10']] })).toBe(false)
    expect(await is({ ...word, beside: [['11.22.33.1']] })).toBe(true)
  })

  it('is not believed when it is silent about the other family', async () => {
    expect(await is({ beside: [null], told: [[THEIRS.ipv4]] })).toBe(false)
  })
})

it('a name server at an address of this home is not of the world', async () => {
  expect(await is({ servers: [OURS.ipv4], told: [[THEIRS.ipv4]] })).toBe(false)
  expect(await is({ servers: [OURS.ipv6], told: [[THEIRS.ipv4]] })).toBe(false)
})

it('is asked over IPv6 where no IPv4 leads out', async () => {
  const dns = createScriptedDns({ [`2606:4700:4700::1111 ${NAME} A`]: [THEIRS.ipv4] })
  const unreachable = { ok: false, fault: 'unreachable', message: 'no route' } as const
  const view = createOutsideView({
    dns: {
      ask: async (question) => (question.server.address.includes(':') ? dns.ask(question) : unreachable),
    },
    resolvers: PUBLIC_RESOLVERS,
    states: { state: () => null },
    zone: {
      read: async () => ({
        ...{ zone: 'example.org', why: null, silent: [] },
        servers: [{ name: 'ns1', address: '11.22.44.50', holds: [], ttl: 60, problem: null }],
      }),
    },
  })
  const found = { ...judge(OURS.ipv4, [[THEIRS.ipv4]]), source: 'dns', zone: 'example.org', servers: [] } as const
  const key = { account: 'home', hostname: NAME, family: 'ipv4' } as const
  expect(await view.agrees(key, OURS.ipv4, { ...found, proxied: false, correctable: true })).toBe(true)
})
