import { describe, expect, it } from 'vitest'
import { reason } from '../contract/reason.ts'
import type { DetectionSettings } from '../contract/settings.ts'
import type { Adapter } from '../model/adapter.ts'
import type { ObservationReport, ObservationRequest } from '../model/observation.ts'
import type { HttpClient, HttpRequest, HttpResult } from '../model/ports.ts'
import { adapter, adapterAddress } from '../testing/adapters.ts'
import { noGateways } from '../testing/gateways.ts'
import { createHandClock } from '../testing/hand-clock.ts'
import { createDetector, type DetectorOptions } from './detector.ts'
import { echoEndpoints } from './sources/echo/echo-operators.ts'

const NEW = '11.22.33.44'
const OLD = '11.22.33.1'
const V6 = '2a0e:1111::10'
const HOST = [
  'api.ipify.org',
  'api.cloudflare.com',
  'checkip.amazonaws.com',
  'v4.ident.me',
  'checkipv4.dedyn.io',
  'ipv4.nsupdate.info',
] as const
const HOST6 = [
  'api6.ipify.org',
  'api.cloudflare.com',
  'checkip.global.api.aws',
  'v6.ident.me',
  'checkipv6.dedyn.io',
  'ipv6.nsupdate.info',
] as const
const everywhere = (script: Scripted) => Object.fromEntries(HOST.map((host) => [host, script]))

type Scripted = { afterMs?: number; body?: string; status?: number; fault?: 'refused' | 'timeout' } | 'silent'

/** Echo services: what each host answers, and after how long. */
function createTested(
  answers: Readonly<Record<string, Scripted>>,
  options: { adapters?: Adapter[]; echo?: DetectionSettings['echo']; bestRoute?: DetectorOptions['bestRoute'] } = {},
) {
  const clock = createHandClock()
  const requests: { host: string; atMs: number; request: HttpRequest }[] = []
  const http: HttpClient = {
    request: (request) => {
      const { host } = new URL(request.url)
      requests.push({ host, atMs: clock.monotonic(), request })
      const script = answers[host] ?? { fault: 'refused' }
      return new Promise<HttpResult>((resolve) => {
        if (script === 'silent') return
        const { afterMs = 0, body = '', status = 200, fault } = script
        const result: HttpResult =
          fault === undefined
            ? { ok: true, status, headers: {}, body }
            : { ok: false, fault, message: `connect ${fault}`, sent: false }
        clock.setTimer(afterMs, () => resolve(result))
      })
    },
    reset: () => {},
  }
  const { echo = {}, bestRoute = async () => null } = options
  const detector = createDetector({ http, clock, log: () => {}, bestRoute, echo: () => echo, ...noGateways })
  const adapters = options.adapters ?? [adapter({ addresses: [adapterAddress('192.168.1.7'), adapterAddress(V6)] })]
  async function observe(request: Partial<ObservationRequest> = {}): Promise<ObservationReport> {
    const pending = detector.observe({ family: 'ipv4', policy: 'auto', current: [], ...request }, adapters)
    await clock.advance(6_000)
    return pending
  }
  return { observe, requests, hosts: () => requests.map(({ host }) => host), clock }
}

describe('automatic IPv4', () => {
  it('needs one request while the first operator still sees the published address', async () => {
    const { observe, hosts } = createTested({ [HOST[0]]: { body: OLD, afterMs: 30 } })
    const report = await observe({ current: [OLD] })
    expect(report.observation).toEqual({
      kind: 'known',
      address: OLD,
      why: reason('echo-still', { operator: HOST[0], address: OLD }),
    })
    expect(hosts()).toEqual([HOST[0]])
    expect(report.tookMs).toBe(30)
    expect(report.answers).toEqual([
      { source: 'echo', name: HOST[0], address: OLD, refused: null, detail: null, tookMs: 30 },
    ])
  })

  it('asks the second operator at once when the first sees a new address, and accepts what both see', async () => {
    const { observe, requests } = createTested({
      [HOST[0]]: { body: NEW, afterMs: 10 },
      [HOST[1]]: { body: `h=x\nip=${NEW}\n`, afterMs: 10 },
    })
    const report = await observe({ current: [OLD] })
    expect(report.observation).toEqual({
      kind: 'known',
      address: NEW,
      why: reason('echo-agreed', { address: NEW, count: 2 }),
    })
    expect(requests.map(({ host, atMs }) => [host, atMs])).toEqual([
      [HOST[0], 0],
      [HOST[1], 10],
    ])
    expect(report.tookMs).toBe(20)
  })

  it('asks two at once when nothing is published yet', async () => {
    const { observe, requests } = createTested({
      [HOST[0]]: { body: NEW, afterMs: 10 },
      [HOST[1]]: { body: NEW, afterMs: 10 },
    })
    const report = await observe()
    expect(report.observation).toMatchObject({ kind: 'known', address: NEW })
    expect(requests.map(({ atMs }) => atMs)).toEqual([0, 0])
  })

  it('asks the second after 250 ms without an answer', async () => {
    const { observe, requests } = createTested({ [HOST[0]]: 'silent', [HOST[1]]: { body: OLD } })
    const report = await observe({ current: [OLD] })
    expect(report.observation).toMatchObject({ kind: 'known', address: OLD })
    expect(requests.map(({ atMs }) => atMs)).toEqual([0, 250])
  })

  it('asks the third when the first two disagree, and reports who saw what', async () => {
    const { observe } = createTested({
      [HOST[0]]: { body: NEW },
      [HOST[1]]: { body: '11.22.33.99' },
      [HOST[2]]: { body: NEW },
    })
    const report = await observe({ current: [OLD] })
    expect(report.observation).toMatchObject({ kind: 'known', address: NEW })
    expect(report.answers.map(({ name, refused }) => [name, refused?.code ?? null])).toEqual([
      [HOST[0], null],
      [HOST[1], 'echo-alone'],
      [HOST[2], null],
    ])
  })

  it('publishes nothing when no two agree', async () => {
    const each = HOST.map((host, i) => [host, { body: `11.22.33.${90 + i}` }])
    const { observe, hosts } = createTested(Object.fromEntries(each))
    expect((await observe({ current: [OLD] })).observation).toEqual({ kind: 'unknown', why: reason('echo-disagree') })
    expect(hosts()).toEqual(HOST)
  })

  it('accepts no new address from the only operator that answers', async () => {
    const { observe } = createTested({ [HOST[0]]: { body: NEW } })
    const report = await observe({ current: [OLD] })
    expect(report.observation).toEqual({ kind: 'unknown', why: reason('echo-not-enough', { count: 1 }) })
    expect(report.answers.filter(({ refused }) => refused?.code === 'echo-failed')).toHaveLength(5)
    expect(report.answers[1]?.detail).toBe('refused: connect refused')
  })

  it('asks the next operators while one after another fails, until two agree', async () => {
    const { observe, requests } = createTested({
      [HOST[0]]: { fault: 'timeout', afterMs: 20 },
      [HOST[1]]: { status: 503, afterMs: 10 },
      [HOST[2]]: { body: '<h1>Sign in</h1>', afterMs: 10 },
      [HOST[3]]: 'silent',
      [HOST[4]]: { body: NEW, afterMs: 10 },
      [HOST[5]]: { body: NEW, afterMs: 10 },
    })
    const report = await observe({ current: [OLD] })
    expect(report.observation).toEqual({
      kind: 'known',
      address: NEW,
      why: reason('echo-agreed', { address: NEW, count: 2 }),
    })
    expect(requests.map(({ host, atMs }) => [host, atMs])).toEqual([
      [HOST[0], 0],
      [HOST[1], 20],
      [HOST[2], 30],
      [HOST[3], 40],
      [HOST[4], 290],
      // The silent one may still answer, so the last is asked after a pause.
      [HOST[5], 550],
    ])
  })

  it('ends within its budget when nobody answers', async () => {
    const { observe, clock } = createTested(everywhere('silent'))
    const report = await observe({ current: [OLD] })
    expect(report.observation).toEqual({ kind: 'unknown', why: reason('echo-none') })
    expect(report.tookMs).toBe(5_000)
    expect(clock.pendingTimers()).toBe(0)
  })

  it.each([
    ['a redirect', { status: 302, body: NEW }, 'echo-redirect'],
    ['an error page', { status: 500, body: NEW }, 'echo-status'],
    ['two addresses', { body: `${NEW} ${OLD}` }, 'echo-several'],
    ['a private address', { body: '192.168.1.7' }, 'address-special-purpose'],
    ['an address of a carrier NAT', { body: '100.64.1.1' }, 'address-special-purpose'],
    ['the other family', { body: V6 }, 'echo-no-address'],
    ['a page without one', { body: '<h1>Sign in to the hotel network</h1>' }, 'echo-no-address'],
  ] as const)('does not count %s', async (_what, script, code) => {
    const { observe } = createTested(everywhere(script))
    const report = await observe({ current: [OLD] })
    // A special-purpose address explains more than "no service answered".
    const expected = code === 'address-special-purpose' ? code : 'echo-none'
    expect(report.observation).toMatchObject({ kind: 'unknown', why: { code: expected } })
    expect(report.answers.map(({ refused }) => refused?.code)).toEqual(HOST.map(() => code))
  })

  it('asks nobody without a default route', async () => {
    const { observe, requests } = createTested({}, { adapters: [adapter({ state: 'down' })] })
    const report = await observe({ current: [OLD] })
    expect(report.observation).toEqual({ kind: 'unknown', why: reason('offline') })
    expect(requests).toEqual([])
    expect(report.candidates[0]?.why.code).toBe('adapter-down')
  })

  it('asks over IPv4 sockets only and limits the answer', async () => {
    const { observe, requests } = createTested({ [HOST[0]]: { body: OLD } })
    await observe({ current: [OLD] })
    expect(requests[0]?.request).toMatchObject({ method: 'GET', family: 'ipv4', maxBytes: 4_096, timeoutMs: 5_000 })
    expect(requests[0]?.request.localAddress).toBeUndefined()
  })

  it('asks the user’s services instead of the built-in ones, each as an operator', async () => {
    const echo = { ipv4: ['http://127.0.0.1:8081/', 'http://127.0.0.1:8082/'] }
    const { observe, hosts } = createTested(
      { '127.0.0.1:8081': { body: NEW }, '127.0.0.1:8082': { body: NEW } },
      { echo },
    )
    expect((await observe()).observation).toMatchObject({ kind: 'known', address: NEW })
    expect(hosts()).toEqual(['127.0.0.1:8081', '127.0.0.1:8082'])
  })

  it('accepts the answer of the only service in the settings', async () => {
    const { observe } = createTested(
      { '127.0.0.1:8081': { body: NEW } },
      { echo: { ipv4: ['http://127.0.0.1:8081/'] } },
    )
    expect((await observe({ current: [OLD] })).observation).toMatchObject({
      kind: 'known',
      address: NEW,
      why: { code: 'echo-single' },
    })
  })

  it('counts a service that is listed twice once', () => {
    const url = 'http://127.0.0.1:8081'
    expect(echoEndpoints('ipv4', { ipv4: [url, `${url}/`] })).toHaveLength(1)
  })
})

describe('automatic IPv6', () => {
  const request = { family: 'ipv6' } as const

  it('publishes the adapter’s address once one operator, asked from it, sees it unchanged', async () => {
    const { observe, requests } = createTested({ [HOST6[0]]: { body: V6 } })
    const report = await observe(request)
    expect(report.observation).toMatchObject({ kind: 'known', address: V6, why: { code: 'echo-confirms' } })
    expect(requests).toHaveLength(1)
    expect(requests[0]?.request).toMatchObject({ family: 'ipv6', localAddress: V6 })
    expect(report.answers.map(({ source }) => source)).toEqual(['adapter', 'echo'])
  })

  it('is confirmed by the last operator when all before it fail', async () => {
    const { observe, hosts } = createTested({ [HOST6[5]]: { body: V6 } })
    expect((await observe(request)).observation).toMatchObject({ kind: 'known', address: V6 })
    expect(hosts()).toEqual(HOST6)
  })

  it('publishes nothing when an operator sees another address', async () => {
    const { observe } = createTested({ [HOST6[0]]: { body: '2a0e:1111::99' } })
    const report = await observe({ ...request, current: [V6] })
    expect(report.observation).toMatchObject({
      kind: 'unknown',
      why: { code: 'echo-differs', params: { seen: '2a0e:1111::99' } },
    })
  })

  it('keeps a published address when nobody answers, and accepts no new one', async () => {
    expect((await createTested({}).observe({ ...request, current: [V6] })).observation).toMatchObject({
      kind: 'known',
      address: V6,
    })
    expect((await createTested({}).observe(request)).observation).toMatchObject({
      kind: 'unknown',
      why: { code: 'echo-unconfirmed' },
    })
  })

  it('asks nobody when no adapter has an address to publish', async () => {
    const { observe, requests } = createTested({}, { adapters: [adapter({ addresses: [adapterAddress('fd00::1')] })] })
    expect((await observe(request)).observation).toMatchObject({
      kind: 'unknown',
      why: { code: 'adapter-no-usable-address' },
    })
    expect(requests).toEqual([])
  })
})

describe('the other policies', () => {
  it('leave a family alone that is off', async () => {
    const { observe, requests } = createTested({})
    expect((await observe({ policy: 'off' })).observation).toEqual({ kind: 'unmanaged' })
    expect(requests).toEqual([])
  })

  it('publish the named adapter’s address without asking anyone', async () => {
    const adapters = [adapter({ addresses: [adapterAddress(NEW)] })]
    const { observe, requests } = createTested({}, { adapters })
    const report = await observe({ policy: { source: 'adapter', adapter: 'eth0' } })
    expect(report.observation).toEqual({
      kind: 'known',
      address: NEW,
      why: reason('adapter-named', { adapter: 'eth0' }),
    })
    expect(requests).toEqual([])
  })

  it('never publish the named adapter’s private address', async () => {
    const report = await createTested({}).observe({ policy: { source: 'adapter', adapter: 'eth0' } })
    expect(report.observation.kind).toBe('unknown')
    expect(report.candidates.find(({ address }) => address === '192.168.1.7')?.why.code).toBe('address-special-purpose')
  })

  const chosen = { source: 'echo', url: 'http://192.168.1.1:8080/ip' } as const

  it('accept the answer of the service that the record names', async () => {
    const { observe } = createTested({ '192.168.1.1:8080': { body: NEW } })
    expect((await observe({ policy: chosen })).observation).toMatchObject({
      kind: 'known',
      address: NEW,
      why: { code: 'echo-single' },
    })
  })

  it('report offline when that service does not answer and there is no default route', async () => {
    const { observe } = createTested({}, { adapters: [] })
    expect((await observe({ policy: chosen })).observation).toEqual({ kind: 'unknown', why: reason('offline') })
  })
})
