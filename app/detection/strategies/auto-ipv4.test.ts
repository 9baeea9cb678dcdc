// What the router and the machine's own adapter add to what services see.
import { describe, expect, it } from 'vitest'
import type { FamilyPolicy } from '../../contract/address-sources.ts'
import { reason } from '../../contract/reason.ts'
import type { Adapter } from '../../model/adapter.ts'
import type { Gateway, GatewayReading } from '../../model/gateway.ts'
import { gatewaysOf, standingOf } from '../../model/gateway.ts'
import type { ObservationReport } from '../../model/observation.ts'
import { adapter, adapterAddress, defaultRoute } from '../../testing/adapters.ts'
import { noOtherSources } from '../../testing/gateways.ts'
import { createHandClock } from '../../testing/hand-clock.ts'
import { createDetector } from '../detector.ts'

const OLD = '11.22.33.1'
const NEW = '11.22.33.44'
const ROUTER = '192.168.1.1'
const home = [adapter({ addresses: [adapterAddress('192.168.1.7')] })]
const FIRST = 'api.ipify.org'

interface Scene {
  /** What services answer, in the order in which they are asked; the others do not answer. */
  readonly services?: readonly (string | null)[]
  /** What each gateway answers, and after how long; absent: it never answers. */
  readonly routers?: Readonly<Record<string, { address: string; afterMs?: number; none?: boolean }>>
  readonly adapters?: readonly Adapter[]
  readonly egress?: string
  readonly current?: readonly string[]
  readonly policy?: FamilyPolicy
  readonly ask?: boolean
  readonly echo?: readonly string[]
}

function readingOf(gateway: Gateway, address: string, isNone = false): GatewayReading {
  const standing = standingOf(address)
  const isVote = standing === 'public'
  const why = isNone ? 'gateway-none' : 'gateway-provider-nat'
  return {
    gateway,
    protocol: isNone ? null : 'nat-pmp',
    address: isNone ? null : address,
    standing: isNone ? null : standing,
    refused: isVote && !isNone ? null : reason(why, { gateway: gateway.address, address }),
    detail: null,
    tookMs: 3,
  }
}

async function observe(scene: Scene) {
  const { services = [], routers = {}, adapters = home, egress, current = [OLD], policy = 'auto', ask = true } = scene
  const clock = createHandClock()
  const asked: string[] = []
  const late: (string | null)[] = []
  const detector = createDetector({
    ...noOtherSources,
    clock,
    log: () => {},
    http: {
      request: async ({ url }) => {
        const body = services[asked.push(new URL(url).host) - 1] ?? null
        if (body === null) return { ok: false, fault: 'refused', message: 'refused', sent: false }
        return new Promise((resolve) => clock.setTimer(30, () => resolve({ ok: true, status: 200, headers: {}, body })))
      },
      reset: () => {},
    },
    bestRoute: async () =>
      egress === undefined ? null : { adapterId: egress, adapterIndex: 1, sourceAddress: '', nextHop: null },
    echo: () => (scene.echo === undefined ? {} : { ipv4: [...scene.echo] }),
    gateway: () => ({ ask, events: false }),
    gateways: {
      ask: (table) =>
        gatewaysOf(table).map((gateway) => {
          const answer = routers[gateway.address]
          const { address = '', afterMs = 3, none = false } = answer ?? {}
          return {
            gateway,
            reading: new Promise((resolve) => {
              if (answer === undefined) return
              clock.setTimer(afterMs, () => resolve(readingOf(gateway, address, none)))
            }),
            cameLate: (reading) => late.push(reading.address),
          }
        }),
    },
  })
  const pending = detector.observe({ family: 'ipv4', policy, current }, adapters)
  await clock.advance(20_000)
  const report: ObservationReport = await pending
  return { ...report, asked, late, timers: clock.pendingTimers() }
}

describe('automatic IPv4 behind a router', () => {
  it('takes a new address when the router and one service agree, without a second service', async () => {
    const { observation, asked, answers, tookMs } = await observe({
      services: [NEW],
      routers: { [ROUTER]: { address: NEW } },
    })
    expect(observation).toEqual({
      kind: 'known',
      address: NEW,
      why: reason('gateway-agreed', { gateway: ROUTER, operator: FIRST, address: NEW }),
    })
    expect(asked).toEqual([FIRST])
    expect(tookMs).toBe(30)
    expect(answers.map(({ source, address, refused }) => [source, address, refused])).toEqual([
      ['gateway', NEW, null],
      ['echo', NEW, null],
    ])
  })

  it('is not held back by a service that still sees the old address', async () => {
    const { observation, answers } = await observe({ services: [OLD, NEW], routers: { [ROUTER]: { address: NEW } } })
    expect(observation).toMatchObject({ kind: 'known', address: NEW, why: { code: 'gateway-agreed' } })
    expect(answers.find(({ address }) => address === OLD)?.refused?.code).toBe('echo-alone')
  })

  it('publishes nothing that the router alone says', async () => {
    const { observation } = await observe({ routers: { [ROUTER]: { address: NEW } } })
    expect(observation).toEqual({
      kind: 'unknown',
      why: reason('gateway-unconfirmed', { gateway: ROUTER, address: NEW }),
    })
  })

  it('believes two services against a router that tells an old address for ever', async () => {
    const { observation, answers } = await observe({ services: [NEW, NEW], routers: { [ROUTER]: { address: OLD } } })
    expect(observation).toMatchObject({ kind: 'known', address: NEW, why: { code: 'echo-agreed' } })
    expect(answers.find(({ source }) => source === 'gateway')?.refused).toEqual(
      reason('gateway-alone', { gateway: ROUTER, address: OLD }),
    )
  })

  it('knows the published address by the router while no service can be asked', async () => {
    const { observation } = await observe({ routers: { [ROUTER]: { address: OLD } } })
    expect(observation).toMatchObject({ kind: 'known', address: OLD, why: { code: 'gateway-still' } })
  })

  it('waits for no router, and has a late one weighed by another round', async () => {
    const { observation, tookMs, late } = await observe({
      services: [OLD],
      routers: { [ROUTER]: { address: NEW, afterMs: 2_000 } },
    })
    expect(observation).toMatchObject({ kind: 'known', address: OLD })
    expect(tookMs).toBe(30)
    expect(late).toEqual([NEW])
    const same = await observe({ services: [OLD], routers: { [ROUTER]: { address: OLD, afterMs: 2_000 } } })
    expect(same.late).toEqual([])
  })

  it('ends within its budget when neither router nor services answer', async () => {
    const { observation, tookMs, timers } = await observe({})
    expect(observation).toEqual({ kind: 'unknown', why: reason('echo-none') })
    expect(tookMs).toBe(5_000)
    expect(timers).toBe(0)
  })

  it('publishes what services agree on, and keeps the fact that the router is behind the provider’s NAT', async () => {
    const { observation, gateways, answers } = await observe({
      services: [NEW, NEW],
      routers: { [ROUTER]: { address: '100.64.0.10' } },
    })
    expect(observation).toMatchObject({ kind: 'known', address: NEW, why: { code: 'echo-agreed' } })
    expect(gateways).toMatchObject([{ address: '100.64.0.10', standing: 'carrier-nat', gateway: { address: ROUTER } }])
    expect(answers[0]).toMatchObject({ source: 'gateway', refused: { code: 'gateway-provider-nat' } })
  })

  it('says nothing of a router that speaks neither protocol', async () => {
    const { answers, gateways } = await observe({
      services: [OLD],
      routers: { [ROUTER]: { address: '', none: true } },
    })
    expect(answers.map(({ source }) => source)).toEqual(['echo'])
    expect(gateways).toMatchObject([{ standing: null }])
  })

  it('asks no router when the settings say so', async () => {
    const { answers, gateways } = await observe({
      services: [OLD],
      routers: { [ROUTER]: { address: OLD } },
      ask: false,
    })
    expect(answers.map(({ source }) => source)).toEqual(['echo'])
    expect(gateways).toEqual([])
  })

  it('trusts the one service of the settings alone, whatever the router says', async () => {
    const { observation } = await observe({
      services: [NEW],
      routers: { [ROUTER]: { address: OLD } },
      echo: ['https://echo.example.org/'],
    })
    expect(observation).toMatchObject({ kind: 'known', address: NEW, why: { code: 'echo-single' } })
  })

  const second = adapter({
    name: 'wlan0',
    kind: 'wireless',
    addresses: [adapterAddress('192.168.2.7')],
    defaultRoutes: [{ ...defaultRoute('ipv4', 10), gateway: '192.168.2.1' }],
  })

  it('counts only the router through which the traffic leaves', async () => {
    const routers = { [ROUTER]: { address: OLD }, '192.168.2.1': { address: NEW } }
    const { observation, gateways } = await observe({
      services: [NEW],
      routers,
      adapters: [...home, second],
      egress: 'wlan0',
    })
    expect(observation).toMatchObject({ kind: 'known', address: NEW, why: { params: { gateway: '192.168.2.1' } } })
    expect(gateways?.map(({ address }) => address)).toEqual([NEW, OLD])
  })

  it('publishes nothing that leaves through a VPN, whatever the router says', async () => {
    const vpn = adapter({ name: 'wg0', kind: 'tunnel', addresses: [adapterAddress('10.5.0.2')], defaultRoutes: [] })
    const { observation } = await observe({
      services: [NEW],
      routers: { [ROUTER]: { address: NEW } },
      adapters: [...home, vpn],
      egress: 'wg0',
    })
    expect(observation).toMatchObject({ kind: 'unknown', why: { code: 'vpn-carries' } })
  })
})

describe('automatic IPv4 of a machine that has a public address itself', () => {
  const own = [
    adapter({ addresses: [adapterAddress(NEW)], defaultRoutes: [{ ...defaultRoute('ipv4'), gateway: OLD }] }),
  ]

  it('takes it once one service sees it', async () => {
    const { observation, asked } = await observe({ services: [NEW], adapters: own })
    expect(observation).toMatchObject({ kind: 'known', address: NEW, why: { code: 'adapter-agreed' } })
    expect(asked).toHaveLength(1)
  })

  it('takes it when no service can be asked', async () => {
    const { observation } = await observe({ adapters: own })
    expect(observation).toEqual({
      kind: 'known',
      address: NEW,
      why: reason('adapter-public', { adapter: 'eth0', address: NEW }),
    })
  })

  it('publishes what two services see instead', async () => {
    const { observation, answers } = await observe({ services: ['11.22.33.9', '11.22.33.9'], adapters: own })
    expect(observation).toMatchObject({ kind: 'known', address: '11.22.33.9' })
    expect(answers[0]).toMatchObject({ source: 'adapter', refused: { code: 'adapter-alone' } })
  })

  it('guesses none of two public addresses', async () => {
    const two = [adapter({ addresses: [adapterAddress(NEW), adapterAddress('11.22.33.45')] })]
    expect((await observe({ adapters: two })).observation.kind).toBe('unknown')
  })
})

describe('the address that the router tells, when the user chose it', () => {
  const policy = { source: 'gateway' } as const

  it('is taken without asking anybody outside', async () => {
    const { observation, asked } = await observe({ policy, routers: { [ROUTER]: { address: NEW } }, ask: false })
    expect(observation).toEqual({
      kind: 'known',
      address: NEW,
      why: reason('gateway-tells', { gateway: ROUTER, address: NEW }),
    })
    expect(asked).toEqual([])
  })

  it('is never taken when it is the provider’s', async () => {
    const { observation, gateways } = await observe({ policy, routers: { [ROUTER]: { address: '100.64.0.10' } } })
    expect(observation).toMatchObject({ kind: 'unknown', why: { code: 'gateway-provider-nat' } })
    expect(gateways).toMatchObject([{ standing: 'carrier-nat' }])
  })

  it('is not waited for longer than five seconds', async () => {
    const { observation, tookMs } = await observe({ policy })
    expect(observation).toMatchObject({ kind: 'unknown', why: { code: 'gateway-failed' } })
    expect(tookMs).toBe(5_000)
  })

  it('is unknown where there is no router, or no network', async () => {
    const noRouter = [
      adapter({ addresses: [adapterAddress(NEW)], defaultRoutes: [{ ...defaultRoute('ipv4'), gateway: OLD }] }),
    ]
    expect((await observe({ policy, adapters: noRouter })).observation).toMatchObject({
      why: { code: 'gateway-missing' },
    })
    expect((await observe({ policy, adapters: [] })).observation).toMatchObject({ why: { code: 'offline' } })
  })
})
