// What users of other programs suffered with IPv6, and what follows a prefix: the real detector and the real engine.
import { expect, it } from 'vitest'
import type { Adapter } from '../../model/adapter.ts'
import { adapter, adapterAddress } from '../../testing/adapters.ts'
import { engineScene, MINUTE, SECOND } from '../../testing/engine-scene.ts'
import { createEngineWorld } from '../../testing/engine-world.ts'
import { createIpv6Home, type Ipv6Home, neighbour } from '../../testing/ipv6-home.ts'

const scene = engineScene()

const OLD = '2a0e:1111:0:a::10'
const NEW = '2a0e:1111:0:b::10'
const TEMPORARY = { temporary: true, suffixOrigin: 'random' } as const
const DEPRECATED = { dadState: 'deprecated', preferredLifetimeS: 0 } as const

interface Record {
  readonly hostname: string
  readonly ipv6: object | 'auto'
}

async function begin(
  records: readonly Record[],
  adapters: Adapter[],
  set?: (home: Ipv6Home) => void,
): Promise<Ipv6Home> {
  const home = createIpv6Home({
    now: () => Date.now(),
    monotonic: () => performance.now(),
    sinceBoot: () => performance.now(),
    setTimer: (delayMs, fire) => {
      const timer = setTimeout(fire, delayMs)
      return () => clearTimeout(timer)
    },
  })
  set?.(home)
  scene.world = createEngineWorld({
    settings: {
      version: 1,
      accounts: [{ id: 'home', provider: 'practice', fields: { username: 'u' } }],
      records: records.map((record) => ({ account: 'home', ipv4: 'off', ...record })),
    },
    info: { batchSize: 20 },
  })
  scene.world.adapters = adapters
  scene.world.detector = home.detector
  scene.world.engine.start()
  await scene.world.pass(30 * SECOND)
  return home
}

/** The system reports another table, and the engine gets the time to act on it. */
async function change(adapters: Adapter[], ms = 5 * SECOND): Promise<void> {
  scene.world.adapters = adapters
  scene.world.networkEvent()
  await scene.world.pass(ms)
}

const confirmed = (hostname: string) =>
  scene.world.engine.states.state({ account: 'home', hostname, family: 'ipv6' })?.confirmed ?? null
const sentFor = (hostname: string) =>
  scene.world.sent.flatMap(({ changes }) => changes.filter((one) => one.hostname === hostname).map(({ ipv6 }) => ipv6))

it('50 names that follow the prefix move in one round, with one question and as few requests as the provider takes', async () => {
  // 25 devices with two names each, and each pair fits into one request.
  const mac = (device: number) => `02:00:00:00:01:${device.toString(16).padStart(2, '0')}`
  const records = Array.from({ length: 50 }, (_each, index) => {
    const device = 1 + (index >> 1)
    const ipv6 =
      device <= 20
        ? { source: 'prefix', suffix: `::${device.toString(16)}` }
        : { source: 'neighbour', mac: mac(device) }
    return { hostname: `host${index}.example.org`, ipv6 }
  })
  const eui64 = (prefix: string, device: number) => `${prefix}:0:ff:fe00:1${device.toString(16).padStart(2, '0')}`
  const home = await begin(records, [adapter({ addresses: [adapterAddress(OLD)] })], (each) => {
    each.neighbours = [21, 22, 23, 24, 25].map((device) =>
      neighbour(mac(device), eui64('2a0e:1111:0:a', device), 'stale'),
    )
  })
  expect(
    records.map(({ hostname }) => confirmed(hostname)).every((address) => address?.startsWith('2a0e:1111:0:a:')),
  ).toBe(true)
  home.asked.length = 0
  home.readings = 0
  scene.world.sent.length = 0
  const before = scene.world.store.lastRound()?.id ?? 0

  // The provider renumbers: the old prefix is deprecated, a new one is there. No device was heard of in it yet.
  await change([adapter({ addresses: [adapterAddress(OLD, DEPRECATED), adapterAddress(NEW)] })])

  for (const [index, { hostname }] of records.entries()) {
    const device = 1 + (index >> 1)
    const [follows] = sentFor(hostname)
    expect(sentFor(hostname)).toHaveLength(1)
    expect(follows).toBe(device <= 20 ? `2a0e:1111:0:b::${device.toString(16)}` : eui64('2a0e:1111:0:b', device))
    expect(confirmed(hostname)).toBe(follows)
  }
  expect(scene.world.sent).toHaveLength(25)
  expect(home.asked).toHaveLength(1)
  expect(home.readings).toBe(1)
  expect((scene.world.store.lastRound()?.id ?? 0) - before).toBe(1)
})

it('two addresses of one adapter do not take turns in the zone, however the system lists them', async () => {
  const both = [adapterAddress('2a0e:1111:0:a::1'), adapterAddress('2a0e:1111:0:a::2')]
  await begin([{ hostname: 'pc.example.org', ipv6: 'auto' }], [adapter({ addresses: both })])
  for (let turn = 0; turn < 20; turn += 1) {
    const [first, second] = turn % 2 === 0 ? [7_000, 100] : [100, 7_000]
    const [a, b] = [
      { ...both[0], preferredLifetimeS: first },
      { ...both[1], preferredLifetimeS: second },
    ]
    const listed = (turn % 3 === 0 ? [b, a] : [a, b]) as typeof both
    await change([adapter({ name: `eth0 ${turn}`, id: 'eth0', addresses: listed })], 6 * MINUTE)
  }
  expect(sentFor('pc.example.org')).toEqual(['2a0e:1111:0:a::1'])
})

it('an expired prefix is never picked, although the system still lists it first', async () => {
  const expired = adapterAddress(OLD, { ...DEPRECATED, validLifetimeS: 600 })
  await begin([{ hostname: 'pc.example.org', ipv6: 'auto' }], [adapter({ addresses: [expired, adapterAddress(NEW)] })])
  await change([adapter({ addresses: [expired] })], 10 * MINUTE)
  expect(sentFor('pc.example.org')).toEqual([NEW])
})

it('who wants the temporary address gets it, and who wants the stable one keeps it', async () => {
  const stable = adapterAddress(OLD)
  const first = adapterAddress('2a0e:1111:0:a:aaaa:1:2:3', TEMPORARY)
  const second = adapterAddress('2a0e:1111:0:a:bbbb:1:2:3', TEMPORARY)
  const records = [
    { hostname: 'server.example.org', ipv6: 'auto' },
    { hostname: 'shy.example.org', ipv6: { source: 'adapter', kind: 'temporary' } },
  ] as const
  await begin(records, [adapter({ addresses: [first, stable] })])
  await change([adapter({ addresses: [second, { ...first, ...DEPRECATED }, stable] })])
  expect(sentFor('server.example.org')).toEqual([OLD])
  expect(sentFor('shy.example.org')).toEqual([first.address, second.address])
})

it('a new prefix of the provider reaches the NAS behind this computer, too', async () => {
  const records = [
    { hostname: 'pc.example.org', ipv6: 'auto' },
    { hostname: 'nas.example.org', ipv6: { source: 'prefix', suffix: '::1234/64' } },
  ] as const
  await begin(records, [adapter({ addresses: [adapterAddress(OLD)] })])
  await change([adapter({ addresses: [adapterAddress(NEW)] })])
  expect(sentFor('pc.example.org')).toEqual([OLD, NEW])
  expect(sentFor('nas.example.org')).toEqual(['2a0e:1111:0:a::1234', '2a0e:1111:0:b::1234'])
})

it('a restarted router that forgot the old prefix without a word does not leave the names at it', async () => {
  const records = [
    { hostname: 'pc.example.org', ipv6: 'auto' },
    { hostname: 'nas.example.org', ipv6: { source: 'prefix', suffix: '::1234/64' } },
  ] as const
  const home = await begin(records, [adapter({ addresses: [adapterAddress(OLD)] })])
  // The old address stays preferred for days, and nothing that is sent from it comes back.
  home.sees = (from) => (from === NEW ? NEW : null)
  await change([adapter({ addresses: [adapterAddress(OLD), adapterAddress(NEW)] })])
  expect(sentFor('pc.example.org')).toEqual([OLD, NEW])
  expect(sentFor('nas.example.org')).toEqual(['2a0e:1111:0:a::1234', '2a0e:1111:0:b::1234'])
})

it('a device that this computer no longer knows keeps its address, and the reason says what to do', async () => {
  const ipv6 = { source: 'neighbour', mac: '02:11:22:33:44:55' }
  const home = await begin(
    [{ hostname: 'nas.example.org', ipv6 }],
    [adapter({ addresses: [adapterAddress(OLD)] })],
    (each) => {
      each.neighbours = [neighbour('02:11:22:33:44:55', '2a0e:1111:0:a::77')]
    },
  )
  home.neighbours = []
  await change([adapter({ addresses: [adapterAddress(NEW)] })], 10 * MINUTE)
  expect(sentFor('nas.example.org')).toEqual(['2a0e:1111:0:a::77'])
  expect(scene.world.store.lastRound()?.observations[0]?.why).toMatchObject({
    code: 'neighbour-missing',
    params: { suffix: '::11:22ff:fe33:4455/64' },
  })
})
