// Counts what a quiet day costs on the network: the real engine, detection and gateway parts for 24 hours of a clock that is
// moved by hand, each message counted at the ports to the network.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type GatewaySettings, settingsSchema } from '../../app/contract/settings.ts'
import { createDetector } from '../../app/detection/detector.ts'
import { createGateways } from '../../app/detection/sources/gateway/gateways.ts'
import { createEngine } from '../../app/engine/engine.ts'
import type { DnsClient } from '../../app/model/dns.ts'
import type { LanSockets } from '../../app/model/lan.ts'
import type { AdapterTable, HttpClient, HttpRequest, HttpResult } from '../../app/model/ports.ts'
import { openStore } from '../../app/store/sqlite-store.ts'
import { adapter, adapterAddress } from '../../app/testing/adapters.ts'
import { confirmingProvider } from '../../app/testing/confirming-provider.ts'
import { noOtherSources } from '../../app/testing/gateways.ts'
import { createHandClock, type HandClock } from '../../app/testing/hand-clock.ts'
import { createScriptedDns } from '../../app/testing/scripted-dns.ts'
import { createScriptedRouter, natPmpAnswer, ROUTER, type RouterScript } from '../../app/testing/scripted-router.ts'
import { measureEchoExchange } from './echo-exchange.ts'
import { connection, datagram, NO_TRAFFIC, plus, type Traffic } from './wire-size.ts'

export const TRAFFIC_SOURCES = ['echo', 'nat-pmp', 'upnp', 'events', 'dns'] as const
type Source = (typeof TRAFFIC_SOURCES)[number]
export type DayTraffic = Readonly<Record<Source, Traffic>>

const ADDRESS = '11.22.33.10'
const NAME = 'nas.example.org'
const RESOLVER = '192.168.1.1'
const NAME_SERVERS = { 'ns1.example.org': '11.22.44.1', 'ns2.example.org': '11.22.44.2' } as const
const HOUR = 3_600_000
/** The first hour is the start. */
const DAY = 24 * HOUR
const USER_AGENT = 'Homeward/0.1.0 (linux x64)'

interface Home {
  readonly router: Partial<RouterScript>
  readonly gateway: Partial<GatewaySettings>
  /** The router announces once, by which it is known that pushes arrive. */
  readonly announces?: boolean
}

export const HOMES = {
  'NAT-PMP, polled': { router: { upnp: false }, gateway: { announcements: false } },
  'NAT-PMP, announced': { router: { upnp: false }, gateway: { announcements: true }, announces: true },
  'UPnP, polled': { router: { natPmp: null }, gateway: { announcements: false } },
  'UPnP, events': { router: { natPmp: null }, gateway: { announcements: false, events: true } },
  'no protocol': { router: { natPmp: 'silent', upnp: false }, gateway: { announcements: false } },
} as const satisfies Readonly<Record<string, Home>>

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

function zone(): DnsClient {
  return createScriptedDns(
    {
      [`${RESOLVER} ${NAME} NS`]: [],
      [`${RESOLVER} example.org NS`]: Object.keys(NAME_SERVERS),
      ...Object.fromEntries(
        Object.entries(NAME_SERVERS).flatMap(([name, address]) => [
          [`${RESOLVER} ${name} A`, [address]],
          [`${RESOLVER} ${name} AAAA`, []],
          [`${address} ${NAME} A`, [ADDRESS]],
        ]),
      ),
    },
    [RESOLVER],
  )
}

class Counter {
  readonly #counted = new Map<Source, Traffic>()

  add(source: Source, traffic: Traffic): void {
    this.#counted.set(source, plus(this.#counted.get(source) ?? NO_TRAFFIC, traffic))
  }
  clear(): void {
    this.#counted.clear()
  }
  result(): DayTraffic {
    const of = (source: Source) => [source, this.#counted.get(source) ?? NO_TRAFFIC] as const
    return Object.fromEntries(TRAFFIC_SOURCES.map(of)) as DayTraffic
  }
}

/** Question and answer are one exchange, which is counted with the question. */
function countedLan(lan: LanSockets, counter: Counter): LanSockets {
  const sourceOf = (port: number | undefined): Source => (port === 5351 ? 'nat-pmp' : 'upnp')
  return {
    openDatagrams: async (options) => {
      const own = options.peer?.port
      const socket = await lan.openDatagrams({
        ...options,
        onDatagram: (received) => {
          counter.add(sourceOf(received.port), datagram(received.bytes.length))
          options.onDatagram(received)
        },
      })
      if (socket === null) return null
      return {
        send: (bytes, to) => {
          counter.add(sourceOf(to?.port ?? own), { ...datagram(bytes.length), exchanges: 1 })
          socket.send(bytes, to)
        },
        close: () => socket.close(),
      }
    },
    listen: (address, answer) =>
      lan.listen(address, (event) => {
        counter.add('events', connection(headerBytes(event.headers) + 500, 60))
        return answer(event)
      }),
  }
}

const headerBytes = (headers: Readonly<Record<string, string>>): number =>
  Object.entries(headers).reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0)

/** What node:http adds: request line, host, agent and the like. */
const REQUEST_LINE_AND_HEADERS = 160
const RESPONSE_HEADERS = 160

const requestBytes = ({ headers = {}, body = '' }: HttpRequest): number =>
  REQUEST_LINE_AND_HEADERS + headerBytes(headers) + body.length

function countedHttp(router: Pick<HttpClient, 'request'>, counter: Counter, echo: Traffic): HttpClient {
  const atRouter = async (request: HttpRequest): Promise<HttpResult> => {
    const result = await router.request(request)
    const isEvents = request.method === 'SUBSCRIBE' || request.method === 'UNSUBSCRIBE'
    const received = result.ok ? RESPONSE_HEADERS + headerBytes(result.headers) + result.body.length : 0
    counter.add(isEvents ? 'events' : 'upnp', connection(requestBytes(request), received))
    return result
  }
  return {
    request: async (request) => {
      if (new URL(request.url).hostname === ROUTER) return atRouter(request)
      counter.add('echo', echo)
      return { ok: true, status: 200, headers: {}, body: ADDRESS }
    },
    reset: () => {},
  }
}

/** Header, question and the option of EDNS; then what is answered (RFC 1035, RFC 6891). */
const DNS_QUESTION = 12 + 6 + 11
const DNS_ADDRESS = 16

function countedDns(dns: DnsClient, counter: Counter): DnsClient {
  return {
    ask: async (question) => {
      const answer = await dns.ask(question)
      const asked = DNS_QUESTION + question.name.length
      counter.add('dns', { ...datagram(asked), exchanges: 1 })
      if (!answer.ok) return answer
      const names = answer.nameServers.reduce((sum, name) => sum + name.length + 14, 0)
      counter.add('dns', datagram(asked + answer.addresses.length * DNS_ADDRESS + names))
      return answer
    },
    systemServers: () => dns.systemServers(),
  }
}

/** A day at home: the engine as the app composes it, on ports that count. */
function openHome({ router: script, gateway }: Home, clock: HandClock, echo: Traffic) {
  const folder = mkdtempSync(join(tmpdir(), 'homeward-bench-'))
  const { store } = openStore(join(folder, 'homeward.sqlite'), 'bench')
  const counter = new Counter()
  const router = createScriptedRouter(clock)
  Object.assign(router.script, { address: ADDRESS, ...script })
  const settings = settingsSchema.parse({
    version: 1,
    accounts: [{ id: 'home', provider: 'practice', fields: {} }],
    records: [{ account: 'home', hostname: NAME }],
    detection: { gateway },
  })
  const home = adapter({ addresses: [adapterAddress('192.168.1.7')] })
  const adapters: AdapterTable = {
    list: async () => [home],
    bestRoute: async () => null,
    subscribe: () => () => {},
    mode: { kind: 'events' },
  }
  const http = countedHttp(router.http, counter, echo)
  const gateways = createGateways({
    ...{ http, clock, lan: countedLan(router.lan, counter), log: () => {}, secret: () => 'a1b2c3' },
    settings: () => settings.detection.gateway,
    isNeeded: () => true,
    onBattery: () => false,
    announcementsByDefault: true,
  })
  // DNS and STUN are asked only where the echo services fail: on a quiet day nobody is.
  const detection = { ...noOtherSources, echo: () => ({}), gateway: () => settings.detection.gateway, gateways }
  const detector = createDetector({ http, clock, log: () => {}, bestRoute: adapters.bestRoute, ...detection })
  const engine = createEngine({
    ...{ store, adapters, detector, http, clock, settings: () => settings, log: () => {} },
    provider: () => confirmingProvider,
    credentials: { read: async () => ({ state: 'found', value: 'secret of the bench' }) },
    dns: countedDns(zone(), counter),
    random: () => 0.5,
    fingerprint: (text) => text,
    userAgent: () => USER_AGENT,
  })
  const stop = gateways.watch(() => engine.request('gateway-push'))
  engine.start()
  return {
    counter,
    announce: () => router.announce(natPmpAnswer(ADDRESS, router.script.epochS())),
    close: () => {
      stop()
      engine.stop()
      store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function countDay(home: Home, echo: Traffic): Promise<DayTraffic> {
  const clock = createHandClock(Date.UTC(2026, 0, 1), turn)
  const { counter, announce, close } = openHome(home, clock, echo)
  try {
    await clock.advance(HOUR / 2)
    if (home.announces) announce()
    await clock.advance(HOUR / 2)
    counter.clear()
    await clock.advance(DAY)
    return counter.result()
  } finally {
    close()
  }
}

/** @returns a day for each kind of router; null without openssl */
export async function measureIdleTraffic(): Promise<Readonly<Record<string, DayTraffic>> | null> {
  const exchange = await measureEchoExchange(USER_AGENT)
  if (exchange === null) return null
  const echo = connection(exchange.sent, exchange.received)
  const days: Record<string, DayTraffic> = {}
  for (const [name, home] of Object.entries(HOMES)) days[name] = await countDay(home, echo)
  return days
}

/** The days as a table in Markdown: exchanges, packets and bytes of each source. */
export function trafficTable(days: Readonly<Record<string, DayTraffic>>): string {
  const count = (value: number) => value.toLocaleString('en')
  const cell = ({ exchanges, packets, bytes }: Traffic) =>
    exchanges + packets === 0 ? '–' : `${count(exchanges)} / ${count(packets)} / ${count(bytes)}`
  const header = ['router', ...TRAFFIC_SOURCES, 'all']
  const rows = Object.entries(days).map(([name, day]) => {
    const all = TRAFFIC_SOURCES.map((source) => day[source]).reduce(plus, NO_TRAFFIC)
    return [name, ...TRAFFIC_SOURCES.map((source) => cell(day[source])), cell(all)]
  })
  return [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}
