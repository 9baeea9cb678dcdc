// What is published depends neither on the order of the system's table nor on the order in which answers arrive, and is never an
// address that may not be published. Over random adapters, routers and answers, by the real detector.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { reason } from '../contract/reason.ts'
import type { Adapter, AdapterAddress, AdapterKind } from '../model/adapter.ts'
import type { Family } from '../model/address.ts'
import { type GatewayReading, gatewaysOf, standingOf } from '../model/gateway.ts'
import type { ObservationReport } from '../model/observation.ts'
import { publishable } from '../model/special-purpose.ts'
import { adapter, adapterAddress, defaultRoute } from '../testing/adapters.ts'
import { noOtherSources } from '../testing/gateways.ts'
import { createHandClock } from '../testing/hand-clock.ts'
import { createDetector } from './detector.ts'
import { addressRefusal } from './sources/adapter/address-verdict.ts'
import { ECHO_OPERATORS } from './sources/echo/echo-operators.ts'

const [TRUTH, WRONG, OLD] = ['11.22.33.44', '11.22.99.9', '11.22.33.1'] as const
const V6 = ['2a0e:1111::10', '2a0e:1111::20', '2a0e:1111:2::10'] as const
const SPECIAL = ['10.0.0.7', '100.64.0.7', '192.168.1.7', '169.254.1.7', '192.0.2.7', '0.0.0.0'] as const
const SPECIAL6 = ['fd00::7', 'fe80::7', '2001:db8::7', '2002:b16:212c::1', '64:ff9b::b16:2101', '::1'] as const

const kind = fc.constantFrom<AdapterKind>('wired', 'wireless', 'ppp', 'tunnel', 'loopback', 'virtual', 'other')
const lifetime = fc.option(fc.constantFrom(0, 60, 3_600), { nil: null })
const address: fc.Arbitrary<AdapterAddress> = fc
  .record({
    text: fc.constantFrom(TRUTH, WRONG, OLD, ...SPECIAL, ...V6, ...SPECIAL6),
    dadState: fc.constantFrom(
      ...(['preferred', 'preferred', 'preferred', 'tentative', 'duplicate', 'deprecated'] as const),
    ),
    temporary: fc.boolean(),
    preferredLifetimeS: lifetime,
  })
  .map(({ text, temporary, ...rest }) => adapterAddress(text, { ...rest, temporary: temporary && text.includes(':') }))
const route = fc
  .record({
    family: fc.constantFrom<Family>('ipv4', 'ipv6'),
    metric: fc.constantFrom(50, 100),
    last: fc.nat({ max: 3 }),
  })
  .map(({ family, metric, last }) => ({
    ...defaultRoute(family, metric),
    gateway: family === 'ipv4' ? `192.168.${last}.1` : 'fe80::1',
  }))
const table: fc.Arbitrary<readonly Adapter[]> = fc
  .array(
    fc.record({
      kind,
      state: fc.constantFrom('up', 'up', 'up', 'down', 'lower-layer-down'),
      addresses: fc.uniqueArray(address, { selector: (entry) => entry.address, maxLength: 5 }),
      defaultRoutes: fc.array(route, { maxLength: 3 }),
      isHardware: fc.constantFrom(true, false, null),
    }),
    { maxLength: 5 },
  )
  .map((rows) => rows.map((row, index) => adapter({ ...row, name: `if${index}`, index: index + 1 })))

/** What a service says, and when. Null: it fails. */
interface Says {
  readonly body: string | null
  readonly afterMs: number
}
const afterMs = fc.integer({ min: 0, max: 1_500 })
const says = (body: fc.Arbitrary<string | null>): fc.Arbitrary<Says> => fc.record({ body, afterMs })

interface World {
  readonly family?: Family
  readonly adapters: readonly Adapter[]
  /** By the place of the service among the built-in ones. */
  readonly services: readonly Says[]
  readonly current?: readonly string[]
  /** What every router says; null: nothing. */
  readonly router?: string | null
}

async function observe({
  family = 'ipv4',
  adapters,
  services,
  current = [],
  router = null,
}: World): Promise<ObservationReport> {
  const clock = createHandClock()
  const hosts = ECHO_OPERATORS.map(({ urls }) => new URL(urls[family]).host)
  const detector = createDetector({
    ...noOtherSources,
    ...{ clock, log: () => {}, bestRoute: async () => null, echo: () => ({}) },
    http: {
      request: ({ url }) => {
        const said = services[hosts.indexOf(new URL(url).host)]
        const body = said?.body ?? null
        return new Promise((resolve) => {
          clock.setTimer(said?.afterMs ?? 0, () =>
            resolve(
              body === null
                ? { ok: false, fault: 'refused', message: 'refused', sent: false }
                : { ok: true, status: 200, headers: {}, body },
            ),
          )
        })
      },
      reset: () => {},
    },
    gateway: () => ({ ask: router !== null, events: false }),
    gateways: {
      ask: (given) =>
        gatewaysOf(given).map((gateway) => ({
          gateway,
          reading: Promise.resolve(readingOf(gateway, router ?? '')),
          cameLate: () => {},
        })),
    },
  })
  const pending = detector.observe({ family, policy: 'auto', current }, adapters)
  await clock.advance(6_000)
  return pending
}

function readingOf(gateway: GatewayReading['gateway'], said: string): GatewayReading {
  const standing = standingOf(said)
  const refused =
    standing === 'public' ? null : reason('gateway-provider-nat', { gateway: gateway.address, address: said })
  return { gateway, protocol: 'nat-pmp', address: said, standing, refused, detail: null, tookMs: 1 }
}

const addressOf = ({ observation }: ObservationReport) => (observation.kind === 'known' ? observation.address : null)
const six = (one: fc.Arbitrary<Says>) => fc.array(one, { minLength: 6, maxLength: 6 })
const anything = fc.constantFrom<string | null>(TRUTH, TRUTH, WRONG, OLD, null, ...SPECIAL, ...V6, ...SPECIAL6)
const current = fc.subarray([OLD, TRUTH] as string[], { maxLength: 2 })
const router = fc.constantFrom<string | null>(null, TRUTH, WRONG, OLD, '100.64.0.9', '10.0.0.9')

it('takes the same address from the same table in any order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom<Family>('ipv4', 'ipv6'),
      table.chain((adapters) =>
        fc.tuple(fc.constant(adapters), fc.shuffledSubarray([...adapters], { minLength: adapters.length })),
      ),
      six(says(anything)),
      current,
      router,
      async (family, [adapters, shuffled], services, published, said) => {
        const world = { family, services, current: published, router: said }
        const turned = shuffled.map((one) => ({ ...one, addresses: [...one.addresses].reverse() }))
        const [there, back] = [await observe({ ...world, adapters }), await observe({ ...world, adapters: turned })]
        expect(back.observation).toEqual(there.observation)
        const chosen = (report: ObservationReport) => report.candidates.filter((each) => each.chosen)
        expect(chosen(back)).toEqual(chosen(there))
      },
    ),
    { numRuns: 400 },
  )
}, 60_000)

it('takes no address that may not be published, and no new one that nobody but one saw', async () => {
  await fc.assert(
    fc.asyncProperty(table, six(says(anything)), current, router, async (adapters, services, published, said) => {
      const report = await observe({ adapters, services, current: published, router: said })
      const taken = addressOf(report)
      if (taken === null) return
      expect(publishable(taken).ok).toBe(true)
      const seers = services.filter(({ body }) => body === taken).length
      const own = adapters.filter(({ addresses }) =>
        addresses.some((each) => each.address === taken && addressRefusal(each) === null),
      )
      const atHomeToo = Number(own.length > 0) + Number(said === taken)
      if (published.length === 1 && published[0] === taken) expect(seers + atHomeToo).toBeGreaterThan(0)
      else if (seers < 2) expect([seers > 0, atHomeToo > 0, own.length > 0]).toContain(true)
      if (seers === 0 && published[0] !== taken) expect(own.length).toBeGreaterThan(0)
      if (seers === 1 && !(published.length === 1 && published[0] === taken)) expect(atHomeToo).toBeGreaterThan(0)
    }),
    { numRuns: 600 },
  )
}, 60_000)

it('takes an IPv6 address only from an adapter that is up, leads out and may have it published', async () => {
  await fc.assert(
    fc.asyncProperty(table, six(says(anything)), current, async (adapters, services, published) => {
      const taken = addressOf(await observe({ family: 'ipv6', adapters, services, current: published }))
      if (taken === null) return
      const holders = adapters.filter(
        (each) =>
          each.kind !== 'loopback' &&
          each.state === 'up' &&
          each.defaultRoutes.some(({ family }) => family === 'ipv6') &&
          each.addresses.some((entry) => entry.address === taken && addressRefusal(entry) === null),
      )
      expect(holders.length).toBeGreaterThan(0)
      expect(services.some(({ body }) => body === taken)).toBe(true)
    }),
    { numRuns: 400 },
  )
}, 60_000)

it('takes the true address in whatever order the answers arrive, when at most one service lies and some fail', async () => {
  const honest = says(fc.constantFrom<string | null>(TRUTH, TRUTH, TRUTH, null))
  const liar = says(fc.constantFrom<string | null>(WRONG, '11.22.99.10', ...SPECIAL, null))
  const home = [adapter({ addresses: [adapterAddress('192.168.1.7')] })]
  await fc.assert(
    fc.asyncProperty(
      six(honest),
      fc.nat({ max: 5 }),
      liar,
      current,
      router,
      async (answers, place, lie, published, said) => {
        const services = answers.map((answer, index) => (index === place ? lie : answer))
        const truths = services.filter(({ body }) => body === TRUTH).length
        // A router that tells another address is another liar: it may not have a liar on its side.
        const isSecondLiar = said === lie.body
        const taken = addressOf(await observe({ adapters: home, services, current: published, router: said }))
        if (taken !== null && !isSecondLiar)
          expect(published.length === 1 ? [TRUTH, published[0]] : [TRUTH]).toContain(taken)
        if (truths >= 2 && !isSecondLiar && (said === null || said !== OLD)) expect(taken).toBe(TRUTH)
      },
    ),
    { numRuns: 600 },
  )
}, 60_000)
