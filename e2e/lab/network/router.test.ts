// The real miniupnpd behind a router's namespace, followed by the app's own parts: what it pushes, what only a poll finds, and
// what it forgets.
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import type { GatewayIntervals } from '../../../app/detection/sources/gateway/gateway-ports.ts'
import { bundleTool } from '../process/bundle-tool.ts'
import { command, createProcessGroup, until } from '../process/process-group.ts'
import {
  createRouterNetwork,
  missingForRouter,
  ROUTER_ADDRESS,
  type RouterNetwork,
  WAN_ADDRESS,
  type WanChange,
} from './router-network.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

interface Line {
  readonly event: string
  readonly at: number
  readonly address?: string | null
  readonly standing?: string | null
  readonly protocol?: string | null
}

interface ProbeOptions {
  readonly settings?: { readonly announcements?: boolean; readonly events?: boolean }
  readonly intervals?: Partial<GatewayIntervals>
  readonly router?: Readonly<Record<string, string>>
}

async function follow({ settings = {}, intervals = {}, router = {} }: ProbeOptions) {
  const network = await createRouterNetwork()
  cleanups.push(() => network.remove())
  await network.startRouter(router)
  const processes = createProcessGroup()
  cleanups.push(() => processes.endAll())
  const options = JSON.stringify({ settings: { announcements: false, events: false, ...settings }, intervals })
  const program = [await bundleTool('e2e/lab/network/gateway-probe.ts'), options]
  const probe = processes.start(...network.inside('lan', process.execPath, program), {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  if (!probe.stdout) throw new Error('the probe has no standard output')
  const lines: Line[] = []
  createInterface({ input: probe.stdout }).on('line', (text) => lines.push(JSON.parse(text)))
  await until('the first reading', () => lines.some(({ event }) => event === 'ready'))
  return {
    network,
    lines,
    /** When a round was given this address, in ms after `since`. */
    noticed: async (address: string, since: number, withinMs: number) => {
      const isIt = (line: Line) => line.event === 'reading' && line.address === address && line.at >= since
      return (await until(`the address ${address}`, () => lines.find(isIt), withinMs)).at - since
    },
  }
}

const firstReading = (lines: readonly Line[]) => lines.find(({ event }) => event === 'reading')

/** Subscriptions begin a moment after the first reading. */
const SETTLE_MS = 1_500
/** The last of the readings that follow a push. */
const AFTER_PUSH_MS = 4_000
const randomGap = () => wait(200 + Math.random() * 1_300)

async function changeSeveralTimes(
  { network, noticed }: Awaited<ReturnType<typeof follow>>,
  withinMs: number,
): Promise<number[]> {
  const ways: readonly [WanChange, number][] = [
    ['replaced', 0],
    ['removed-first', 0],
    ['removed-first', 120],
    ['added-first', 0],
    ['added-first', 120],
  ]
  const took: number[] = []
  for (const [index, [how, gapMs]] of ways.entries()) {
    await randomGap()
    const address = `11.22.33.${20 + index}`
    const at = await network.changeWan(address, how, gapMs)
    took.push(await noticed(address, at, withinMs))
  }
  return took
}

const missing = missingForRouter()

describe.skipIf(missing !== null)('a change of the router’s address', () => {
  it('is noticed by its announcements within a second, however the address is replaced', async () => {
    const home = await follow({ settings: { announcements: true } })
    await changeSeveralTimes(home, 1_000)
  })

  it('is noticed by its UPnP events within a second, although one that comes too soon is lost', async () => {
    const home = await follow({ settings: { events: true }, router: { enable_natpmp: 'no' } })
    expect(firstReading(home.lines)).toMatchObject({ protocol: 'upnp', address: WAN_ADDRESS, standing: 'public' })
    await wait(SETTLE_MS)
    await changeSeveralTimes(home, 1_500)
  })

  it.each([
    ['NAT-PMP', { enable_upnp: 'no' }],
    ['UPnP', { enable_natpmp: 'no' }],
  ])('is noticed by polling %s where nothing is pushed', async (_what, router) => {
    const home = await follow({ intervals: { natPmpMs: 1_000, upnpMs: 1_000 }, router })
    await changeSeveralTimes(home, 2_500)
  })

  it('is noticed after the router was killed and started again', async () => {
    const home = await follow({ settings: { announcements: true, events: true } })
    await wait(SETTLE_MS)
    await home.network.stopRouter(true)
    await wait(1_000)
    await home.network.startRouter()
    await wait(2_000)
    const at = await home.network.changeWan('11.22.33.31')
    await home.noticed('11.22.33.31', at, 1_000)
  })

  it('is noticed by the quiet exchange when events ended silently, and pushed again from then on', async () => {
    const options = { settings: { events: true }, intervals: { pushedMs: 3_000 }, router: { enable_natpmp: 'no' } }
    const home = await follow(options)
    await wait(SETTLE_MS)
    const pushedAt = await home.network.changeWan('11.22.33.32')
    await home.noticed('11.22.33.32', pushedAt, 1_000)
    await wait(AFTER_PUSH_MS)
    // Killed, it tells nobody, and its successor knows no subscriber.
    await home.network.stopRouter(true)
    await home.network.startRouter(options.router)
    const at = await home.network.changeWan('11.22.33.33')
    await home.noticed('11.22.33.33', at, 5_000)
    await wait(SETTLE_MS)
    const again = await home.network.changeWan('11.22.33.34')
    await home.noticed('11.22.33.34', again, 1_000)
  })

  it.each([
    ['announcements', { announcements: true }, {}, 1_500],
    ['UPnP events', { events: true }, { enable_natpmp: 'no' }, 2_000],
    ['polls alone', {}, {}, 3_000],
  ])(
    'is noticed by %s when the line was unplugged and came back with another one',
    async (_, settings, router, withinMs) => {
      const home = await follow({ settings, router, intervals: { natPmpMs: 1_000, upnpMs: 1_000 } })
      await wait(SETTLE_MS)
      await home.network.unplugWan()
      await wait(2_500)
      expect(
        home.lines.filter(({ event, address }) => event === 'reading' && address !== WAN_ADDRESS && address !== null),
      ).toEqual([])
      const at = await home.network.plugInWan('11.22.33.37')
      await home.noticed('11.22.33.37', at, withinMs)
    },
  )

  it('is noticed once the line is back after a while without an address', async () => {
    const home = await follow({ settings: { announcements: true } })
    await home.network.removeWan()
    await wait(1_500)
    const before = home.lines.length
    const at = await home.network.changeWan(WAN_ADDRESS)
    await home.noticed(WAN_ADDRESS, at, 1_000)
    // The provider's line is back, though the address is the same.
    expect(home.lines.slice(before).some(({ event }) => event === 'change')).toBe(true)
  })
})

describe.skipIf(missing !== null)('the real router', () => {
  /** What the router was asked to forward. */
  async function mappings({ inside }: RouterNetwork): Promise<string> {
    const [file, args] = inside('rtr', 'nft', ['list', 'chain', 'inet', 'miniupnpd', 'prerouting_miniupnpd'])
    return command(file, ...args)
  }

  it('has nothing changed at it', async () => {
    const home = await follow({ settings: { announcements: true, events: true } })
    const before = await mappings(home.network)
    await wait(SETTLE_MS)
    await home.noticed('11.22.33.35', await home.network.changeWan('11.22.33.35'), 1_000)
    expect(await mappings(home.network)).toBe(before)
    expect(before).not.toContain('dnat')
  })

  it('tells no public address behind a carrier’s NAT', async () => {
    const home = await follow({ settings: { announcements: true } })
    await home.network.changeWan('100.64.0.10')
    await until('a reading without an address', async () => {
      const [last] = home.lines.filter(({ event }) => event === 'reading').slice(-1)
      return last?.standing === 'no-wan' || last?.standing === 'carrier-nat'
    })
    expect(home.lines.filter(({ address }) => address === '100.64.0.10')).toEqual([])
  })

  it('has its listeners refused nobody else’s port: another program may listen to announcements as well', async () => {
    const home = await follow({ settings: { announcements: true } })
    const [file, args] = home.network.inside('lan', process.execPath, [
      '-e',
      `const s=require('dgram').createSocket({type:'udp4',reuseAddr:true});s.bind(5350,()=>{console.log('bound');s.close()})`,
    ])
    expect(await command(file, ...args)).toContain('bound')
    const at = await home.network.changeWan('11.22.33.36')
    await home.noticed('11.22.33.36', at, 1_000)
    expect(firstReading(home.lines)).toMatchObject({ gateway: { address: ROUTER_ADDRESS, adapterId: 'lan0' } })
  })
})
