// A line that has IPv4 alone and a round trip of 300 ms, and a provider that has both families: in a real network namespace.
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { bundleTool } from '../process/bundle-tool.ts'
import { command, until } from '../process/process-group.ts'
import { type Internet, openInternet } from './internet.ts'
import { canMakeNamespaces, createHomeNetwork, type HomeNetwork, SERVICE_IPV4, SERVICE_IPV6 } from './namespaces.ts'

const ROUND_TRIP_MS = 300
const GATEWAY = '11.22.33.1'
const PROVIDER = 'provider.example'
const ACCOUNT = { username: 'u', password: 'p', token: 't', hostnames: ['nas.example.org'] }

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function openLine(): Promise<{ network: HomeNetwork; internet: Internet }> {
  const network = await createHomeNetwork()
  cleanups.push(() => network.remove())
  // The files of /etc/netns/NAME are those of /etc in the namespace NAME.
  const etc = `/etc/netns/${network.home}`
  await mkdir(etc, { recursive: true })
  cleanups.push(() => rm(etc, { recursive: true }))
  await writeFile(`${etc}/hosts`, `${SERVICE_IPV4} ${PROVIDER}\n${SERVICE_IPV6} ${PROVIDER}\n`)
  await command('ip', '-n', network.home, '-6', 'addr', 'flush', 'dev', network.wire, 'scope', 'global')
  await command('ip', '-n', network.home, '-6', 'route', 'flush', 'default')
  const internet = await openInternet(network, ACCOUNT)
  cleanups.push(() => internet.close())
  return { network, internet }
}

/**
 * Holds the first packet back for the length of a round trip: the gateway does not tell its hardware address, for which the
 * kernel keeps the packet, until the test does.
 */
async function delayFirstPacket({ home, net, wire }: HomeNetwork): Promise<() => Promise<void>> {
  await command('ip', 'netns', 'exec', net, 'sysctl', '-qw', 'net.ipv4.conf.up0.arp_ignore=8')
  await command('ip', '-n', home, 'neigh', 'flush', 'dev', wire)
  const [link] = JSON.parse(await command('ip', '-n', net, '-j', 'link', 'show', 'dev', 'up0')) as { address: string }[]
  return async () => {
    const neighbours = () => command('ip', '-n', home, 'neigh', 'show', GATEWAY, 'dev', wire)
    await until('the first packet', async () => (await neighbours()).includes('INCOMPLETE'))
    await wait(ROUND_TRIP_MS)
    const gateway = [GATEWAY, 'lladdr', link?.address ?? '', 'dev', wire, 'nud', 'permanent']
    await command('ip', '-n', home, 'neigh', 'replace', ...gateway)
  }
}

describe.skipIf(!canMakeNamespaces())('a slow line without IPv6', () => {
  it('reaches a provider that has both families', async () => {
    const { network, internet } = await openLine()
    const release = await delayFirstPacket(network)
    const url = new URL(internet.echo.ipv4[0] ?? '')
    url.hostname = PROVIDER
    const [file, args] = network.inside('home', process.execPath, [
      await bundleTool('e2e/lab/network/one-request.ts'),
      url.href,
    ])
    const [output] = await Promise.all([command(file, ...args), release()])
    const result = JSON.parse(output) as { tookMs: number }
    expect(result).toMatchObject({ ok: true, status: 200, body: expect.stringContaining('11.22.33.10') })
    expect(result.tookMs).toBeGreaterThan(ROUND_TRIP_MS)
  })
})
