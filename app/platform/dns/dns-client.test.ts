import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { type Answer, AUTHORITATIVE_ANSWER, decode, encode, type Packet, TRUNCATED_RESPONSE } from 'dns-packet'
import { afterEach, expect, it } from 'vitest'
import type { DnsQuestion } from '../../model/dns.ts'
import { createDnsClient, parseServer } from './dns-client.ts'

const open: (Socket | Server)[] = []
afterEach(() => {
  for (const each of open.splice(0)) each.close()
})

const a = (data: string, name = 'nas.example.org', ttl = 60): Answer => ({ type: 'A', name, ttl, data })

/** A port that is free over UDP may be taken over TCP: then another one is tried. */
async function bothTransports(tries = 20) {
  const udp = createSocket('udp4')
  const tcp = createServer()
  open.push(udp, tcp)
  udp.bind(0, '127.0.0.1')
  await once(udp, 'listening')
  const { port } = udp.address()
  tcp.listen(port, '127.0.0.1')
  try {
    await once(tcp, 'listening')
    return { udp, tcp, port }
  } catch (error) {
    if (tries === 0) throw error
    return bothTransports(tries - 1)
  }
}

/** A server that gives what the test says, over both transports at one port. */
async function serve(reply: (query: Packet, over: 'udp' | 'tcp') => (Buffer | Partial<Packet>)[]) {
  const { udp, tcp, port } = await bothTransports()
  const bytesOf = (bytes: Buffer, over: 'udp' | 'tcp') => {
    const query = decode(bytes)
    return reply(query, over).map((each) =>
      Buffer.isBuffer(each)
        ? each
        : encode({ type: 'response', id: query.id ?? 0, questions: query.questions ?? [], ...each }),
    )
  }
  udp.on('message', (bytes, from) => {
    for (const each of bytesOf(bytes, 'udp')) udp.send(each, from.port, from.address)
  })
  tcp.on('connection', (socket) => {
    socket.on('error', () => socket.destroy())
    socket.once('data', (bytes) => {
      for (const each of bytesOf(bytes.subarray(2), 'tcp')) {
        // In two pieces: a stream keeps no boundaries.
        const whole = Buffer.concat([Buffer.from([each.length >> 8, each.length & 255]), each])
        socket.write(whole.subarray(0, 5))
        setTimeout(() => socket.write(whole.subarray(5)), 5)
      }
    })
  })
  return { address: '127.0.0.1', port }
}

const ask = async (
  server: { address: string; port: number },
  type: DnsQuestion['type'] = 'A',
  more: Partial<DnsQuestion> = {},
) => createDnsClient().ask({ server, name: 'nas.example.org', type, recursive: false, budgetMs: 1_000, ...more })

it('reads addresses with their time to live, and whether the answer is authoritative', async () => {
  const server = await serve(() => [{ flags: AUTHORITATIVE_ANSWER, answers: [a('11.22.33.1')] }])
  expect(await ask(server)).toMatchObject({
    ok: true,
    rcode: 'NOERROR',
    authoritative: true,
    addresses: [{ family: 'ipv4', address: '11.22.33.1', ttl: 60 }],
    alias: null,
  })
})

it('follows aliases in the answer and ignores records of other names', async () => {
  const alias: Answer = { type: 'CNAME', name: 'NAS.example.org', ttl: 20, data: 'home.example.net' }
  const server = await serve(() => [
    { answers: [a('11.22.33.9', 'evil.example'), alias, a('11.22.33.2', 'home.example.net')] },
  ])
  expect(await ask(server)).toMatchObject({
    authoritative: false,
    alias: 'home.example.net',
    addresses: [{ address: '11.22.33.2', ttl: 20 }],
  })
})

it('asks again over TCP when the answer was truncated', async () => {
  const server = await serve((_, over) =>
    over === 'udp' ? [{ flags: TRUNCATED_RESPONSE }] : [{ answers: [a('11.22.33.1'), a('11.22.33.2')] }],
  )
  expect(await ask(server)).toMatchObject({
    ok: true,
    addresses: [{ address: '11.22.33.1' }, { address: '11.22.33.2' }],
  })
})

it('ignores an answer to another question or with another id, and waits for the real one', async () => {
  const server = await serve((query) => [
    { id: ((query.id ?? 0) + 1) & 0xffff, answers: [a('11.22.33.66')] },
    { questions: [{ type: 'A', name: 'other.example.org' }], answers: [a('11.22.33.67')] },
    Buffer.from('rubbish'),
    { answers: [a('11.22.33.1')] },
  ])
  expect(await ask(server)).toMatchObject({ ok: true, addresses: [{ address: '11.22.33.1' }] })
})

it('asks an old server again without EDNS when it refuses EDNS', async () => {
  const server = await serve((query) =>
    (query.additionals?.length ?? 0) > 0 ? [{ flags: 1 }] : [{ answers: [a('11.22.33.1')] }],
  )
  expect(await ask(server)).toMatchObject({ ok: true, rcode: 'NOERROR', addresses: [{ address: '11.22.33.1' }] })
})

it('reports the zone and how long a negative answer may be cached', async () => {
  const soa: Answer = {
    type: 'SOA',
    name: 'example.org',
    ttl: 300,
    data: { mname: 'ns', rname: 'h', serial: 1, refresh: 1, retry: 1, expire: 1, minimum: 30 },
  }
  const server = await serve(() => [{ flags: 3, authorities: [soa] }])
  expect(await ask(server)).toMatchObject({ rcode: 'NXDOMAIN', addresses: [], zone: 'example.org', negativeTtl: 30 })
})

it('lists the name servers of exactly the name in the question', async () => {
  const server = await serve(() => [
    {
      answers: [
        { type: 'NS', name: 'nas.example.org', ttl: 600, data: 'NS1.Example.org' },
        { type: 'NS', name: 'example.org', ttl: 5, data: 'ns9.example.org' },
      ],
    },
  ])
  expect(await ask(server, 'NS')).toMatchObject({ nameServers: ['ns1.example.org'], nameServersTtl: 600 })
})

it('gives up in time on a server that does not answer, and at once on one that does not exist', async () => {
  const silent = await serve(() => [])
  const began = performance.now()
  expect(await ask(silent, 'A', { budgetMs: 300 })).toMatchObject({ ok: false, fault: 'timeout' })
  expect(performance.now() - began).toBeLessThan(1_000)
  const gone = createSocket('udp4')
  gone.bind(0, '127.0.0.1')
  await once(gone, 'listening')
  const { port } = gone.address()
  gone.close()
  expect(await ask({ address: '127.0.0.1', port })).toMatchObject({ ok: false, fault: 'refused' })
  expect(await ask({ address: 'not an address', port })).toMatchObject({ ok: false, fault: 'unreachable' })
})

it('gives up in time over TCP, too', async () => {
  const server = await serve((_, over) => (over === 'udp' ? [{ flags: TRUNCATED_RESPONSE }] : []))
  expect(await ask(server, 'A', { budgetMs: 300 })).toMatchObject({ ok: false, fault: 'timeout' })
})

it('reads the system’s resolvers in every form that Node prints', () => {
  expect(parseServer('192.0.2.1')).toEqual({ address: '192.0.2.1', port: 53 })
  expect(parseServer('192.0.2.1:5353')).toEqual({ address: '192.0.2.1', port: 5353 })
  expect(parseServer('2001:db8::1')).toEqual({ address: '2001:db8::1', port: 53 })
  expect(parseServer('[2001:db8::1]:5353')).toEqual({ address: '2001:db8::1', port: 5353 })
  expect(parseServer('fe80::1%eth0')).toEqual({ address: 'fe80::1%eth0', port: 53 })
})
