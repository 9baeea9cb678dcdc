import { describe, expect, it } from 'vitest'
import { createHandClock } from '../../../testing/hand-clock.ts'
import { addressList, createScriptedDns, type Script, type ScriptedDns } from '../../../testing/scripted-dns.ts'
import { createZoneReader } from './authoritative-lookup.ts'

const HOME = '192.168.1.1'
const NS1 = '11.22.44.1'
const NS2 = '11.22.44.2'
const NS2_V6 = '2a0e:1111::2'

/** What any resolver tells of example.org and of the addresses of its two servers. */
const ZONE: Script = {
  [`${HOME} nas.example.org NS`]: [],
  [`${HOME} example.org NS`]: ['ns1.example.org', 'ns2.example.org'],
  [`${HOME} ns1.example.org A`]: [NS1],
  [`${HOME} ns1.example.org AAAA`]: [],
  [`${HOME} ns2.example.org A`]: [NS2],
  [`${HOME} ns2.example.org AAAA`]: [NS2_V6],
}
const NAME = 'nas.example.org'

async function read(dns: ScriptedDns, hostname = NAME, family: 'ipv4' | 'ipv6' = 'ipv4') {
  return createZoneReader({ dns, clock: createHandClock() }).read(hostname, family, 5_000)
}
const holdings = (reading: Awaited<ReturnType<typeof read>>) =>
  reading.servers.map(({ address, holds }) => [address, holds])

describe('reading a name at its zone’s servers', () => {
  it('asks every server at every address of both families, without recursion', async () => {
    const dns = createScriptedDns({
      ...ZONE,
      [`${NS1} ${NAME} A`]: ['11.22.33.1'],
      [`${NS2} ${NAME} A`]: ['11.22.33.2'],
      [`${NS2_V6} ${NAME} A`]: ['11.22.33.2'],
    })
    const reading = await read(dns)
    expect(reading).toMatchObject({ zone: 'example.org', why: null, unanswered: [] })
    expect(holdings(reading)).toEqual([
      [NS1, ['11.22.33.1']],
      [NS2, ['11.22.33.2']],
      [NS2_V6, ['11.22.33.2']],
    ])
    expect(dns.asked.filter(({ server }) => server.address !== HOME).every(({ recursive }) => !recursive)).toBe(true)
  })

  it('leaves no server out in favour of other servers’ second addresses', async () => {
    const names = Array.from({ length: 13 }, (_, index) => `ns${index}.example.org`)
    const script: Record<string, readonly string[]> = { [`${HOME} ${NAME} NS`]: names }
    for (const [index, name] of names.entries()) {
      script[`${HOME} ${name} A`] = [`11.22.44.${index}`, `11.22.45.${index}`]
      script[`${HOME} ${name} AAAA`] = [`2a0e:1111::${index + 1}`, `2a0e:1111:1::${index + 1}`]
    }
    const { servers } = await read(createScriptedDns(script))
    expect(new Set(servers.map(({ name }) => name))).toEqual(new Set(names))
    expect(servers).toHaveLength(26)
    expect(servers.every(({ address }) => /^(11\.22\.44|2a0e:1111::)/.test(address))).toBe(true)
  })

  it('counts a server as answered when one of its addresses answers', async () => {
    const dns = createScriptedDns({ ...ZONE, [`${NS1} ${NAME} A`]: [], [`${NS2_V6} ${NAME} A`]: [] })
    expect((await read(dns)).unanswered).toEqual([])
  })

  it('ignores a server that is not authoritative, refuses or does not answer', async () => {
    const dns = createScriptedDns({
      ...ZONE,
      [`${NS1} ${NAME} A`]: { authoritative: false, addresses: addressList(['192.168.1.5']) },
      [`${NS2} ${NAME} A`]: { rcode: 'REFUSED' },
    })
    const reading = await read(dns)
    expect(holdings(reading)).toEqual([
      [NS1, null],
      [NS2, null],
      [NS2_V6, null],
    ])
    expect(reading.servers.map(({ problem }) => problem)).toEqual(['not-authoritative', 'REFUSED', 'timeout'])
    expect(reading.unanswered).toEqual(['ns1.example.org', 'ns2.example.org'])
  })

  it('treats NXDOMAIN as no addresses', async () => {
    const dns = createScriptedDns({ ...ZONE, [`${NS1} ${NAME} A`]: { rcode: 'NXDOMAIN', negativeTtl: 30 } })
    expect((await read(dns)).servers[0]).toMatchObject({ holds: [], ttl: 30 })
  })

  it('goes straight to the zone that a negative answer names', async () => {
    const deep = 'a.b.c.example.org'
    const dns = createScriptedDns({
      ...ZONE,
      [`${HOME} ${deep} NS`]: { rcode: 'NXDOMAIN', zone: 'example.org' },
      [`${NS1} ${deep} A`]: ['11.22.33.1'],
    })
    expect((await read(dns, deep)).zone).toBe('example.org')
    expect(dns.asked.filter(({ type }) => type === 'NS').map(({ name }) => name)).toEqual([deep, 'example.org'])
  })

  it('follows an alias to the servers of its target', async () => {
    const dns = createScriptedDns({
      ...ZONE,
      [`${NS1} ${NAME} A`]: { alias: 'home.example.net' },
      [`${HOME} home.example.net NS`]: [],
      [`${HOME} example.net NS`]: ['11.22.44.9'],
      '11.22.44.9 home.example.net A': ['11.22.33.1'],
    })
    expect(await read(dns)).toMatchObject({ zone: 'example.net', servers: [{ holds: ['11.22.33.1'] }] })
  })

  it('ends in a loop of aliases', async () => {
    const dns = createScriptedDns({ ...ZONE, [`${NS1} ${NAME} A`]: { alias: NAME } })
    expect((await read(dns)).servers[0]).toMatchObject({ holds: [] })
    expect(dns.asked.length).toBeLessThan(60)
  })

  it('asks the next resolver when the first is dead', async () => {
    const dns = createScriptedDns(
      Object.fromEntries(Object.entries(ZONE).map(([key, value]) => [key.replace(HOME, '192.168.1.2'), value])),
      [HOME, '192.168.1.2'],
    )
    expect((await read(dns)).zone).toBe('example.org')
  })
})

describe('the zone is unknown', () => {
  it('while no resolver answers', async () => {
    expect(await read(createScriptedDns())).toMatchObject({ zone: null, why: 'no-resolver', servers: [] })
    expect(await read(createScriptedDns(ZONE, []))).toMatchObject({ why: 'no-resolver' })
  })

  it('when its servers have private addresses only', async () => {
    const dns = createScriptedDns({
      ...ZONE,
      [`${HOME} ns1.example.org A`]: ['192.168.1.10'],
      [`${HOME} ns2.example.org A`]: ['10.0.0.1'],
      [`${HOME} ns2.example.org AAAA`]: ['fd00::1'],
      [`192.168.1.10 ${NAME} A`]: ['192.168.1.5'],
    })
    expect(await read(dns)).toMatchObject({ zone: null, why: 'no-public-server', servers: [] })
  })

  it('when its only server is in the local network, even at a global address', async () => {
    const dns = createScriptedDns({
      ...ZONE,
      [`${HOME} example.org NS`]: ['ns2.example.org'],
      [`${HOME} ns2.example.org A`]: [],
      [`${NS2_V6} ${NAME} A`]: ['11.22.33.9'],
    })
    let isHome = true
    const localNetwork = async () => (address: string) => isHome && address === NS2_V6
    const reader = createZoneReader({ dns, clock: createHandClock(), localNetwork })
    expect(await reader.read(NAME, 'ipv4', 5_000)).toMatchObject({ zone: null, why: 'no-public-server' })
    // In another network the same server counts.
    isHome = false
    expect((await reader.read(NAME, 'ipv4', 5_000)).servers).toMatchObject([{ holds: ['11.22.33.9'] }])
  })

  it('in part, when one of its servers is in the local network', async () => {
    const dns = createScriptedDns({ ...ZONE, [`${NS1} ${NAME} A`]: ['11.22.33.1'] })
    const localNetwork = async () => (address: string) => address !== NS1
    const reading = await createZoneReader({ dns, clock: createHandClock(), localNetwork }).read(NAME, 'ipv4', 5_000)
    expect(reading).toMatchObject({ servers: [{ address: NS1 }], unanswered: ['ns2.example.org'] })
  })

  it('for a hostname that nobody registered', async () => {
    const dns = createScriptedDns({ [`${HOME} nas.lan NS`]: { rcode: 'NXDOMAIN' } })
    expect(await read(dns, 'nas.lan')).toMatchObject({ why: 'no-zone' })
  })
})
