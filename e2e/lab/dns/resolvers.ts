// The resolvers that the app asks, inside a test's network: the system's, which is also the zone's server, and the public
// ones at their real addresses. Needs the namespaces.
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import type { HomeNetwork } from '../network/namespaces.ts'
import { bundleTool } from '../process/bundle-tool.ts'
import { command, createProcessGroup, until } from '../process/process-group.ts'

export const SYSTEM_RESOLVER = '11.22.44.53'

export interface Resolvers {
  remove(): Promise<void>
}

/** @param answers each resolver's answer for the hostname, the system's first. A resolver that is left out does not answer */
export async function startResolvers(
  network: HomeNetwork,
  folder: string,
  hostname: string,
  answers: Readonly<Record<string, string>>,
): Promise<Resolvers> {
  const processes = createProcessGroup()
  const net = async (...args: string[]) => command(...flat(network.inside('net', 'ip', args)))
  for (const address of Object.keys(answers)) await net('addr', 'add', `${address}/32`, 'dev', 'lo')
  // The test runs in its own mount namespace, which ends with it.
  const resolvConf = path.join(folder, 'resolv.conf')
  await writeFile(resolvConf, `nameserver ${SYSTEM_RESOLVER}\n`, { mode: 0o644 })
  await command('mount', '--bind', resolvConf, '/etc/resolv.conf')

  const program = await bundleTool('e2e/lab/dns/practice-resolvers.ts')
  const pairs = Object.entries(answers).map(([server, address]) => `${server}=${address}`)
  const [file, args] = network.inside('net', process.execPath, [program, hostname, ...pairs])
  const child = processes.start(file, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  let output = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk
  })
  await until('the practice resolvers', () => output.includes('ready'))
  return {
    remove: async () => {
      await processes.endAll()
      await command('umount', '/etc/resolv.conf')
      for (const address of Object.keys(answers)) await net('addr', 'del', `${address}/32`, 'dev', 'lo')
    },
  }
}

const flat = ([file, args]: [string, string[]]): [string, ...string[]] => [file, ...args]
