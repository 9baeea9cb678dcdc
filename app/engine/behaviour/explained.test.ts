// Explanations of real rounds of a real engine, in both languages. The texts are in explained/, to be read as a user reads them.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LOCALES } from '../../contract/locale.ts'
import type { DnsClient } from '../../model/dns.ts'
import { anyDyndns2Server } from '../../providers/dyndns2/provider.ts'
import { adapter, adapterAddress } from '../../testing/adapters.ts'
import { createDialectServer, type ServerDialect } from '../../testing/dialect-server.ts'
import {
  confirmed,
  createEngineWorld,
  type EngineWorld,
  failed,
  oneRecord,
  type WorldOptions,
} from '../../testing/engine-world.ts'
import { echoesSay, explained } from '../../testing/explanation.ts'
import { addressList } from '../../testing/scripted-dns.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const [OLD, NEW] = ['11.22.33.1', '11.22.33.2'] as const
let world: EngineWorld

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1, 12) })
})
afterEach(() => {
  world.close()
  vi.useRealTimers()
})

const ipv6Beside = (ipv4: string) => `2a0e:1111::${ipv4.at(-1)}`
const machine = (ipv4: string) =>
  adapter({ addresses: [adapterAddress(`192.168.1.${ipv4.at(-1)}`), adapterAddress(ipv6Beside(ipv4))] })

async function begin(options: WorldOptions = {}, answer: EngineWorld['answer'] = () => confirmed): Promise<void> {
  world = createEngineWorld(options)
  world.answer = answer
  // Behind a router the address comes from an echo service.
  world.adapters = [machine(OLD)]
  world.detector = echoesSay((family) => [
    family === 'ipv4' ? (world.address ?? 503) : ipv6Beside(world.address ?? OLD),
  ])
  world.engine.start()
  await world.pass(100)
}

/** Both families at a dyndns2 server that nobody knows, until Homeward has learnt what it wants. */
async function beginAt(dialect: Partial<ServerDialect>): Promise<void> {
  const server = createDialectServer({ hostnames: ['nas.example.org'], addresses: 'list', ...dialect })
  const account = { id: 'home', provider: 'dyndns2', endpoint: 'https://ddns.example.net', fields: { username: 'u' } }
  const [record] = oneRecord.records
  const records = record === undefined ? [] : [{ ...record, ipv6: 'auto' as const }]
  await begin({
    settings: { ...oneRecord, accounts: [account], records },
    services: { providers: [anyDyndns2Server], answer: (request) => server.answer(request) },
  })
  world.zone = (hostname, family) => server.holds(hostname, family)
  await world.pass(MINUTE)
}

async function move(to: string): Promise<void> {
  world.address = to
  world.adapters = [machine(to)]
  world.networkEvent()
  await world.pass(2_000)
}

const home = (changes: object, detection: object = {}) => ({
  settings: { ...oneRecord, records: [{ ...oneRecord.records[0], ...changes }], detection },
})
/** Resolvers everywhere answer with this address. */
function everybodySees(address: string): DnsClient {
  const rest = { alias: null, nameServers: [], nameServersTtl: 0, zone: 'example.org', negativeTtl: 60 }
  const answer = {
    ok: true,
    rcode: 'NOERROR',
    authoritative: false,
    addresses: addressList([address]),
    ...rest,
  } as const
  return { ask: async () => answer, systemServers: () => [] }
}
const { engine } = { engine: () => world.engine }

/** What happened to the record, by the heading in the texts. */
const SCENARIOS: Readonly<Record<string, () => Promise<void>>> = {
  'a first update': () => begin(),
  'a change': async () => {
    await begin()
    await move(NEW)
  },
  'nothing new': async () => {
    await begin()
    await world.pass(6 * MINUTE)
  },
  'both families change': async () => {
    await begin(home({ ipv6: 'auto' }))
    await move(NEW)
  },
  'one family is unknown': async () => {
    await begin(home({ ipv6: 'auto' }))
    world.adapters = [adapter({ addresses: [adapterAddress('192.168.1.7')] })]
    await world.pass(6 * MINUTE)
  },
  'services that disagree': async () => {
    await begin()
    world.detector = echoesSay(() => [4, 5, 6, 7, 8, 9].map((last) => `11.22.33.${last}`))
    await world.pass(6 * MINUTE)
  },
  'services that do not answer': async () => {
    await begin()
    world.detector = echoesSay(() => [503])
    await world.pass(6 * MINUTE)
  },
  'a VPN': async () => {
    await begin()
    world.adapters = [...world.adapters, adapter({ name: 'wg0', index: 9, kind: 'tunnel', defaultRoutes: [] })]
    world.detector = echoesSay(() => ['11.22.44.9'], 'wg0')
    await world.pass(6 * MINUTE)
  },
  'a list whose first source knows nothing': async () => {
    const ipv4 = [
      { source: 'gateway' },
      { source: 'echo', url: 'https://echo.example.org/ip', via: 'eth0' },
      { source: 'echo', url: 'https://second.example.org/ip' },
    ]
    await begin(home({ ipv4 }))
  },
  'an address of a special purpose': async () => {
    await begin()
    world.detector = echoesSay(() => ['100.64.3.4'])
    await world.pass(6 * MINUTE)
  },
  'no network': async () => {
    await begin()
    world.detector = echoesSay(() => [503])
    world.adapters = []
    world.networkEvent()
    await world.pass(2_000)
  },
  'asked to wait': async () => {
    await begin()
    world.answer = () => failed('throttled', 'http-429', Date.now() + 30 * MINUTE)
    await move(NEW)
    await world.pass(6 * MINUTE)
  },
  'too soon after the last one': async () => {
    await begin({ info: { minIntervalS: 600 } })
    await move(NEW)
  },
  parked: async () => {
    await begin()
    world.answer = () => failed('provider', 'http-503')
    await move(NEW)
    await world.pass(20_000)
  },
  'a silent provider': async () => {
    await begin()
    world.answer = () => failed('network', 'timeout')
    await move(NEW)
    await world.pass(20_000)
  },
  dismissed: async () => {
    await begin()
    world.answer = () => failed('provider', 'http-503')
    await move(NEW)
    await world.pass(20_000)
    engine().dismiss('home', 'nas.example.org')
    await world.pass(2_000)
  },
  'a refused sign-in': async () => {
    await begin()
    world.answer = () => failed('credentials', 'badauth')
    await move(NEW)
    await world.pass(6 * MINUTE)
  },
  'a sign-in refused without a reason': async () => {
    await begin()
    world.answer = () => failed('credentials', 'http-401')
    await move(NEW)
    await world.pass(6 * MINUTE)
  },
  'a page in place of the provider': async () => {
    await begin()
    world.answer = () => failed('unrecognised', 'page')
    await move(NEW)
    await world.pass(4 * MINUTE)
  },
  blocked: async () => {
    await begin()
    world.answer = () => failed('blocked', 'abuse')
    await move(NEW)
    await world.pass(6 * MINUTE)
  },
  restored: async () => {
    await begin()
    await move(NEW)
    engine().undo('home', 'nas.example.org')
    await world.pass(2_000)
  },
  forced: async () => {
    await begin()
    engine().request('user', { force: ['nas.example.org'] })
    await world.pass(2_000)
  },
  'drift that is shown': async () => {
    await begin()
    world.zone = () => [['11.22.44.9']]
    await world.pass(8 * HOUR)
  },
  'drift that is corrected': async () => {
    await begin(home({ onDrift: 'correct' }))
    world.zone = () => [[world.sent.length > 1 ? OLD : '11.22.44.9']]
    await world.pass(8 * HOUR)
  },
  'a name that is gone': async () => {
    await begin(home({ onDrift: 'correct' }))
    world.zone = () => [world.sent.length > 1 ? [OLD] : []]
    await world.pass(8 * HOUR)
  },
  'drift that stays': async () => {
    await begin(home({ onDrift: 'correct' }, { pollIntervalS: 86_400 }))
    world.zone = () => [['11.22.44.9']]
    await world.pass(10 * 24 * HOUR)
  },
  'drift that nobody else sees': async () => {
    await begin({ ...home({ onDrift: 'correct' }, { pollIntervalS: 86_400 }), dns: everybodySees(OLD) })
    world.zone = () => [['11.22.44.9']]
    await world.pass(2 * 24 * HOUR)
  },
  'kept alive': async () => {
    await begin({ info: { keepAliveDays: 3 }, ...home({}, { pollIntervalS: 86_400 }) })
    await world.pass(2 * 24 * HOUR + MINUTE)
  },
  interrupted: async () => {
    await begin()
    world.answer = () => new Promise(() => {})
    await move(NEW)
    const { detector } = world
    world = await world.crashAndRestart()
    world.detector = detector
    engine().start()
    await world.pass(5_000)
  },
  'a first update that failed before': async () => {
    await begin({}, () => failed('provider', 'http-503'))
    await world.pass(20_000)
    world.answer = () => confirmed
    await world.pass(5 * MINUTE)
  },
  'dismissed beside an account that others wait for': async () => {
    const records = ['nas.example.org', 'cam.example.org'].map((hostname) => ({ account: 'home', hostname }))
    await begin({ settings: { ...oneRecord, records } })
    world.answer = () => failed('provider', 'http-503')
    await move(NEW)
    await world.pass(20_000)
    engine().dismiss('home', 'nas.example.org')
    world.networkEvent()
    engine().request('poll')
    await world.pass(2_000)
  },
  paused: async () => {
    await begin()
    engine().pause.begin(null)
  },
  'a yes without the address': async () => {
    await begin()
    world.answer = () => ({ kind: 'accepted' })
    world.zone = () => [[OLD]]
    await move(NEW)
    await world.pass(10_000)
  },
  'a yes without the address that the zone then shows': async () => {
    await begin()
    world.answer = () => ({ kind: 'accepted' })
    world.zone = () => [[NEW]]
    await move(NEW)
    await world.pass(10_000)
  },
  'a yes without the address, and no DNS': async () => {
    await begin()
    world.answer = () => ({ kind: 'accepted' })
    world.zone = () => []
    await move(NEW)
    await world.pass(10_000)
  },
  'a server that wants both addresses in one request': () => beginAt({ addresses: 'replacing:myipv6' }),
  'a server that keeps a family by a parameter': () => beginAt({ addresses: 'keeping' }),
  'a server that keeps one address': () => beginAt({ addresses: 'list-only', echoes: true }),
}

describe.each(LOCALES)('the explanation in %s', (locale) => {
  it('says in every scenario what is true and what comes next', { timeout: 60_000 }, async () => {
    const texts: string[] = []
    for (const [name, play] of Object.entries(SCENARIOS)) {
      await play()
      texts.push(`== ${name}\n${explained(world, locale)}\n`)
      world.close()
      vi.setSystemTime(Date.UTC(2026, 0, 1, 12))
    }
    await SCENARIOS['a first update']?.()
    await expect(texts.join('\n')).toMatchFileSnapshot(`explained/${locale}.txt`)
  })
})
