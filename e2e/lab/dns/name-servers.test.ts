// Verification against real name servers: BIND 9, both families, TCP, one server behind, one dead.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Propagation } from '../../../app/contract/propagation.ts'
import { bundleTool } from '../process/bundle-tool.ts'
import { command } from '../process/process-group.ts'
import {
  DEAD,
  ELSEWHERE,
  missingForNameServers,
  type NameServers,
  NEGATIVE_TTL,
  NS1,
  NS2,
  RESOLVER,
  startNameRouter,
  startNameServers,
  TTL,
  ZONE,
} from './name-servers.ts'

const OLD = ['nas A 11.22.33.1', 'nas AAAA 2a0e:1111:1::1']
const NEW = ['nas A 11.22.33.2', 'nas AAAA 2a0e:1111:1::2']
/** More than fits into one datagram. */
const MANY = Array.from({ length: 100 }, (_, index) => `many A 11.22.33.${index + 1}`)
/** One alias, three in a row, and one into a zone with other servers. */
const ALIASES = ['here CNAME nas', 'far CNAME near', 'near CNAME here', `abroad CNAME home.${ELSEWHERE}.`]
const WILDCARDS = ['*.wild A 11.22.33.2', '*.wild AAAA 2a0e:1111:1::2', '*.alias CNAME nas', 'alone A 11.22.33.2']
const REST = [...MANY, ...ALIASES, ...WILDCARDS]
const HOME = ['home A 11.22.33.2', 'home AAAA 2a0e:1111:1::2', 'moved A 11.22.44.9']

const missing = missingForNameServers()
let servers: NameServers | null = null
let tool = ''

beforeAll(async () => {
  if (missing !== null) return
  tool = await bundleTool('e2e/lab/dns/verify-cli.ts')
  servers = await startNameServers([...OLD, ...REST], HOME)
})
afterAll(() => servers?.remove())

interface Result {
  readonly propagation: Propagation
  readonly tookMs: number
  readonly proven: readonly boolean[]
}

/** @param namespace where the tool runs. @param more further arguments of the tool */
async function verifyFrom(namespace: string, hostname: string, ...more: readonly string[]) {
  const node = [process.execPath, tool, hostname, '11.22.33.2', '2a0e:1111:1::2', RESOLVER, ...more]
  const { propagation, ...rest } = JSON.parse(await command('ip', 'netns', 'exec', namespace, ...node)) as Result
  const [a, aaaa] = propagation.families
  if (a === undefined || aaaa === undefined) throw new Error('the tool verifies both families')
  return { a, aaaa, ...rest }
}
const verify = (name: string) => verifyFrom(servers?.namespace ?? '', `${name}.${ZONE}`)

describe('a hostname at real name servers', () => {
  beforeEach(({ skip }) => skip(missing !== null, missing ?? ''))

  it('differs while no server has the new address; every address of every server is asked', async () => {
    const { a, aaaa, tookMs } = await verify('nas')
    expect(a).toMatchObject({ state: 'differs', zone: ZONE, found: ['11.22.33.1'] })
    expect(aaaa).toMatchObject({ state: 'differs', found: ['2a0e:1111:1::1'] })
    const answering = a.servers.filter(({ holds }) => holds !== null).map(({ address }) => address)
    expect(answering.sort()).toEqual([NS1.ipv4, NS1.ipv6, NS2.ipv4, NS2.ipv6].sort())
    expect(a.servers.find(({ address }) => address === DEAD)).toMatchObject({ holds: null })
    expect(tookMs).toBeLessThan(6_000)
  })

  it('lags while one server is behind, and holds when it has caught up', async () => {
    await servers?.hold(NEW, 'ns1')
    const behind = await verify('nas')
    expect([behind.a.state, behind.aaaa.state]).toEqual(['lagging', 'lagging'])
    await servers?.hold(NEW, 'ns2')
    const { a, aaaa } = await verify('nas')
    expect([a.state, aaaa.state]).toEqual(['holds', 'holds'])
  })

  it('has its old address at a resolver until the cached answer expires', async () => {
    await servers?.hold(['late A 11.22.33.1', 'late AAAA 2a0e:1111:1::1'], 'ns1', 'ns2')
    await verify('late')
    await servers?.hold(['late A 11.22.33.2', 'late AAAA 2a0e:1111:1::2'], 'ns1', 'ns2')
    const { a } = await verify('late')
    expect(a.state).toBe('holds')
    expect(a.resolvers).toMatchObject([
      { name: 'system', address: RESOLVER, sees: 'old', addresses: ['11.22.33.1'] },
      { name: 'lab', sees: 'old' },
    ])
    const left = Date.parse(a.oldUntil ?? '') - Date.now()
    expect(left).toBeGreaterThan(30_000)
    expect(left).toBeLessThanOrEqual(60_000)
  })

  it('is missing at a resolver that asked too early, until the negative answer expires', async () => {
    const { a: before } = await verify('soon')
    expect(before).toMatchObject({ state: 'differs', found: [] })
    expect(before.servers.find(({ address }) => address === NS1.ipv4)).toMatchObject({ holds: [], ttl: NEGATIVE_TTL })
    await servers?.hold([...NEW, 'soon A 11.22.33.2', 'soon AAAA 2a0e:1111:1::2'], 'ns1', 'ns2')
    const { a } = await verify('soon')
    expect(a.state).toBe('holds')
    expect(a.servers.find(({ address }) => address === NS1.ipv4)?.ttl).toBe(TTL)
    expect(a.resolvers).toMatchObject([{ sees: 'none' }, { sees: 'none' }])
    const left = Date.parse(a.oldUntil ?? '') - Date.now()
    expect(left).toBeGreaterThan(NEGATIVE_TTL * 1_000 - 20_000)
    expect(left).toBeLessThanOrEqual(NEGATIVE_TTL * 1_000)
  })

  it('is read over TCP when the answer does not fit, and has no address where it does not exist', async () => {
    await servers?.hold([...NEW, ...REST], 'ns1', 'ns2')
    const [many, alone, missing] = await Promise.all(['many', 'alone', 'missing'].map((it) => verify(it)))
    for (const address of [NS1.ipv4, NS1.ipv6, NS2.ipv4, NS2.ipv6]) {
      expect(many?.a.servers.find((server) => server.address === address)?.holds).toHaveLength(100)
    }
    expect(many?.a.state).toBe('several')
    expect(alone?.aaaa).toMatchObject({ state: 'differs', found: [] })
    expect(missing?.a).toMatchObject({ state: 'differs', found: [] })
  })

  it('is followed through aliases, also into another zone', async () => {
    const [here, far, abroad] = await Promise.all(['here', 'far', 'abroad'].map((it) => verify(it)))
    for (const found of [here, far]) expect([found?.a.state, found?.aaaa.state]).toEqual(['holds', 'holds'])
    expect(abroad?.a).toMatchObject({ state: 'holds', zone: ELSEWHERE })
    expect(abroad?.a.servers.map(({ address }) => address).sort()).toEqual([NS2.ipv4, NS2.ipv6].sort())
    expect(abroad?.aaaa).toMatchObject({ state: 'holds', zone: ELSEWHERE })
  })

  it('may be a wildcard, or match one', async () => {
    const all = await Promise.all(['*.wild', 'any.wild', 'a.b.wild', 'any.alias'].map((it) => verify(it)))
    expect(all.map(({ a, aaaa }) => [a.state, aaaa.state])).toEqual(Array(4).fill(['holds', 'holds']))
  })

  it('has certainly changed when all its servers and a resolver say so', async () => {
    const namespace = servers?.namespace ?? ''
    const moved = await verifyFrom(namespace, `moved.${ELSEWHERE}`, 'prove')
    expect(moved).toMatchObject({ a: { found: ['11.22.44.9'] }, aaaa: { found: [] }, proven: [true, true] })
    const home = await verifyFrom(namespace, `home.${ELSEWHERE}`, 'prove')
    expect(home).toMatchObject({ a: { state: 'holds' }, aaaa: { state: 'holds' }, proven: [false, false] })
    // One server of this zone does not answer: not all say so.
    expect((await verifyFrom(namespace, `missing.${ZONE}`, 'prove')).proven).toEqual([false, false])
  })

  it('stays unknown when its servers cannot be reached, whatever a resolver says', async () => {
    // A name that nobody asked about yet. The resolver keeps for NEGATIVE_TTL that a name has no NS record, so of an older name that
    // could expire just after the servers have gone, and nobody could tell the zone.
    await servers?.hold([...NEW, 'last A 11.22.33.2', 'last AAAA 2a0e:1111:1::2'], 'ns1', 'ns2')
    await verify('last')
    await Promise.all([servers?.end('ns1'), servers?.end('ns2')])
    const { a } = await verify('last')
    expect(a).toMatchObject({ state: 'unknown', zone: ZONE, found: [] })
    expect(a.servers.length).toBeGreaterThan(3)
    // The resolver still answers from its cache.
    expect(a.resolvers.map(({ addresses }) => addresses.length)).toEqual([1, 1])
  })
})

describe('a hostname behind a router that redirects port 53 to itself', () => {
  let router: Awaited<ReturnType<typeof startNameRouter>> | null = null
  beforeAll(async () => {
    if (missing !== null) return
    router = await startNameRouter(['nas A 192.168.1.10', 'moved A 11.22.44.9'])
  })
  afterAll(() => router?.remove())
  beforeEach(({ skip }) => skip(missing !== null, missing ?? ''))

  it.each([
    ['nas', ['192.168.1.10']],
    ['moved', ['11.22.44.9']],
  ])('has not certainly changed because the router says so (%s)', async (name, found) => {
    const { a, aaaa, proven } = await verifyFrom(router?.namespace ?? '', `${name}.${ELSEWHERE}`, 'prove')
    // The router answers like the hostname's servers, and says that there is no IPv6 address.
    expect([a, aaaa]).toMatchObject([
      { state: 'differs', found },
      { state: 'differs', found: [] },
    ])
    expect(proven).toEqual([false, false])
    expect(a.resolvers.find(({ name: who }) => who === 'lab')).toMatchObject({ sees: 'unknown', problem: 'redirected' })
  })
})
