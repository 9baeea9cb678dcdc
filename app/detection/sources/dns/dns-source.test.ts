// DNS servers on loopback over real sockets, kind and hostile: each hostile answer is one failed answer, and never an address.
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { type Answer, AUTHORITATIVE_ANSWER, decode, encode, type Packet, TRUNCATED_RESPONSE } from 'dns-packet'
import { afterEach, describe, expect, it } from 'vitest'
import type { DnsClient, DnsQuestion } from '../../../model/dns.ts'
import { createClock } from '../../../platform/clock.ts'
import { createDnsClient } from '../../../platform/dns/dns-client.ts'
import { createScriptedDns } from '../../../testing/scripted-dns.ts'
import { DNS_ECHO_OPERATORS, type DnsOperator } from './dns-operators.ts'
import { createDnsSource } from './dns-source.ts'
import { dnsVoter } from './dns-voter.ts'

const TRUE_ADDRESS = '11.22.33.44'
const LIE = '11.22.33.66'
const operatorOf = (wanted: string): DnsOperator => {
  const found = DNS_ECHO_OPERATORS.find(({ id }) => id === wanted)
  if (found === undefined) throw new Error(`no operator ${wanted}`)
  return found
}

const open: (Socket | Server)[] = []
afterEach(() => {
  for (const each of open.splice(0)) each.close()
})

type Reply = (query: Packet, over: 'udp' | 'tcp') => readonly Buffer[]

/** Over both transports at one port. */
async function serve(reply: Reply): Promise<{ readonly port: number; readonly queries: Packet[] }> {
  const queries: Packet[] = []
  const tcp = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    socket.once('data', (bytes) => {
      for (const each of reply(decode(bytes.subarray(2)), 'tcp')) {
        socket.write(Buffer.concat([Buffer.from([each.length >> 8, each.length & 255]), each]))
      }
    })
  })
  open.push(tcp)
  tcp.listen(0, '127.0.0.1')
  await once(tcp, 'listening')
  const { port } = tcp.address() as { port: number }
  const udp = createSocket('udp4')
  open.push(udp)
  udp.bind(port, '127.0.0.1')
  await once(udp, 'listening')
  udp.on('message', (bytes, from) => {
    const query = decode(bytes)
    queries.push(query)
    for (const each of reply(query, 'udp')) udp.send(each, from.port, from.address)
  })
  return { port, queries }
}

const record = (query: Packet, data: string, over: Partial<Answer> = {}): Answer => {
  const [question] = query.questions ?? []
  const { name = '', type = 'A', class: klass = 'IN' } = question ?? {}
  return { name, type, class: klass, ttl: 0, data, ...over } as Answer
}

const response = (query: Packet, answers: readonly Answer[], over: Partial<Packet> = {}): Buffer =>
  encode({
    type: 'response',
    id: query.id ?? 0,
    flags: AUTHORITATIVE_ANSWER,
    questions: query.questions ?? [],
    answers: [...answers],
    ...over,
  })

const tells =
  (address: string): Reply =>
  (query) => [response(query, [record(query, address)])]

/** The operator's servers are all at one port of loopback. */
const clientAt = (port: number): Pick<DnsClient, 'ask'> => {
  const client = createDnsClient()
  return { ask: (question) => client.ask({ ...question, server: { address: '127.0.0.1', port } }) }
}

const ask = (operator: DnsOperator, port: number, timeoutMs = 1_200) =>
  dnsVoter(operator, { dns: clientAt(port), lookup: async () => ['127.0.0.1'], clock: createClock() }).ask({
    family: 'ipv4',
    localAddress: null,
    timeoutMs,
  })

describe.each(DNS_ECHO_OPERATORS)('a DNS server of $operator', (operator) => {
  it('tells the address that it sees', async () => {
    const { port, queries } = await serve(tells(TRUE_ADDRESS))
    expect(await ask(operator, port)).toMatchObject({ source: 'dns', address: TRUE_ADDRESS, refused: null })
    expect(queries).toHaveLength(1)
    const [question] = queries[0]?.questions ?? []
    expect(question).toMatchObject({ type: operator.type.ipv4, class: operator.class })
    expect(question?.name.toLowerCase()).toBe(operator.name)
  })

  it('is asked again over TCP where its answer is cut off', async () => {
    const { port } = await serve((query, over) =>
      over === 'tcp'
        ? tells(TRUE_ADDRESS)(query, over)
        : [response(query, [record(query, LIE)], { flags: TRUNCATED_RESPONSE | AUTHORITATIVE_ANSWER })],
    )
    expect(await ask(operator, port)).toMatchObject({ address: TRUE_ADDRESS, refused: null })
  })

  it('counts although forged answers come before its own', async () => {
    const { port } = await serve((query) => [
      ...Array.from({ length: 100 }, (_, i) =>
        response(query, [record(query, LIE)], { id: ((query.id ?? 0) + i + 1) % 65_536 }),
      ),
      ...tells(TRUE_ADDRESS)(query, 'udp'),
    ])
    expect(await ask(operator, port)).toMatchObject({ address: TRUE_ADDRESS, refused: null })
  })

  const renamed = (query: Packet, name: string) =>
    response(query, [record(query, LIE, { name })], { questions: [{ ...query.questions?.[0], name } as never] })
  const otherType =
    operator.type.ipv4 === 'A' ? ({ type: 'TXT', data: LIE } as const) : ({ type: 'A', data: LIE } as const)
  it.each<[string, Reply, string]>([
    [
      'another id',
      (query) => [response(query, [record(query, LIE)], { id: ((query.id ?? 0) + 1) % 65_536 })],
      'echo-failed',
    ],
    ['another question', (query) => [renamed(query, 'evil.example')], 'echo-failed'],
    ['no question', (query) => [response(query, [record(query, LIE)], { questions: [] })], 'echo-failed'],
    ['a question back', (query) => [encode({ ...query, type: 'query' })], 'echo-failed'],
    ['garbage', () => [Buffer.from('11.22.33.66')], 'echo-failed'],
    ['bytes of zero', () => [Buffer.alloc(3_000)], 'echo-failed'],
    [
      'a record of another type',
      (query) => [response(query, [record(query, LIE, otherType as never)])],
      'echo-no-address',
    ],
    [
      'a record of another name',
      (query) => [response(query, [record(query, LIE, { name: 'evil.example' })])],
      'echo-no-address',
    ],
    [
      'a record of another class',
      (query) => [response(query, [record(query, LIE, { class: 'HS' } as never)])],
      'echo-no-address',
    ],
    ['two addresses', (query) => [response(query, [record(query, LIE), record(query, TRUE_ADDRESS)])], 'echo-several'],
    ['a private address', tells('192.168.1.7'), 'address-special-purpose'],
    ['no record', (query) => [response(query, [])], 'echo-no-address'],
    ['a refusal', (query) => [response(query, [], { flags: 5 })], 'echo-unusable'],
    [
      'an alias',
      (query) => [
        response(query, [
          { type: 'CNAME', name: operator.name, ttl: 0, class: operator.class, data: 'evil.example' } as Answer,
          record(query, LIE, { name: 'evil.example' }),
        ]),
      ],
      'echo-unusable',
    ],
    ['nothing', () => [], 'echo-failed'],
  ])('that answers with %s gives no address', async (_what, reply, code) => {
    const { port } = await serve(reply)
    const { address, refused } = await ask(operator, port, 800)
    expect(refused?.code).toBe(code)
    expect(address === null || code === 'address-special-purpose').toBe(true)
  })
})

describe('a question to a DNS server', () => {
  it('has its letters in random case, which the answer has to repeat', async () => {
    const names = new Set<string>()
    const { port } = await serve((query) => {
      const [question] = query.questions ?? []
      names.add(question?.name ?? '')
      const lower = { ...question, name: question?.name.toLowerCase() ?? '' }
      // A forger knows the name, and not its case.
      return [
        response(query, [record(query, LIE)], { questions: [lower as never] }),
        ...tells(TRUE_ADDRESS)(query, 'udp'),
      ]
    })
    for (let i = 0; i < 4; i += 1) {
      expect(await ask(operatorOf('google'), port)).toMatchObject({ address: TRUE_ADDRESS })
    }
    expect(names.size).toBeGreaterThan(1)
  })

  it('is answered by the zone’s own server or not at all: a resolver on the way would tell its own address', async () => {
    const forwarded: Reply = (query) => [response(query, [record(query, LIE)], { flags: 0 })]
    const { port } = await serve(forwarded)
    expect(await ask(operatorOf('google'), port)).toMatchObject({ address: null, refused: { code: 'echo-unusable' } })
  })

  it('is answered by an address alone: a client’s subnet beside it is put in by a resolver on the way', async () => {
    const { port } = await serve((query) => [
      response(query, [record(query, LIE), record(query, 'edns0-client-subnet 11.22.33.0/24')]),
    ])
    expect(await ask(operatorOf('google'), port)).toMatchObject({ address: null, refused: { code: 'echo-unusable' } })
  })
})

describe('an operator', () => {
  const ports = (dns: Pick<DnsClient, 'ask'>, known: Readonly<Record<string, string>>) => ({
    dns,
    clock: createClock(),
    lookup: async (host: string) => (known[host] === undefined ? [] : [known[host]]),
  })

  it('is asked at a second server when the first does not answer or has no address', async () => {
    const asked: DnsQuestion[] = []
    const dns = createScriptedDns({ '11.0.0.3 myip.opendns.com A': [TRUE_ADDRESS] })
    const spy = {
      ask: (question: DnsQuestion) => {
        asked.push(question)
        return dns.ask(question)
      },
    }
    const known = { 'resolver2.opendns.com': '11.0.0.2', 'resolver3.opendns.com': '11.0.0.3' }
    const voter = dnsVoter(operatorOf('opendns'), ports(spy, known))
    const answer = await voter.ask({ family: 'ipv4', localAddress: null, timeoutMs: 4_000 })
    expect(answer).toMatchObject({ name: 'resolver3.opendns.com', address: TRUE_ADDRESS, refused: null })
    expect(asked.map(({ server }) => server.address)).toEqual(['11.0.0.2', '11.0.0.3'])
  })

  it('is not asked by an address of the other family', async () => {
    const families: string[] = []
    const dns = createScriptedDns()
    const voter = dnsVoter(operatorOf('google'), {
      ...ports(dns, {}),
      lookup: async (_host, family) => {
        families.push(family)
        return []
      },
    })
    const answer = await voter.ask({ family: 'ipv6', localAddress: null, timeoutMs: 1_000 })
    expect(answer).toMatchObject({ address: null, refused: { code: 'echo-failed' } })
    expect(new Set(families)).toEqual(new Set(['ipv6']))
    expect(dns.asked).toEqual([])
  })

  it('whose name nobody resolves costs no more than the time there is', async () => {
    const voter = dnsVoter(operatorOf('google'), {
      ...ports(createScriptedDns(), {}),
      lookup: () => new Promise(() => {}),
    })
    const begun = performance.now()
    expect(await voter.ask({ family: 'ipv4', localAddress: null, timeoutMs: 300 })).toMatchObject({ address: null })
    expect(performance.now() - begun).toBeLessThan(3_000)
  })
})

describe('the source `dns`', () => {
  const detect = (answers: Readonly<Record<string, string>>, operator?: DnsOperator['id'], current: string[] = []) => {
    const dns = createScriptedDns({
      ...(answers.opendns === undefined ? {} : { '11.0.0.1 myip.opendns.com A': [answers.opendns] }),
      ...(answers.google === undefined ? {} : { '11.0.0.1 o-o.myaddr.l.google.com TXT': { texts: [answers.google] } }),
      ...(answers.cloudflare === undefined
        ? {}
        : { '11.0.0.1 whoami.cloudflare TXT': { texts: [answers.cloudflare] } }),
    })
    const source = createDnsSource({
      dns,
      lookup: async () => ['11.0.0.1'],
      clock: createClock(),
      bestRoute: async () => null,
    })
    const policy = operator === undefined ? ({ source: 'dns' } as const) : ({ source: 'dns', operator } as const)
    return source.detect({ family: 'ipv4', policy, current, adapters: [] }).then((result) => ({ ...result, dns }))
  }

  it('takes a new address once two operators agree, whoever else lies', async () => {
    const { observation } = await detect({ opendns: LIE, google: TRUE_ADDRESS, cloudflare: TRUE_ADDRESS })
    expect(observation).toMatchObject({ kind: 'known', address: TRUE_ADDRESS, why: { code: 'echo-agreed' } })
  })

  it('takes none that one operator alone sees', async () => {
    expect((await detect({ google: LIE })).observation.kind).toBe('unknown')
    expect((await detect({ google: LIE, opendns: TRUE_ADDRESS })).observation.kind).toBe('unknown')
  })

  it('trusts the one operator that the settings name alone', async () => {
    const { observation, dns } = await detect({ google: TRUE_ADDRESS, opendns: LIE }, 'google')
    expect(observation).toMatchObject({ kind: 'known', address: TRUE_ADDRESS, why: { code: 'echo-single' } })
    expect(new Set(dns.asked.map(({ name }) => name))).toEqual(new Set(['o-o.myaddr.l.google.com']))
  })

  it('asks one operator while nothing changed', async () => {
    const { observation, dns } = await detect({ opendns: TRUE_ADDRESS }, undefined, [TRUE_ADDRESS])
    expect(observation).toMatchObject({ kind: 'known', why: { code: 'echo-still' } })
    expect(dns.asked).toHaveLength(1)
  })
})
