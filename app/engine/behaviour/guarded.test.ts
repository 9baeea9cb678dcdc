// What the guards make of observations, through rounds, restarts and the user's answers.
import { describe, expect, it } from 'vitest'
import type { Answer } from '../../contract/guards.ts'
import { reason } from '../../contract/reason.ts'
import type { GatewayReading } from '../../model/gateway.ts'
import { standingOf } from '../../model/gateway.ts'
import type { SourceAnswer } from '../../model/observation.ts'
import type { HttpResult } from '../../model/ports.ts'
import { adapter, adapterAddress, defaultRoute } from '../../testing/adapters.ts'
import { commandsOf } from '../../testing/cli-world.ts'
import { engineScene, HOUR, MINUTE, SECOND } from '../../testing/engine-scene.ts'
import { oneRecord, type WorldOptions } from '../../testing/engine-world.ts'
import { explained, snapshotOf } from '../../testing/explanation.ts'

const scene = engineScene()
const PUBLIC = '11.22.33.1'

const settingsWith = (record: object = {}, detection: object = {}) => ({
  ...oneRecord,
  records: [{ account: 'home', hostname: 'nas.example.org', ...record }],
  detection,
})
/** A computer behind a router. */
async function begin(options: WorldOptions = {}): Promise<void> {
  await scene.begin({ isGuarded: true, ...options })
  behind('02:00:00:00:00:01')
  await scene.world.pass(SECOND)
}
const snapshotNow = () => snapshotOf(scene.world, 'en')
const recordNow = () => snapshotNow().records[0]
const rowNow = () => recordNow()?.families[0]
const sentNow = () => scene.world.sent.map(({ changes }) => changes[0]?.ipv4)

async function answer(given: Answer): Promise<void> {
  const [question] = snapshotNow().questions
  const outcome = await commandsOf(scene.world).commands['question.answer']({ id: question?.id ?? '', answer: given })
  expect(outcome).toEqual({ ok: true })
  await scene.world.pass(SECOND)
}

async function check(): Promise<void> {
  scene.world.engine.request('poll')
  await scene.world.pass(SECOND)
}

/** The computer is behind this router from now on. */
function behind(mac: string | null, address = '192.168.1.7'): void {
  scene.world.adapters = [
    adapter({
      addresses: [adapterAddress(address)],
      defaultRoutes: [{ ...defaultRoute('ipv4'), gatewayPhysicalAddress: mac }],
    }),
  ]
  scene.world.networkEvent()
}

function reading(address: string): GatewayReading {
  const gateway = {
    ...{ adapterId: 'eth0', adapterName: 'eth0', localAddress: '192.168.1.7' },
    ...{ address: '192.168.1.1', physicalAddress: '02:00:00:00:00:01' },
  }
  return { gateway, protocol: 'upnp', address, standing: standingOf(address), refused: null, detail: null, tookMs: 1 }
}

const seenBy = (name: string, address: string | null): SourceAnswer => ({
  ...{ source: 'echo', name, address, detail: null, tookMs: 20 },
  refused: address === null ? reason('echo-failed', { operator: name }) : null,
})

/** The router tells this outer address. */
function routerTells(address: string): void {
  scene.world.facts = ({ family }) => (family === 'ipv4' ? { gateways: [reading(address)] } : {})
}

describe('behind the provider’s NAT', () => {
  it.each([
    ['a carrier’s', '100.64.0.10', 'nat-carrier'],
    ['a DS-Lite', '192.0.0.2', 'nat-ds-lite'],
    ['a private', '10.0.0.7', 'nat-double'],
  ])('%s address at the router: the name is published, and needs the user', async (_, outer, code) => {
    await begin()
    routerTells(outer)
    await check()
    expect(sentNow()).toEqual([PUBLIC])
    expect(snapshotNow()).toMatchObject({ overall: 'attention', questions: [{ guard: 'nat', isAsked: true }] })
    expect(recordNow()).toMatchObject({ state: 'attention' })
    expect(rowNow()).toMatchObject({ state: 'confirmed', question: expect.stringContaining(code) })
    expect(explained(scene.world, 'en')).toContain('over IPv4')
  })

  it('asks until the user keeps it, and never again, also not after a restart', async () => {
    await begin()
    routerTells('100.64.0.10')
    await check()
    await scene.restart()
    // Before anything is observed, and after.
    expect(snapshotNow()).toMatchObject({ overall: 'attention', questions: [{ guard: 'nat' }] })
    await check()
    expect(snapshotNow().questions).toHaveLength(1)
    await answer('keep')
    expect(snapshotNow()).toMatchObject({ overall: 'ok', questions: [] })
    expect(rowNow()).toMatchObject({ state: 'confirmed', message: null })
    await scene.restart()
    routerTells('100.64.99.1')
    await check()
    expect(snapshotNow()).toMatchObject({ overall: 'ok', questions: [] })
    expect(sentNow()).toEqual([])
  })

  it('asks again when the situation is another one, or was over meanwhile', async () => {
    await begin()
    routerTells('100.64.0.10')
    await check()
    await answer('keep')
    routerTells('192.168.178.2')
    await check()
    expect(snapshotNow().questions).toMatchObject([{ id: expect.stringContaining('nat-double') }])
    await answer('keep')
    expect(snapshotNow().questions).toEqual([])
    routerTells(PUBLIC)
    await check()
    routerTells('192.168.178.2')
    await check()
    expect(snapshotNow().questions).toHaveLength(1)
  })

  it('asks no more once the name uses IPv6 alone', async () => {
    await begin({ settings: settingsWith({ ipv6: 'off' }) })
    routerTells('100.64.0.10')
    await check()
    expect(recordNow()?.state).toBe('attention')
    const [record] = scene.world.settings.records
    if (record === undefined) throw new Error('there is no record')
    scene.world.observe = async ({ family }) => {
      const address = family === 'ipv6' ? '2a0e:1111::1' : PUBLIC
      return { kind: 'known', address, why: reason('address-chosen', { address }) }
    }
    scene.world.settings = { ...scene.world.settings, records: [{ ...record, ipv4: 'off', ipv6: 'auto' }] }
    scene.world.engine.request('config-change')
    await scene.world.pass(SECOND)
    expect(snapshotNow()).toMatchObject({ overall: 'ok', questions: [] })
  })

  it('says nothing of a record that ignores the guard', async () => {
    await begin({ settings: settingsWith({ guards: { nat: 'ignore' } }) })
    routerTells('100.64.0.10')
    await check()
    expect(snapshotNow()).toMatchObject({ overall: 'ok', questions: [] })
  })

  it('keeps the question open while the router says nothing', async () => {
    await begin()
    routerTells('100.64.0.10')
    await check()
    scene.world.facts = () => ({})
    await check()
    expect(snapshotNow()).toMatchObject({ overall: 'attention', questions: [{ guard: 'nat' }] })
  })

  it('`homeward keep` answers it, and `update` exits for the user before', async () => {
    await begin()
    routerTells('100.64.0.10')
    await check()
    const { control } = commandsOf(scene.world)
    const unknown = await control.keep({ hostname: 'other.example.org', answer: 'keep' })
    expect(unknown).toMatchObject({ ok: false, usage: true })
    const kept = control.keep({ hostname: 'nas.example.org', answer: 'keep' })
    await scene.world.pass(20 * SECOND)
    expect(await kept).toMatchObject({ ok: true, rows: [{ state: 'unchanged', message: null }, {}] })
    expect(await control.keep({ hostname: null, answer: 'keep' })).toMatchObject({ ok: false })
  })

  it('counts a router before the router only once the address was published, and two services see it', async () => {
    await begin()
    const services = [seenBy('a', PUBLIC), seenBy('b', PUBLIC)]
    scene.world.facts = () => ({ gateways: [reading('11.22.33.77')], answers: services })
    await check()
    expect(snapshotNow().questions).toMatchObject([{ id: expect.stringContaining('nat-before') }])
    // The router tells the new address before the services see it, or the other way round.
    scene.world.facts = () => ({ gateways: [reading(PUBLIC)], answers: services })
    await check()
    expect(snapshotNow().questions).toEqual([])
  })
})

const OWN: HttpResult = { ok: true, status: 204, headers: {}, body: '' }
const PAGE: HttpResult = { ok: true, status: 302, headers: { location: 'http://login.example/' }, body: '' }
const own = (url: string): HttpResult => {
  if (url.includes('firefox')) return { ...OWN, status: 200, body: 'success\n' }
  return url.includes('gstatic') ? OWN : { ...OWN, status: 200, body: 'Microsoft Connect Test' }
}

describe('a captive portal', () => {
  /** No service can be asked, and the network answers probes like this. */
  function trouble(portal: (url: string) => HttpResult): string[] {
    const probed: string[] = []
    scene.world.portal = (url) => {
      probed.push(url)
      return portal(url)
    }
    scene.world.address = null
    scene.world.facts = () => ({ answers: [seenBy('a', null), seenBy('b', null)] })
    return probed
  }

  it('is not looked for while all is well', async () => {
    await begin()
    const probed: string[] = []
    scene.world.portal = (url) => {
      probed.push(url)
      return own(url)
    }
    scene.world.facts = () => ({ answers: [seenBy('a', PUBLIC)] })
    for (let round = 0; round < 5; round += 1) await check()
    expect(probed).toEqual([])
  })

  it('holds everything until it lets us through, and is asked again every 30 seconds', async () => {
    await begin()
    const probed = trouble(() => PAGE)
    await check()
    expect(rowNow()?.message).toContain('sign-in page')
    await scene.world.pass(10 * MINUTE)
    // The first tries after trouble come sooner.
    expect(probed.length).toBeGreaterThanOrEqual(2 * 20)
    expect(probed.length).toBeLessThan(2 * 30)
    scene.world.address = '11.22.33.9'
    scene.world.facts = () => ({})
    await check()
    expect(sentNow()).toEqual([PUBLIC])
    scene.world.portal = own
    await scene.world.pass(31 * SECOND)
    expect(sentNow()).toEqual([PUBLIC, '11.22.33.9'])
    expect(recordNow()?.state).toBe('ok')
  })

  it.each([
    ['nobody answers', (): HttpResult => ({ ok: false, fault: 'timeout', message: 'timeout', sent: true })],
    ['one operator alone answers wrongly', (url: string) => (url.includes('firefox') ? PAGE : own(url))],
    [
      'one answers wrongly and nobody else at all',
      (url: string): HttpResult =>
        url.includes('firefox') ? PAGE : { ok: false, fault: 'dns', message: 'dns', sent: false },
    ],
  ])('is none where %s', async (_, portal) => {
    await begin()
    trouble(portal)
    await check()
    expect(rowNow()?.message).not.toContain('sign-in page')
    scene.world.address = '11.22.33.9'
    scene.world.facts = () => ({ answers: [seenBy('a', '11.22.33.9')] })
    await check()
    expect(sentNow()).toEqual([PUBLIC, '11.22.33.9'])
  })

  it('is none any more once a service has answered', async () => {
    await begin()
    trouble(() => PAGE)
    await check()
    scene.world.address = '11.22.33.9'
    scene.world.facts = () => ({ answers: [seenBy('a', '11.22.33.9'), seenBy('b', '11.22.33.9')] })
    await check()
    expect(sentNow()).toEqual([PUBLIC, '11.22.33.9'])
  })

  it.each([
    ['the settings switch the probes off', settingsWith({}, { portal: { probe: false } })],
    ['the record ignores the guard', settingsWith({ guards: { portal: 'ignore' } })],
  ])('is not looked for where %s', async (_, settings) => {
    await begin({ settings })
    const probed = trouble(() => PAGE)
    await check()
    expect(probed).toEqual([])
    expect(rowNow()?.message).not.toContain('sign-in page')
  })

  it('is looked for at the pages of the settings', async () => {
    const operators = [{ url: 'http://one.example/' }, { url: 'http://two.example/', status: 204 }]
    await begin({ settings: settingsWith({}, { portal: { operators } }) })
    const probed = trouble(() => ({ ok: true, status: 204, headers: {}, body: '' }))
    await check()
    expect(probed).toEqual(['http://one.example/', 'http://two.example/'])
    expect(rowNow()?.message).not.toContain('sign-in page')
  })
})

describe('an address of a content network', () => {
  it('is held, and the sentence says so', async () => {
    await begin()
    scene.world.address = '104.16.1.1'
    await check()
    expect(sentNow()).toEqual([PUBLIC])
    expect(rowNow()).toMatchObject({ confirmed: PUBLIC, message: expect.stringContaining('Cloudflare') })
  })

  it('is published where the record ignores the guard, and only there', async () => {
    const records = ['nas', 'cam'].map((label) => ({
      ...{ account: 'home', hostname: `${label}.example.org` },
      ...(label === 'cam' ? { guards: { cdn: 'ignore' } } : {}),
    }))
    await begin({ settings: { ...oneRecord, records } })
    scene.world.sent.length = 0
    scene.world.address = '104.16.1.1'
    await check()
    expect(scene.world.sent.flatMap(({ changes }) => changes)).toMatchObject([
      { hostname: 'cam.example.org', ipv4: '104.16.1.1' },
    ])
  })
})

const HOME = '02:00:00:00:00:01'
const CAFE = '02:00:00:00:00:99'

describe('a network that the computer was not in before', () => {
  async function beginWithBattery(settings: unknown = settingsWith()): Promise<void> {
    await begin({ settings })
    scene.world.hasBattery = true
    await check()
  }
  async function visitCafe(): Promise<void> {
    scene.world.address = '11.22.33.50'
    behind(CAFE)
    await scene.world.pass(2 * SECOND)
  }

  it('is home where nothing is known of any other', async () => {
    await beginWithBattery()
    expect(sentNow()).toEqual([PUBLIC])
    expect(snapshotNow()).toMatchObject({ overall: 'ok', questions: [] })
  })

  it('is asked about on a computer with a battery, before anything is published', async () => {
    await beginWithBattery()
    await visitCafe()
    expect(sentNow()).toEqual([PUBLIC])
    expect(snapshotNow()).toMatchObject({
      overall: 'attention',
      questions: [{ guard: 'network', isAsked: true, answers: ['keep', 'only-at-home'] }],
    })
    expect(rowNow()).toMatchObject({ confirmed: PUBLIC, message: expect.stringContaining('until you say so') })
    await scene.restart()
    scene.world.hasBattery = true
    expect(snapshotNow().questions).toHaveLength(1)
    await answer('keep')
    expect(sentNow()).toEqual(['11.22.33.50'])
    behind(HOME)
    scene.world.address = PUBLIC
    await scene.world.pass(2 * SECOND)
    await visitCafe()
    expect(sentNow()).toEqual(['11.22.33.50', PUBLIC, '11.22.33.50'])
    expect(snapshotNow().questions).toEqual([])
  })

  it('is left alone for good once the user publishes only at home, and can be kept later', async () => {
    await beginWithBattery()
    await visitCafe()
    await answer('only-at-home')
    expect(snapshotNow()).toMatchObject({ overall: 'paused', questions: [{ isAsked: false, answers: ['keep'] }] })
    expect(snapshotNow().summary).toContain('keeps its address')
    await scene.restart()
    scene.world.hasBattery = true
    await check()
    expect(snapshotNow()).toMatchObject({ overall: 'paused' })
    expect(sentNow()).toEqual([])
    behind(HOME)
    scene.world.address = '11.22.33.2'
    await scene.world.pass(2 * SECOND)
    expect(sentNow()).toEqual(['11.22.33.2'])
    await visitCafe()
    await answer('keep')
    expect(sentNow()).toEqual(['11.22.33.2', '11.22.33.50'])
  })

  it('is published from where the computer has no battery', async () => {
    await begin()
    await visitCafe()
    expect(sentNow()).toEqual([PUBLIC, '11.22.33.50'])
    expect(snapshotNow()).toMatchObject({ overall: 'ok', questions: [] })
    // It counts as known from then on, also if a battery is found.
    scene.world.hasBattery = true
    await check()
    expect(snapshotNow().questions).toEqual([])
  })

  it.each([
    ['the settings', settingsWith({}, { networks: 'publish' })],
    ['the record', settingsWith({ guards: { network: 'publish' } })],
  ])('is published from where %s say so', async (_, settings) => {
    await beginWithBattery(settings)
    await visitCafe()
    expect(sentNow()).toEqual([PUBLIC, '11.22.33.50'])
  })

  it('is left alone without a question where only known networks are allowed', async () => {
    await begin({ settings: settingsWith({}, { networks: 'known-only' }) })
    await visitCafe()
    expect(sentNow()).toEqual([PUBLIC])
    expect(snapshotNow()).toMatchObject({ overall: 'paused', questions: [{ isAsked: false }] })
    await answer('keep')
    expect(sentNow()).toEqual([PUBLIC, '11.22.33.50'])
  })

  it('waits until the router’s hardware address is known, and then asks', async () => {
    await beginWithBattery()
    scene.world.address = '11.22.33.50'
    behind(null, '192.168.1.8')
    await scene.world.pass(2 * SECOND)
    expect(sentNow()).toEqual([PUBLIC])
    expect(snapshotNow().questions).toEqual([])
    behind(CAFE, '192.168.1.8')
    await scene.world.pass(20 * SECOND)
    expect(snapshotNow().questions).toHaveLength(1)
  })

  it('asks nothing any more once the computer has left', async () => {
    await beginWithBattery()
    await visitCafe()
    scene.world.address = PUBLIC
    behind(HOME)
    await scene.world.pass(2 * SECOND)
    expect(snapshotNow()).toMatchObject({ overall: 'ok', questions: [] })
    await visitCafe()
    expect(snapshotNow().questions).toHaveLength(1)
  })
})

describe('a home with two lines', () => {
  const [ONE, TWO] = ['11.22.33.1', '11.22.44.1']
  function seen(...addresses: readonly string[]): void {
    scene.world.address = addresses[0] ?? null
    scene.world.facts = () => ({ answers: addresses.map((address, index) => seenBy(`s${index}`, address)) })
  }
  async function alternate(times: number, everyMs = 5 * MINUTE): Promise<void> {
    for (let turn = 0; turn < times; turn += 1) {
      seen(turn % 2 === 0 ? TWO : ONE, turn % 2 === 0 ? TWO : ONE)
      await scene.world.pass(everyMs)
    }
  }

  it('is updated at most once while the lines alternate 50 times', async () => {
    await begin()
    seen(ONE, ONE)
    await check()
    for (let turn = 0; turn < 50; turn += 1) {
      seen(...(turn % 2 === 0 ? [TWO, TWO] : [ONE, ONE]))
      scene.world.engine.request('poll')
      await scene.world.pass(10 * SECOND)
    }
    expect(sentNow()).toEqual([ONE, TWO])
    // `why` tells of it.
    seen(ONE, ONE)
    await check()
    expect(explained(scene.world, 'en')).toContain('two ways out')
  })

  it('stays, too, while each service sees another line', async () => {
    await begin()
    seen(ONE, ONE)
    await check()
    seen(TWO, TWO)
    await check()
    for (let round = 0; round < 10; round += 1) {
      seen(ONE, ONE, TWO)
      await scene.world.pass(MINUTE)
    }
    expect(sentNow()).toEqual([ONE, TWO])
  })

  it('follows an address that nobody saw before at once', async () => {
    await begin()
    seen(ONE, ONE)
    await check()
    await alternate(6, 20 * SECOND)
    const before = scene.world.sent.length
    seen('11.22.33.77', '11.22.33.77', TWO)
    await check()
    expect(sentNow().slice(before)).toEqual(['11.22.33.77'])
  })

  it('follows an address that came back once nobody sees the other one for two minutes', async () => {
    await begin()
    seen(ONE, ONE)
    await check()
    seen(TWO, TWO)
    await check()
    seen(ONE, ONE)
    await check()
    expect(sentNow()).toEqual([ONE, TWO])
    await scene.world.pass(3 * MINUTE)
    expect(sentNow()).toEqual([ONE, TWO, ONE])
  })

  it('follows an address that came back at once when the network of this computer changed, or its router says so', async () => {
    await begin()
    seen(ONE, ONE)
    await check()
    seen(TWO, TWO)
    await check()
    seen(ONE, ONE)
    behind(HOME, '192.168.1.99')
    await scene.world.pass(2 * SECOND)
    expect(sentNow()).toEqual([ONE, TWO, ONE])
    const told = (address: string) => {
      seen(address, address)
      const { facts } = scene.world
      scene.world.facts = (request) => ({ ...facts(request), gateways: [reading(address)] })
    }
    for (const address of [ONE, TWO, ONE]) {
      told(address)
      await check()
    }
    expect(sentNow()).toEqual([ONE, TWO, ONE, TWO, ONE])
  })

  it('is not held by one service that never sees a change', async () => {
    await begin()
    seen(ONE, ONE, ONE)
    await check()
    seen(TWO, TWO, ONE)
    await check()
    seen(ONE, ONE, TWO)
    await scene.world.pass(HOUR + 20 * MINUTE)
    expect(sentNow()).toEqual([ONE, TWO, ONE])
  })
})
