// The app's own verification queries the practice DNS server over real sockets: it finds what the practice provider
// accepted.
import { afterEach, expect, it } from 'vitest'
import { createZoneReader } from '../../app/engine/verification/dns/authoritative-lookup.ts'
import { judge } from '../../app/engine/verification/verdict.ts'
import { DNS_PORT, type DnsClient } from '../../app/model/dns.ts'
import { createClock } from '../../app/platform/clock.ts'
import { createDnsClient } from '../../app/platform/dns/dns-client.ts'
import { type PracticeDns, startDns } from './dns.ts'
import { createZone } from './live-zone.ts'

const SERVER = '11.22.44.53'
const NAME = 'nas.example.org'
const open: PracticeDns[] = []
afterEach(() => Promise.all(open.splice(0).map((dns) => dns.close())))

/** The app's DNS port, with the practice server's loopback address in place of a public one. */
async function practice() {
  const zone = createZone({ hostnames: [NAME], records: [{ name: 'ns1.example.org', type: 'A', content: SERVER }] })
  const server = await startDns({ zone })
  open.push(server)
  const real = createDnsClient()
  const dns: DnsClient = {
    ask: (question) => {
      if (question.server.address !== SERVER) throw new Error(`${question.server.address} is not of this test`)
      return real.ask({ ...question, server: { address: server.host, port: server.port } })
    },
    systemServers: () => [{ address: SERVER, port: DNS_PORT }],
  }
  const reader = createZoneReader({ dns, clock: createClock() })
  const check = async (address: string, family: 'ipv4' | 'ipv6' = 'ipv4') => {
    const { zone: found, servers } = await reader.read(NAME, family, 5_000)
    return {
      zone: found,
      ...judge(
        address,
        servers.flatMap(({ holds }) => (holds === null ? [] : [holds])),
      ),
    }
  }
  return { zone, check, server }
}

it('finds each family as the provider last accepted it', async () => {
  const { zone, check } = await practice()
  expect(await check('11.22.33.1')).toEqual({ zone: 'example.org', state: 'differs', found: [] })
  zone.replace(NAME, 'A', '11.22.33.1')
  zone.replace(NAME, 'AAAA', '2a0e:1111::1')
  expect(await check('11.22.33.1')).toMatchObject({ state: 'holds' })
  expect(await check('2a0e:1111:0::1', 'ipv6')).toMatchObject({ state: 'holds', found: ['2a0e:1111::1'] })
  zone.replace(NAME, 'A', '11.22.33.2')
  expect(await check('11.22.33.1')).toMatchObject({ state: 'differs', found: ['11.22.33.2'] })
})

it('finds the proxy’s addresses of a proxied name', async () => {
  const { zone, check } = await practice()
  zone.add({ name: NAME, type: 'A', content: '11.22.33.1', proxied: true })
  expect(await check('11.22.33.1')).toMatchObject({ state: 'differs', found: ['104.16.1.1'] })
})

it('finds every one of many addresses, over TCP', async () => {
  const { zone, check, server } = await practice()
  for (let index = 1; index <= 120; index += 1) {
    zone.add({ name: NAME, type: 'A', content: `11.22.33.${index}` })
  }
  const { state, found } = await check('11.22.33.1')
  expect(state).toBe('several')
  expect(found).toHaveLength(120)
  expect(server.questions.some(({ transport, type }) => transport === 'tcp' && type === 'A')).toBe(true)
})
