// DNS echo and STUN against real servers, PowerDNS and coturn, from behind a real router that translates addresses.
import { createInterface } from 'node:readline'
import { afterEach, describe, expect, it } from 'vitest'
import type { FamilyPolicy } from '../../../app/contract/address-sources.ts'
import type { Observation, SourceAnswer } from '../../../app/model/observation.ts'
import { bundleTool } from '../process/bundle-tool.ts'
import { createProcessGroup, until } from '../process/process-group.ts'
import { missingForEchoServers, startEchoServers } from './echo-servers.ts'
import { createRouterNetwork, missingForRouter, WAN_ADDRESS } from './router-network.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

interface Observed {
  readonly observation: Observation
  readonly answers: readonly SourceAnswer[]
  readonly tookMs: number
}

async function home() {
  const network = await createRouterNetwork()
  cleanups.push(() => network.remove())
  const servers = await startEchoServers(network)
  cleanups.push(() => servers.remove())
  const processes = createProcessGroup()
  cleanups.push(() => processes.endAll())
  const program = await bundleTool('e2e/lab/network/source-probe.ts')
  const probe = processes.start(...network.inside('lan', process.execPath, [program]), {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const { stdin, stdout } = probe
  if (!stdin || !stdout) throw new Error('the probe has no input or output')
  const lines: Observed[] = []
  createInterface({ input: stdout }).on('line', (text) => lines.push(JSON.parse(text)))
  return {
    network,
    servers,
    observe: async (policy: FamilyPolicy, current: readonly string[] = []): Promise<Observed> => {
      const before = lines.length
      stdin.write(`${JSON.stringify({ family: 'ipv4', policy, current })}\n`)
      return until('the observation', () => lines[before], 20_000)
    },
  }
}

const missing = missingForRouter() ?? missingForEchoServers()

describe.skipIf(missing !== null)('behind a real router', () => {
  it('coturn tells the outer address, and the next one after a change', async () => {
    const { observe, network } = await home()
    expect((await observe({ source: 'stun' })).observation).toMatchObject({
      kind: 'known',
      address: WAN_ADDRESS,
      why: { code: 'echo-agreed' },
    })
    await network.changeWan('11.22.33.51')
    expect((await observe({ source: 'stun' }, [WAN_ADDRESS])).observation).toMatchObject({
      kind: 'known',
      address: '11.22.33.51',
    })
    expect((await observe({ source: 'stun', operator: 'google' }, ['11.22.33.51'])).observation).toMatchObject({
      kind: 'known',
      address: '11.22.33.51',
    })
  }, 60_000)

  it('PowerDNS tells the outer address, and the next one after a change', async () => {
    const { observe, network } = await home()
    // Cloudflare's servers are not there: the other two agree.
    expect((await observe({ source: 'dns' })).observation).toMatchObject({
      kind: 'known',
      address: WAN_ADDRESS,
      why: { code: 'echo-agreed' },
    })
    await network.changeWan('11.22.33.52')
    expect((await observe({ source: 'dns' }, [WAN_ADDRESS])).observation).toMatchObject({
      kind: 'known',
      address: '11.22.33.52',
    })
    expect((await observe({ source: 'dns', operator: 'google' })).observation).toMatchObject({
      kind: 'known',
      address: '11.22.33.52',
      why: { code: 'echo-single' },
    })
  }, 60_000)

  it('servers that are gone leave the address unknown, within the time of a round', async () => {
    const { observe, servers } = await home()
    await servers.stop('turnserver')
    await servers.stop('pdns')
    for (const policy of [{ source: 'stun' }, { source: 'dns' }] as const) {
      const { observation, tookMs } = await observe(policy, [WAN_ADDRESS])
      expect(observation).toMatchObject({ kind: 'unknown' })
      expect(tookMs).toBeLessThan(8_000)
    }
  }, 60_000)

  it('automatic detection asks DNS and STUN where no web service can be reached: they show that the address still holds', async () => {
    const { observe } = await home()
    // Nothing listens on port 443 there, and no name of a web service is known.
    const { observation, answers } = await observe('auto', [WAN_ADDRESS])
    expect(observation).toMatchObject({ kind: 'known', address: WAN_ADDRESS })
    expect(answers.some(({ source, address }) => source === 'dns' && address === WAN_ADDRESS)).toBe(true)
  }, 60_000)

  it('but nothing new from both: the router could answer for all of them', async () => {
    const { observe } = await home()
    const { observation, answers } = await observe('auto')
    expect(observation).toMatchObject({ kind: 'unknown' })
    const said = answers.filter(({ address }) => address === WAN_ADDRESS).map(({ source }) => source)
    expect(said).toEqual(expect.arrayContaining(['dns', 'stun']))
  }, 60_000)

  it('a name that leads to nobody costs one operator, and the others agree', async () => {
    const { observe, servers } = await home()
    await servers.lead('stun.cloudflare.com', 'trickster')
    const { observation, answers } = await observe({ source: 'stun' })
    expect(observation).toMatchObject({ kind: 'known', address: WAN_ADDRESS })
    expect(answers.every(({ address }) => address === null || address === WAN_ADDRESS)).toBe(true)
  }, 60_000)
})
