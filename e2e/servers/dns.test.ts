import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { once } from 'node:events'
import { connect } from 'node:net'
import {
  decode,
  encode,
  type Packet,
  type RecordType,
  streamDecode,
  streamEncode,
  TRUNCATED_RESPONSE,
} from 'dns-packet'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type PracticeDns, startDns } from './dns.ts'
import { PROXY_ADDRESS } from './dns-answer.ts'
import { createZone, type Zone } from './live-zone.ts'

let zone: Zone
let dns: PracticeDns

beforeEach(async () => {
  zone = createZone({ hostnames: ['nas.example.org', 'deep.sub.example.org'] })
  dns = await startDns({ zone })
})
afterEach(() => dns.close())

const query = (name: string, type: RecordType | 'ANY', more: Partial<Packet> = {}): Packet => ({
  type: 'query',
  id: 4_711,
  flags: 0x0100,
  questions: [{ name, type: type as RecordType }],
  ...more,
})

async function sendUdp(bytes: Uint8Array): Promise<Packet> {
  const socket = createSocket('udp4')
  socket.send(bytes, dns.port, '127.0.0.1')
  const [reply] = await once(socket, 'message', { signal: AbortSignal.timeout(2_000) })
  socket.close()
  return decode(reply)
}
async function askTcp(packet: Packet): Promise<Packet> {
  const socket = connect(dns.port, '127.0.0.1')
  const bytes = streamEncode(packet)
  // In two parts: a message need not come in one piece.
  socket.write(bytes.subarray(0, 1))
  setTimeout(() => socket.write(bytes.subarray(1)), 20)
  const chunks: Buffer[] = []
  for await (const chunk of socket) {
    chunks.push(chunk)
    const all = Buffer.concat(chunks)
    if (all.length >= 2 && all.length >= 2 + all.readUInt16BE(0)) return streamDecode(all)
  }
  throw new Error('the server hung up')
}
const ask = (packet: Packet) => sendUdp(encode(packet))
const rcode = (packet: Packet) => (packet.flags ?? 0) & 0x0f
const isTruncated = (packet: Packet) => ((packet.flags ?? 0) & TRUNCATED_RESPONSE) !== 0

it('answers a real resolver with what the zone holds now', async () => {
  const resolver = new Resolver({ timeout: 1_000, tries: 1 })
  resolver.setServers([`127.0.0.1:${dns.port}`])
  zone.replace('nas.example.org', 'A', '11.22.33.1')
  zone.replace('nas.example.org', 'AAAA', '2a0e:1111::1')
  expect(await resolver.resolve4('nas.example.org', { ttl: true })).toEqual([{ address: '11.22.33.1', ttl: 60 }])
  expect(await resolver.resolve6('nas.example.org')).toEqual(['2a0e:1111::1'])
  zone.replace('nas.example.org', 'A', '11.22.33.2')
  expect(await resolver.resolve4('nas.example.org')).toEqual(['11.22.33.2'])
  expect(await resolver.resolveNs('example.org')).toEqual(['ns1.example.org'])
  expect(await resolver.resolve4('ns1.example.org')).toEqual(['127.0.0.1'])
  expect((await resolver.resolveSoa('example.org')).serial).toBe(zone.serial)
})

it('answers authoritatively, with the name as in the query, over UDP and TCP alike', async () => {
  zone.replace('nas.example.org', 'A', '11.22.33.1')
  for (const reply of [await ask(query('NAS.example.ORG', 'A')), await askTcp(query('NAS.example.ORG', 'A'))]) {
    expect(reply).toMatchObject({ id: 4_711, type: 'response', flag_aa: true, flag_rd: true, flag_ra: false })
    expect(reply.answers).toMatchObject([{ name: 'NAS.example.ORG', type: 'A', ttl: 60, data: '11.22.33.1' }])
  }
  expect(dns.questions.map(({ transport }) => transport)).toEqual(['udp', 'tcp'])
})

it('distinguishes a name that does not exist from a name without such a record, with the SOA for both', async () => {
  zone.replace('nas.example.org', 'A', '11.22.33.1')
  zone.replace('deep.sub.example.org', 'A', '11.22.33.1')
  const absent = await ask(query('other.example.org', 'A'))
  const [noData, between] = [await ask(query('nas.example.org', 'AAAA')), await ask(query('sub.example.org', 'A'))]
  expect([rcode(absent), rcode(noData), rcode(between)]).toEqual([3, 0, 0])
  for (const reply of [absent, noData, between]) {
    expect(reply.answers).toEqual([])
    expect(reply.authorities).toMatchObject([{ type: 'SOA', name: 'example.org', data: { minimum: 60 } }])
  }
})

it('refuses names outside its zones and messages that are not queries', async () => {
  expect(rcode(await ask(query('example.com', 'A')))).toBe(5)
  expect(rcode(await ask(query('nas.example.org', 'A', { flags: 4 << 11 })))).toBe(4)
  const garbage = encode(query('nas.example.org', 'A')).subarray(0, 15)
  expect(rcode(await sendUdp(garbage))).toBe(1)
})

it('accepts EDNS, replies with it, and truncates only without it', async () => {
  for (let i = 0; i < 60; i++) zone.add({ name: 'nas.example.org', type: 'A', content: `11.22.33.${i + 1}` })
  const opt = { type: 'OPT', name: '.', udpPayloadSize: 4_096, extendedRcode: 0, ednsVersion: 0, flags: 0 } as const
  const edns = { additionals: [{ ...opt, flag_do: false, options: [] }] }
  const small = await ask(query('nas.example.org', 'A'))
  expect([isTruncated(small), small.answers?.length, small.additionals?.length]).toEqual([true, 0, 0])
  const large = await ask(query('nas.example.org', 'A', edns))
  expect([isTruncated(large), large.answers?.length, large.additionals?.[0]?.type]).toEqual([false, 60, 'OPT'])
  expect((await askTcp(query('nas.example.org', 'A'))).answers).toHaveLength(60)
})

it('hides the address of a proxied name, as the proxy does', async () => {
  zone.add({ name: 'nas.example.org', type: 'A', content: '11.22.33.1', proxied: true, ttl: 1 })
  expect((await ask(query('nas.example.org', 'A'))).answers).toMatchObject([{ data: PROXY_ADDRESS.A, ttl: 60 }])
})
