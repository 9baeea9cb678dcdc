// The internet of the comparison, a process of its own: a server for each dialect and client, and the name servers of their
// zones. Prints one JSON object a line; a line of standard input asks for what a server has seen and holds.
// Usage: world HTTP-IPV4 HTTP-IPV6 DNS-ADDRESS... The first name server is authoritative, the others answer as resolvers.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { speak } from '../servers/dialects/dialect.ts'
import { accountsOf } from '../servers/dialects/dialect-server.ts'
import { DIALECTS } from '../servers/dialects/dialects.ts'
import { startDns } from '../servers/dns.ts'
import { answerQuery } from '../servers/dns-answer.ts'
import { joinZones } from '../servers/joined-zones.ts'
import type { NewRecord, Zone } from '../servers/live-zone.ts'
import { type PracticeProvider, startProvider } from '../servers/provider.ts'
import { apexOf, BEFORE, CLIENTS, knownNames, namesOf, OUTAGES } from './scenario.ts'

const DNS_PORT = 53
const [ipv4 = '', ipv6 = '', authority = '', ...resolvers] = process.argv.slice(2)

const recordsBefore = (names: readonly string[]): NewRecord[] =>
  names.flatMap((name) => [
    { name, type: 'A', content: BEFORE.ipv4 ?? '' },
    { name, type: 'AAAA', content: BEFORE.ipv6 ?? '' },
  ])

async function startServers(): Promise<Map<string, PracticeProvider>> {
  const servers = new Map<string, PracticeProvider>()
  for (const dialect of DIALECTS) {
    for (const client of CLIENTS) {
      const place = { dialect: dialect.id, client }
      const names = knownNames(place)
      const provider = await startProvider({
        accounts: accountsOf(dialect, names),
        protocols: [speak(dialect)],
        listenOn: [ipv4, ipv6].map((host) => ({ host, port: 0 })),
        apexes: [apexOf(place)],
        records: recordsBefore(names),
      })
      provider.faults.add({ kind: 'status', status: 503, times: OUTAGES })
      servers.set(apexOf(place), provider)
    }
  }
  return servers
}

/** Marks the answer as a resolver's: not authoritative, recursion available (RFC 1035, section 4.1.1). */
function asResolver(answer: Buffer): Buffer {
  answer[2] = (answer[2] ?? 0) & ~0x04
  answer[3] = (answer[3] ?? 0) | 0x80
  return answer
}

async function startResolver(address: string, zone: Zone): Promise<void> {
  const socket = createSocket('udp4')
  const backend = { zone, serverAddress: authority, onQuestion: () => {} }
  socket.on('message', (bytes, from) => {
    const answer = answerQuery(backend, bytes, 'udp')
    if (answer !== null) socket.send(asResolver(answer), from.port, from.address)
  })
  socket.bind(DNS_PORT, address)
  await once(socket, 'listening')
}

const print = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`)

function stateOf(provider: PracticeProvider, apex: string) {
  const [client = '', dialect = ''] = apex.split('.')
  const names = namesOf({ client: client as (typeof CLIENTS)[number], dialect })
  const held = (name: string, type: 'A' | 'AAAA') => provider.zone.records({ name, type }).map(({ content }) => content)
  const requests = provider.requests().map(({ url, username, status, answer }) => ({ url, username, status, answer }))
  return {
    requests,
    zone: Object.fromEntries(
      names.map((name) => [
        name,
        { ipv4: held(name, 'A').join(' ') || null, ipv6: held(name, 'AAAA').join(' ') || null },
      ]),
    ),
  }
}

async function main(): Promise<void> {
  const servers = await startServers()
  const zone = joinZones([...servers.values()].map((provider) => provider.zone))
  await startDns({ zone, listenOn: { host: authority, port: DNS_PORT } })
  for (const address of resolvers) await startResolver(address, zone)
  const urls = [...servers].map(([apex, { listeners }]) => [apex, listeners.map(({ url }) => url)])
  print({ ready: Object.fromEntries(urls) })
  const input = createInterface({ input: process.stdin })
  input.on('line', (apex) => {
    const provider = servers.get(apex)
    if (provider !== undefined) print({ apex, state: stateOf(provider, apex) })
  })
  input.on('close', () => process.exit(0))
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exit(2)
})
