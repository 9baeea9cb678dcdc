// What users of other clients suffered from their address sources, each as a test of the engine with the real detector.
import { describe, expect, it } from 'vitest'
import type { HttpRequest } from '../../model/ports.ts'
import { adapter, adapterAddress, defaultRoute } from '../../testing/adapters.ts'
import { engineScene, MINUTE } from '../../testing/engine-scene.ts'
import { oneRecord } from '../../testing/engine-world.ts'
import { detectorOn } from '../../testing/explanation.ts'

const scene = engineScene()
const ROUND = 5 * MINUTE
const [FIRST, SECOND] = ['api.ipify.org', 'api.cloudflare.com'] as const
const HOME = '11.22.33.1'
/** In the ranges that Cloudflare publishes: https://www.cloudflare.com/ips-v4 */
const CDN = '104.16.132.229'

type Answer = string | { readonly status: number; readonly body: string } | null
/** A network whose services answer this: an address, a page, or nothing. */
type Network = (host: string, request: HttpRequest) => Answer

const clientOf = (network: Network) => ({
  request: async (request: HttpRequest) => {
    const answer = network(new URL(request.url).host, request)
    if (answer === null) return { ok: false, fault: 'refused', message: 'refused', sent: false } as const
    const { status, body } = typeof answer === 'string' ? { status: 200, body: answer } : answer
    return { ok: true, status, headers: {}, body } as const
  },
  reset: () => {},
})

/** The name behind a router, after its first update. */
async function begin(network: Network, ipv4: unknown = 'auto', bestRoute?: Parameters<typeof detectorOn>[1]) {
  const settings = { ...oneRecord, records: [{ ...oneRecord.records[0], ipv4 }] }
  await scene.begin({ settings: { ...settings, detection: { pollIntervalS: ROUND / 1_000 } } })
  scene.world.adapters = [adapter({ addresses: [adapterAddress('192.168.1.7')] })]
  scene.world.detector = detectorOn(clientOf(network), bestRoute)
  await scene.world.pass(ROUND)
}
const published = () => scene.world.sent.flatMap(({ changes }) => changes.map(({ ipv4 }) => ipv4))
const rounds = async (count: number, before: (round: number) => void = () => {}) => {
  for (let round = 0; round < count; round += 1) {
    before(round)
    await scene.world.pass(ROUND)
  }
}

describe('an echo service that goes wrong', () => {
  it('answered with a CDN’s address, and the name was moved to the CDN', async () => {
    let isBad = false
    await begin((host) => (host === FIRST && isBad ? CDN : HOME))
    isBad = true
    await rounds(24)
    expect(new Set(published())).toEqual(new Set([HOME]))
  })

  it('began to refuse, and the name was no longer kept', async () => {
    let home: string = HOME
    let refusal: Answer = null
    await begin((host) => (host === FIRST || host === SECOND ? (refusal ?? home) : home))
    for (const [index, status] of [403, 429, 302, 503].entries()) {
      refusal = { status, body: '<html>Too many requests</html>' }
      home = `11.22.33.${10 + index}`
      await rounds(2)
      expect(published().at(-1)).toBe(home)
    }
  })

  it('told an old address again and again, and the record flipped between the right one and the old one', async () => {
    let home: string = HOME
    await begin((host) => (host === FIRST ? HOME : home))
    home = '11.22.33.2'
    await rounds(60)
    expect(published().filter((address) => address !== HOME)).toEqual(['11.22.33.2'])
    expect(published().at(-1)).toBe('11.22.33.2')
  })

  it('gave each time another address, and each one was an update until the provider banned the user', async () => {
    let count = 0
    await begin((host) => {
      count += 1
      return host === FIRST ? `11.99.0.${count % 250}` : HOME
    })
    const before = published().length
    await rounds(60)
    expect(published().slice(before)).toEqual([])
  })

  it('failed together with all others, and the record was blanked', async () => {
    let isOut = false
    await begin(() => (isOut ? null : HOME))
    isOut = true
    await rounds(24)
    expect(new Set(published())).toEqual(new Set([HOME]))
    isOut = false
    await rounds(2)
    expect(new Set(published())).toEqual(new Set([HOME]))
  })
})

describe('a list of sources', () => {
  it('fell through to nothing, and the record was deleted', async () => {
    let isOut = false
    const urls = ['https://one.example.org/ip', 'https://two.example.org/ip']
    const list = [{ source: 'gateway' }, ...urls.map((url) => ({ source: 'echo', url }))]
    await begin(() => (isOut ? null : HOME), list)
    isOut = true
    await rounds(24)
    expect(new Set(published())).toEqual(new Set([HOME]))
  })
})

describe('two lines to the internet', () => {
  const WANS = { eth0: '11.22.33.1', eth1: '11.22.44.1' } as const
  const lines = (['eth0', 'eth1'] as const).map((name, index) =>
    adapter({
      name,
      index: index + 2,
      addresses: [adapterAddress(`192.168.${index + 1}.7`)],
      defaultRoutes: [{ ...defaultRoute('ipv4'), gateway: `192.168.${index + 1}.1` }],
    }),
  )
  const through = ({ localAddress }: HttpRequest) => (localAddress === '192.168.2.7' ? WANS.eth1 : WANS.eth0)
  const byItsAdapter = async (_to: string, from = '') => {
    const adapterId = from === '192.168.2.7' ? 'eth1' : 'eth0'
    return { adapterId, adapterIndex: 2, sourceAddress: from, nextHop: null }
  }
  const VIA = { source: 'echo', url: 'https://echo.example.org/ip', via: 'eth1' } as const

  it('took turns, and the record alternated between their addresses', async () => {
    await begin((_, request) => through(request), VIA, byItsAdapter)
    const before = published().length
    await rounds(50, (round) => {
      // The system prefers the one line, then the other.
      const metrics = round % 2 === 0 ? [50, 100] : [100, 50]
      scene.world.adapters = lines.map((line, index) => ({
        ...line,
        defaultRoutes: line.defaultRoutes.map((route) => ({ ...route, metric: metrics[index] ?? 0 })),
      }))
      scene.world.networkEvent()
    })
    expect(published().slice(before)).toEqual([WANS.eth1])
  })

  it('lost the one that the name belongs to, and the other one’s address was published in silence', async () => {
    await begin((_, request) => through(request), VIA, byItsAdapter)
    scene.world.adapters = lines
    await rounds(2)
    const before = published().length
    scene.world.adapters = lines.map((line) => (line.name === 'eth1' ? { ...line, state: 'lower-layer-down' } : line))
    await rounds(6)
    scene.world.adapters = lines.slice(0, 1)
    await rounds(6)
    expect(published().slice(before)).toEqual([])
    const [observed] = scene.world.store.lastRound()?.observations ?? []
    expect(observed).toMatchObject({
      outcome: 'unknown',
      why: { code: 'adapter-missing', params: { adapter: 'eth1' } },
    })
  })

  it('had the system send the request by the wrong one, and its address was published', async () => {
    const alwaysFirst = async (_to: string, from = '') => ({
      ...{ adapterId: 'eth0', adapterIndex: 2, sourceAddress: from, nextHop: null },
    })
    await begin(() => WANS.eth0, VIA, alwaysFirst)
    const before = published().length
    scene.world.adapters = lines
    await rounds(6)
    expect(published().slice(before)).toEqual([])
  })
})
