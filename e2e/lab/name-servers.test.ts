// Verification against real name servers: BIND 9, both families, TCP, one server behind, one dead.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Propagation } from '../../app/contract/propagation.ts'
import { bundleTool } from './bundle-tool.ts'
import { DEAD, type NameServers, NS1, NS2, nameServersLack, RESOLVER, startNameServers, ZONE } from './name-servers.ts'
import { command } from './processes.ts'

const OLD = ['nas A 11.22.33.1', 'nas AAAA 2a0e:1111:1::1']
const NEW = ['nas A 11.22.33.2', 'nas AAAA 2a0e:1111:1::2']
/** More than fits into one datagram. */
const MANY = Array.from({ length: 100 }, (_, index) => `many A 11.22.33.${index + 1}`)
const ALIASES = ['here CNAME nas', 'alone A 11.22.33.2']

const lack = nameServersLack()
let servers: NameServers | null = null
let tool = ''

beforeAll(async () => {
  if (lack !== null) return
  tool = await bundleTool('e2e/lab/name-look.ts')
  servers = await startNameServers([...OLD, ...MANY, ...ALIASES])
})
afterAll(() => servers?.remove())

async function look(name: string, ipv4 = '11.22.33.2', ipv6 = '2a0e:1111:1::2') {
  const node = [process.execPath, tool, `${name}.${ZONE}`, ipv4, ipv6, RESOLVER]
  const printed = await command('ip', 'netns', 'exec', servers?.namespace ?? '', ...node)
  const { propagation, tookMs } = JSON.parse(printed) as { propagation: Propagation; tookMs: number }
  const [a, aaaa] = propagation.families
  if (a === undefined || aaaa === undefined) throw new Error('both families are asked for')
  return { a, aaaa, tookMs }
}

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

  it('is read whole over TCP when it does not fit, through aliases, and as nothing where it does not exist', async () => {
    await servers?.hold([...NEW, ...MANY, ...ALIASES], 'ns1', 'ns2')
    const [many, here, alone, missing] = await Promise.all(['many', 'here', 'alone', 'missing'].map((it) => look(it)))
    expect(many?.a.servers.find(({ address }) => address === NS1.ipv6)?.holds).toHaveLength(100)
    expect(many?.a.state).toBe('several')
    expect(here?.a.state).toBe('holds')
    expect(alone?.aaaa).toMatchObject({ state: 'differs', found: [] })
    expect(missing?.a).toMatchObject({ state: 'differs', found: [] })
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
