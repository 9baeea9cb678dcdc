// The resolvers that the app asks, within a test's network: the system's own, which is the zone's server as well, and the
// public ones, at their real addresses. Needs the namespaces.
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import type { HomeNetwork } from '../network/namespaces.ts'
import { bundleTool } from '../process/bundle-tool.ts'
import { command, createCrew, until } from '../process/process-group.ts'

export const SYSTEM_RESOLVER = '11.22.44.53'

export interface Resolvers {
  remove(): Promise<void>
}

/** @param tells what each resolver says of the name, the system's first; one that is not here does not answer */
export async function startResolvers(
  network: HomeNetwork,
  folder: string,
  hostname: string,
  tells: Readonly<Record<string, string>>,
): Promise<Resolvers> {
  const crew = createCrew()
  const net = async (...args: string[]) => command(...flat(network.inside('net', 'ip', args)))
  for (const address of Object.keys(tells)) await net('addr', 'add', `${address}/32`, 'dev', 'lo')
  // The test stands in a mount namespace of its own, which goes with it.
  const resolvConf = path.join(folder, 'resolv.conf')
  await writeFile(resolvConf, `nameserver ${SYSTEM_RESOLVER}\n`, { mode: 0o644 })
  await command('mount', '--bind', resolvConf, '/etc/resolv.conf')

  const program = await bundleTool('e2e/lab/dns/practice-resolvers.ts')
  const pairs = Object.entries(tells).map(([server, address]) => `${server}=${address}`)
  const [file, args] = network.inside('net', process.execPath, [program, hostname, ...pairs])
  const child = crew.start(file, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  let told = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    told += chunk
  })
  await until('the practice resolvers', () => told.includes('ready'))
  return {
    remove: async () => {
      await crew.endAll()
      await command('umount', '/etc/resolv.conf')
      for (const address of Object.keys(tells)) await net('addr', 'del', `${address}/32`, 'dev', 'lo')
    },
  }
}

const flat = ([file, args]: [string, string[]]): [string, ...string[]] => [file, ...args]
