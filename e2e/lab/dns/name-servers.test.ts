// Verification against real name servers: BIND 9, both families, TCP, one server behind, one dead.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Propagation } from '../../../app/contract/propagation.ts'
import { bundleTool } from '../process/bundle-tool.ts'
import { command } from '../process/process-group.ts'
import {
  DEAD,
  ELSEWHERE,
  type NameServers,
  NEGATIVE_TTL,
  NS1,
  NS2,
  nameServersLack,
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
/** One step, three steps, and a step into a zone with other servers. */
const ALIASES = ['here CNAME nas', 'far CNAME near', 'near CNAME here', `abroad CNAME home.${ELSEWHERE}.`]
const WILDCARDS = ['*.wild A 11.22.33.2', '*.wild AAAA 2a0e:1111:1::2', '*.alias CNAME nas', 'alone A 11.22.33.2']
const REST = [...MANY, ...ALIASES, ...WILDCARDS]
const HOME = ['home A 11.22.33.2', 'home AAAA 2a0e:1111:1::2', 'moved A 11.22.44.9']

const lack = nameServersLack()
let servers: NameServers | null = null
let tool = ''

beforeAll(async () => {
  if (lack !== null) return
  tool = await bundleTool('e2e/lab/dns/verify-cli.ts')
  servers = await startNameServers([...OLD, ...REST], HOME)
})
afterAll(() => servers?.remove())

interface Looked {
  readonly propagation: Propagation
  readonly tookMs: number
  readonly proven: readonly boolean[]
}

/** @param at the namespace to look from. @param more further arguments of the tool */
async function lookFrom(at: string, hostname: string, ...more: readonly string[]) {
  const node = [process.execPath, tool, hostname, '11.22.33.2', '2a0e:1111:1::2', RESOLVER, ...more]
  const { propagation, ...rest } = JSON.parse(await command('ip', 'netns', 'exec', at, ...node)) as Looked
  const [a, aaaa] = propagation.families
  if (a === undefined || aaaa === undefined) throw new Error('both families are asked for')
  return { a, aaaa, ...rest }
}
const look = (name: string) => lookFrom(servers?.namespace ?? '', `${name}.${ZONE}`)

describe('a name at real name servers', () => {
  beforeEach(({ skip }) => skip(lack !== null, lack ?? ''))

  it('is told to differ while no server has the new address, at every address of every server', async () => {
    const { a, aaaa, tookMs } = await look('nas')
    expect(a).toMatchObject({ state: 'differs', zone: ZONE, found: ['11.22.33.1'] })
    expect(aaaa).toMatchObject({ state: 'differs', found: ['2a0e:1111:1::1'] })
    const heard = a.servers.filter(({ holds }) => holds !== null).map(({ address }) => address)
    expect(heard.sort()).toEqual([NS1.ipv4, NS1.ipv6, NS2.ipv4, NS2.ipv6].sort())
    expect(a.servers.find(({ address }) => address === DEAD)).toMatchObject({ holds: null })
    expect(tookMs).toBeLessThan(6_000)
  })

  it('is told to lag while one server is behind, and to hold when it has caught up', async () => {
    await servers?.hold(NEW, 'ns1')
    const behind = await look('nas')
    expect([behind.a.state, behind.aaaa.state]).toEqual(['lagging', 'lagging'])
    await servers?.hold(NEW, 'ns2')
    const { a, aaaa } = await look('nas')
    expect([a.state, aaaa.state]).toEqual(['holds', 'holds'])
  })

  it('may still be seen at its old address by a resolver, until the second that its answer expires', async () => {
    await servers?.hold(['late A 11.22.33.1', 'late AAAA 2a0e:1111:1::1'], 'ns1', 'ns2')
    await look('late')
    await servers?.hold(['late A 11.22.33.2', 'late AAAA 2a0e:1111:1::2'], 'ns1', 'ns2')
    const { a } = await look('late')
    expect(a.state).toBe('holds')
    expect(a.resolvers).toMatchObject([
      { name: 'system', address: RESOLVER, sees: 'old', addresses: ['11.22.33.1'] },
      { name: 'lab', sees: 'old' },
    ])
    const left = Date.parse(a.oldUntil ?? '') - Date.now()
    expect(left).toBeGreaterThan(30_000)
    expect(left).toBeLessThanOrEqual(60_000)
  })

  it('may still be missing for a resolver that asked before it was there, for as long as the zone says', async () => {
    const { a: before } = await look('soon')
    expect(before).toMatchObject({ state: 'differs', found: [] })
    expect(before.servers.find(({ address }) => address === NS1.ipv4)).toMatchObject({ holds: [], ttl: NEGATIVE_TTL })
    await servers?.hold([...NEW, 'soon A 11.22.33.2', 'soon AAAA 2a0e:1111:1::2'], 'ns1', 'ns2')
    const { a } = await look('soon')
    expect(a.state).toBe('holds')
    expect(a.servers.find(({ address }) => address === NS1.ipv4)?.ttl).toBe(TTL)
    expect(a.resolvers).toMatchObject([{ sees: 'none' }, { sees: 'none' }])
    const left = Date.parse(a.oldUntil ?? '') - Date.now()
    expect(left).toBeGreaterThan(NEGATIVE_TTL * 1_000 - 20_000)
    expect(left).toBeLessThanOrEqual(NEGATIVE_TTL * 1_000)
  })

  it('is read whole over TCP when it does not fit, and as nothing where it does not exist', async () => {
    await servers?.hold([...NEW, ...REST], 'ns1', 'ns2')
    const [many, alone, missing] = await Promise.all(['many', 'alone', 'missing'].map((it) => look(it)))
    for (const address of [NS1.ipv4, NS1.ipv6, NS2.ipv4, NS2.ipv6]) {
      expect(many?.a.servers.find((server) => server.address === address)?.holds).toHaveLength(100)
    }
    expect(many?.a.state).toBe('several')
    expect(alone?.aaaa).toMatchObject({ state: 'differs', found: [] })
    expect(missing?.a).toMatchObject({ state: 'differs', found: [] })
  })

  it('is followed through aliases, into another zone, too', async () => {
    const [here, far, abroad] = await Promise.all(['here', 'far', 'abroad'].map((it) => look(it)))
    for (const found of [here, far]) expect([found?.a.state, found?.aaaa.state]).toEqual(['holds', 'holds'])
    expect(abroad?.a).toMatchObject({ state: 'holds', zone: ELSEWHERE })
    expect(abroad?.a.servers.map(({ address }) => address).sort()).toEqual([NS2.ipv4, NS2.ipv6].sort())
    expect(abroad?.aaaa).toMatchObject({ state: 'holds', zone: ELSEWHERE })
  })

  it('may be a wildcard, or one of the names that a wildcard answers for', async () => {
    const all = await Promise.all(['*.wild', 'any.wild', 'a.b.wild', 'any.alias'].map((it) => look(it)))
    expect(all.map(({ a, aaaa }) => [a.state, aaaa.state])).toEqual(Array(4).fill(['holds', 'holds']))
  })

  it('has beyond doubt changed when all its servers say so and a resolver repeats it', async () => {
    const at = servers?.namespace ?? ''
    const moved = await lookFrom(at, `moved.${ELSEWHERE}`, 'prove')
    expect(moved).toMatchObject({ a: { found: ['11.22.44.9'] }, aaaa: { found: [] }, proven: [true, true] })
    const home = await lookFrom(at, `home.${ELSEWHERE}`, 'prove')
    expect(home).toMatchObject({ a: { state: 'holds' }, aaaa: { state: 'holds' }, proven: [false, false] })
    // One server of the other zone is dead: not all say so.
    expect((await lookFrom(at, `missing.${ZONE}`, 'prove')).proven).toEqual([false, false])
  })

  it('is never judged by a resolver’s word when its servers are out of reach', async () => {
    await look('nas')
    await Promise.all([servers?.end('ns1'), servers?.end('ns2')])
    const { a } = await look('nas')
    expect(a).toMatchObject({ state: 'unknown', zone: ZONE, found: [] })
    expect(a.servers.length).toBeGreaterThan(3)
    // The resolver still repeats what it heard.
    expect(a.resolvers.map(({ addresses }) => addresses.length)).toEqual([1, 1])
  })
})

describe('a name behind a router that answers every question at port 53 itself', () => {
  let router: Awaited<ReturnType<typeof startNameRouter>> | null = null
  beforeAll(async () => {
    if (lack !== null) return
    router = await startNameRouter(['nas A 192.168.1.10', 'moved A 11.22.44.9'])
  })
  afterAll(() => router?.remove())
  beforeEach(({ skip }) => skip(lack !== null, lack ?? ''))

  it.each([
    ['nas', ['192.168.1.10']],
    ['moved', ['11.22.44.9']],
  ])('has never changed beyond doubt because of the router’s word (%s)', async (name, found) => {
    const { a, aaaa, proven } = await lookFrom(router?.namespace ?? '', `${name}.${ELSEWHERE}`, 'prove')
    // It speaks for the name as its servers would, and says that it has no IPv6 address.
    expect([a, aaaa]).toMatchObject([
      { state: 'differs', found },
      { state: 'differs', found: [] },
    ])
    expect(proven).toEqual([false, false])
    expect(a.resolvers.find(({ name: who }) => who === 'lab')).toMatchObject({ sees: 'unknown', problem: 'redirected' })
  })
})
