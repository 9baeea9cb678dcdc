// A machine with two lines: an echo service is asked through the one that the settings name, or not at all. In a real network
// namespace, with the addon, the kernel's routing and the app's own sockets.
import { afterEach, describe, expect, it } from 'vitest'
import type { ObservationReport } from '../../../app/model/observation.ts'
import { bundleTool } from '../process/bundle-tool.ts'
import { command } from '../process/process-group.ts'
import { openInternet } from './internet.ts'
import { canMakeNamespaces, createHomeNetwork, HOME_IPV4 } from './namespaces.ts'

const ACCOUNT = { username: 'u', password: 'p', token: 't', hostnames: ['nas.example.org'] }
const SECOND = '11.22.55.10'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function openLines() {
  const network = await createHomeNetwork()
  cleanups.push(() => network.remove())
  const { home, net } = network
  const ip = (...args: string[]) => command('ip', '-n', home, ...args)
  await ip('link', 'add', 'wan1', 'type', 'veth', 'peer', 'name', 'up1', 'netns', net)
  await command('ip', '-n', net, 'addr', 'add', '11.22.55.1/24', 'dev', 'up1')
  await command('ip', '-n', net, 'link', 'set', 'up1', 'up')
  await ip('addr', 'add', `${SECOND}/24`, 'dev', 'wan1')
  await ip('link', 'set', 'wan1', 'up')
  // The kernel tells the carrier a moment later.
  await expect.poll(() => ip('-br', 'link', 'show', 'wan1'), { timeout: 10_000 }).toMatch(/^wan1\S*\s+UP\b/)
  const internet = await openInternet(network, ACCOUNT)
  cleanups.push(() => internet.close())
  const program = await bundleTool('e2e/lab/network/one-observation.ts')
  const [url] = internet.echo.ipv4
  const echo = (via?: string) => ({ source: 'echo', url, ...(via === undefined ? {} : { via }) })
  return {
    network,
    ip,
    echo,
    observe: async (policy: unknown): Promise<ObservationReport> => {
      const [file, args] = network.inside('home', process.execPath, [program, JSON.stringify(policy)])
      return JSON.parse(await command(file, ...args))
    },
  }
}

describe.skipIf(!canMakeNamespaces())('a machine with two lines', () => {
  it('asks through the line that the settings name, and through no other in silence', async () => {
    const { network, ip, echo, observe } = await openLines()
    expect((await observe(echo())).observation).toMatchObject({ kind: 'known', address: HOME_IPV4 })
    expect((await observe(echo(network.wire))).observation).toMatchObject({ kind: 'known', address: HOME_IPV4 })

    // The kernel would send from the second address through the first line, whose router would put its own address there.
    const refused = (await observe(echo('wan1'))).observation
    expect(refused).toMatchObject({
      kind: 'unknown',
      why: { code: 'via-other-route', params: { other: network.wire } },
    })

    await ip('route', 'add', 'default', 'via', '11.22.55.1', 'dev', 'wan1', 'table', '77')
    await ip('rule', 'add', 'from', SECOND, 'lookup', '77')
    expect((await observe(echo('wan1'))).observation).toMatchObject({ kind: 'known', address: SECOND })

    await ip('link', 'set', 'wan1', 'down')
    expect((await observe(echo('wan1'))).observation).toMatchObject({ kind: 'unknown', why: { code: 'adapter-down' } })
    // A list goes on with its next source, which the user chose as well.
    const { observation, answers } = await observe([echo('wan1'), echo(network.wire)])
    expect(observation).toMatchObject({ kind: 'known', address: HOME_IPV4 })
    expect(answers.map(({ refused: why }) => why?.code ?? null)).toEqual(['adapter-down', null])

    await ip('link', 'del', 'wan1')
    expect((await observe(echo('wan1'))).observation).toMatchObject({ why: { code: 'adapter-missing' } })
  }, 120_000)
})
