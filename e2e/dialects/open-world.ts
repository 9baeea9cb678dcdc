// Starts the internet of the comparison in the `net` namespace, and asks it what its servers have seen and hold.
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { type HomeNetwork, SERVICE_IPV4, SERVICE_IPV6 } from '../lab/network/namespaces.ts'
import { bundleTool } from '../lab/process/bundle-tool.ts'
import { command, createProcessGroup, until } from '../lab/process/process-group.ts'
import { type Addresses, apexOf, type Family, type Place } from './scenario.ts'

/** Outside of the home's own networks, where a name server would speak for these only. */
const AUTHORITY = '11.22.44.53'
/** The public resolvers that Homeward asks, and that have to tell the same. */
const PUBLIC = ['1.1.1.1', '8.8.8.8', '9.9.9.9']

export interface ServerRequest {
  readonly url: string
  readonly username: string | null
  readonly status: number | null
  readonly answer: string | null
}

export interface ServerState {
  readonly requests: readonly ServerRequest[]
  readonly zone: Readonly<Record<string, Addresses>>
}

export interface World {
  /** Scheme, host and port of the server for this dialect and client, reached over this family. */
  urlOf(place: Place, via: Family): string
  state(place: Place): Promise<ServerState>
  close(): Promise<void>
}

export async function openWorld(network: HomeNetwork, folder: string): Promise<World> {
  const processes = createProcessGroup()
  for (const address of [AUTHORITY, ...PUBLIC]) {
    const [file, args] = network.inside('net', 'ip', ['addr', 'add', `${address}/32`, 'dev', 'lo'])
    await command(file, ...args)
  }
  // `ip netns exec` gave this program a mount namespace of its own, which ends with it.
  const resolvConf = path.join(folder, 'resolv.conf')
  await writeFile(resolvConf, `nameserver ${AUTHORITY}\n`, { mode: 0o644 })
  await command('mount', '--bind', resolvConf, '/etc/resolv.conf')
  const program = await bundleTool('e2e/dialects/world.ts')
  const line = network.inside('net', process.execPath, [program, SERVICE_IPV4, SERVICE_IPV6, AUTHORITY, ...PUBLIC])
  const child = processes.start(...line, { stdio: ['pipe', 'pipe', 'inherit'] })
  let urls: Readonly<Record<string, readonly string[]>> | null = null
  const waiting = new Map<string, (state: ServerState) => void>()
  if (!child.stdout) throw new Error('the practice internet has no output')
  createInterface({ input: child.stdout }).on('line', (text) => {
    const said = JSON.parse(text)
    if (said.ready) urls = said.ready
    else waiting.get(said.apex)?.(said.state)
  })
  const found: Readonly<Record<string, readonly string[]>> = await until('the practice internet', () => urls, 30_000)
  return {
    urlOf: (place, via) => found[apexOf(place)]?.[via === 'ipv4' ? 0 : 1] ?? '',
    state: (place) =>
      new Promise((resolve) => {
        waiting.set(apexOf(place), resolve)
        child.stdin?.write(`${apexOf(place)}\n`)
      }),
    close: async () => {
      await processes.endAll()
      await command('umount', '/etc/resolv.conf')
    },
  }
}
