// The provider renumbers a real network: radvd announces, the kernel makes stable, temporary and leased addresses, finds out
// duplicates, and knows another device. The app's own parts choose.
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FamilyPolicy } from '../../../app/contract/address-sources.ts'
import type { Observation } from '../../../app/model/observation.ts'
import { bundleTool } from '../process/bundle-tool.ts'
import { createProcessGroup, until } from '../process/process-group.ts'
import { type Internet, openInternet } from './internet.ts'
import {
  createPrefixNetwork,
  missingForPrefix,
  NAS_MAC,
  NAS_SUFFIX,
  PC_DEVICE,
  PC_SUFFIX,
  PREFIX_A,
  PREFIX_B,
  type PrefixNetwork,
} from './prefix-network.ts'

const POLICIES = {
  auto: 'auto',
  temporary: { source: 'adapter', kind: 'temporary' },
  dhcpv6: { source: 'adapter', kind: 'dhcpv6' },
  eui64: { source: 'adapter', kind: 'eui64' },
  suffix: { source: 'prefix', suffix: '::1234/64' },
  taken: { source: 'prefix', suffix: '::dad/64' },
  device: { source: 'neighbour', mac: NAS_MAC },
} as const satisfies Readonly<Record<string, FamilyPolicy>>
type Name = keyof typeof POLICIES

const missing = missingForPrefix()

describe.skipIf(missing !== null)('a network that its provider renumbers', () => {
  const cleanups: (() => unknown)[] = []
  let network: PrefixNetwork
  let internet: Internet
  let look: (current?: readonly string[]) => Promise<Readonly<Record<Name, Observation>>>

  beforeAll(async () => {
    network = await createPrefixNetwork()
    cleanups.push(() => network.remove())
    const account = { username: 'u', password: 'p', token: 't', hostnames: ['nas.example.org'] }
    internet = await openInternet({ inside: (_place, file, args) => network.inside('net', file, args) }, account)
    cleanups.push(() => internet.close())
    await network.announce(PREFIX_A)
    look = await startProbe(network, internet, cleanups)
    await until('the first addresses', async () => (await ready(network, PREFIX_A)).length >= 2, 15_000)
  }, 60_000)
  afterAll(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
  })

  it('each kind of address is told by its origin, and the others are not taken for it', async () => {
    await network.lease(PREFIX_A)
    await until('the device', async () => {
      await network.speakTo(`${PREFIX_A}:${NAS_SUFFIX}`)
      return (await network.ip('pc', '-6', 'neigh', 'show')).includes(`${PREFIX_A}:${NAS_SUFFIX}`)
    })
    const shown = await network.addresses()
    const seen = await look()
    expect(seen.auto).toMatchObject({ kind: 'known', why: { code: 'echo-confirms' } })
    expect(shown.find(({ local }) => local === addressOf(seen.auto))?.temporary).toBeUndefined()
    expect(shown.find(({ local }) => local === addressOf(seen.temporary))).toMatchObject({ temporary: true })
    expect(shown.find(({ local }) => local === addressOf(seen.dhcpv6))).toMatchObject({ prefixlen: 128 })
    expect(addressOf(seen.dhcpv6)).toMatch(/^2a0e:1111:0:a::d[0-9a-f]{2}$/)
    expect(addressOf(seen.eui64)).toBe(`${PREFIX_A}:${PC_SUFFIX}`)
    expect(seen.suffix).toMatchObject({ address: `${PREFIX_A}::1234`, why: { code: 'prefix-confirmed' } })
    expect(seen.device).toMatchObject({ address: `${PREFIX_A}:${NAS_SUFFIX}`, why: { code: 'neighbour-eui64' } })
  })

  it('a suffix that another device has already is found out', async () => {
    await network.ip('nas', 'addr', 'add', `${PREFIX_A}::dad/64`, 'dev', PC_DEVICE, 'nodad')
    await network.ip('pc', 'addr', 'add', `${PREFIX_A}::dad/64`, 'dev', PC_DEVICE)
    await until('the duplicate', async () => (await network.addresses()).some(({ dadfailed }) => dadfailed === true))
    expect((await look()).taken).toMatchObject({ kind: 'unknown', why: { code: 'address-duplicate' } })
    await network.ip('pc', 'addr', 'del', `${PREFIX_A}::dad/64`, 'dev', PC_DEVICE)
  })

  it('all that follows the prefix moves to a new one together, also the device that was not heard of in it', async () => {
    await network.announce(PREFIX_B, PREFIX_A)
    await until('the new prefix', async () => (await ready(network, PREFIX_B)).length >= 2, 15_000)
    const current = [`${PREFIX_A}::1234`, `${PREFIX_A}:${NAS_SUFFIX}`, `${PREFIX_A}:${PC_SUFFIX}`]
    const seen = await look(current)
    expect((await network.ip('pc', '-6', 'neigh', 'show')).includes(`${PREFIX_B}:${NAS_SUFFIX}`)).toBe(false)
    expect(addressOf(seen.eui64)).toBe(`${PREFIX_B}:${PC_SUFFIX}`)
    expect(addressOf(seen.temporary)?.startsWith(`${PREFIX_B}:`)).toBe(true)
    expect(seen.suffix).toMatchObject({ address: `${PREFIX_B}::1234`, why: { code: 'prefix-confirmed' } })
    expect(seen.device).toMatchObject({ address: `${PREFIX_B}:${NAS_SUFFIX}`, why: { code: 'neighbour-eui64' } })
    // The device itself did the same.
    expect(await network.ip('nas', '-6', 'addr', 'show', 'dev', PC_DEVICE)).toContain(`${PREFIX_B}:${NAS_SUFFIX}`)
  })

  it('a prefix that was the only one is given up when it is deprecated', async () => {
    await network.ip('pc', 'addr', 'flush', 'dev', PC_DEVICE, 'to', `${PREFIX_A}::/64`)
    await network.stopAnnouncing()
    await until('the end of the prefix', async () =>
      (await network.addresses()).every((each) => each.deprecated === true),
    )
    await wait(100)
    for (const [name, observation] of Object.entries(await look()))
      expect([name, observation.kind]).toEqual([name, 'unknown'])
  })
})

const addressOf = (observation: Observation): string | null =>
  observation.kind === 'known' ? observation.address : null

/** The PC's addresses in the prefix that are ready. */
const ready = async (network: PrefixNetwork, prefix: string) =>
  (await network.addresses()).filter(
    ({ local, tentative, deprecated }) => local.startsWith(`${prefix}:`) && tentative !== true && deprecated !== true,
  )

async function startProbe(network: PrefixNetwork, internet: Internet, cleanups: (() => unknown)[]) {
  const processes = createProcessGroup()
  cleanups.push(() => processes.endAll())
  const program = [await bundleTool('e2e/lab/network/observe-probe.ts'), JSON.stringify({ echo: internet.echo.ipv6 })]
  const probe = processes.start(...network.inside('pc', process.execPath, program), {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const { stdin, stdout } = probe
  if (stdin === null || stdout === null) throw new Error('the probe has no standard streams')
  const lines: { readonly mode: string; readonly observations: readonly Observation[] }[] = []
  createInterface({ input: stdout }).on('line', (text) => lines.push(JSON.parse(text)))
  return async (current: readonly string[] = []) => {
    const before = lines.length
    stdin.write(`${JSON.stringify({ policies: Object.values(POLICIES), current })}\n`)
    const { mode, observations } = await until('the observations', () => lines[before], 20_000)
    // Without the addon nothing of this could be told.
    expect(mode).toBe('events')
    const names = Object.keys(POLICIES) as Name[]
    return Object.fromEntries(names.map((name, index) => [name, observations[index]])) as Record<Name, Observation>
  }
}
