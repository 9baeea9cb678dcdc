// A network namespace with addresses on its loopback, and BIND servers that run in it. Needs root, Linux and named.
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { canMakeNamespaces, NAMESPACES_NEEDED } from '../network/namespaces.ts'
import { command, createProcessGroup, endProcess, until } from '../process/process-group.ts'

const NAMED = '/usr/sbin/named'
/** The name of our copy: distributions confine the installed program to certain folders. */
const COPY = 'named'
const NETNS_FOLDER = '/etc/netns'

/** @returns what the name servers need and do not find here; null when all is there */
export function missingForNameServers(): string | null {
  if (!canMakeNamespaces()) return NAMESPACES_NEEDED
  return existsSync(NAMED) ? null : 'needs BIND 9; run: sudo apt-get install bind9'
}

export interface NameServerNetworkOptions {
  /** Addresses of the servers, of both families. */
  readonly addresses: readonly string[]
  /** Routed addresses without a server: queries to them are never answered. */
  readonly dead: readonly string[]
  /** The system's resolver in the namespace. */
  readonly resolver: string
}

export interface NameServerNetwork {
  readonly namespace: string
  /** Writes a file into the folder of this server. */
  write(name: string, file: string, text: string): Promise<void>
  /** Starts a server and waits until it runs. @param config makes its configuration for its folder */
  start(name: string, config: (folder: string) => string): Promise<void>
  /** Makes a server read its zones again, and waits for this line in its log. */
  reload(name: string, line: string): Promise<void>
  end(name: string): Promise<void>
  remove(): Promise<void>
}

export async function createNameServerNetwork({
  addresses,
  dead,
  resolver,
}: NameServerNetworkOptions): Promise<NameServerNetwork> {
  const namespace = `hw${randomBytes(3).toString('hex')}-dns`
  const folder = await mkdtemp(path.join(tmpdir(), 'homeward-names-'))
  const processes = createProcessGroup()
  const running = new Map<string, { readonly child: ChildProcess; log: string }>()
  const ip = (...args: string[]) => command('ip', '-n', namespace, ...args)

  const remove = async () => {
    await processes.endAll()
    await command('ip', 'netns', 'del', namespace).catch(() => {})
    await rm(path.join(NETNS_FOLDER, namespace), { recursive: true, force: true })
    await rm(folder, { recursive: true, force: true })
  }

  async function makeNamespace(): Promise<void> {
    await command('ip', 'netns', 'add', namespace)
    await ip('link', 'set', 'lo', 'up')
    for (const address of addresses) {
      const isIpv6 = address.includes(':')
      await ip('addr', 'add', `${address}/${isIpv6 ? 128 : 32}`, 'dev', 'lo', ...(isIpv6 ? ['nodad'] : []))
    }
    for (const address of dead) await ip('route', 'add', `${address}/32`, 'dev', 'lo')
    await mkdir(path.join(NETNS_FOLDER, namespace), { recursive: true })
    await writeFile(path.join(NETNS_FOLDER, namespace, 'resolv.conf'), `nameserver ${resolver}\n`)
  }

  async function write(name: string, file: string, text: string): Promise<void> {
    await mkdir(path.join(folder, name), { recursive: true })
    await writeFile(path.join(folder, name, file), text)
  }

  async function start(name: string, config: (folder: string) => string): Promise<void> {
    const serverFolder = path.join(folder, name)
    await write(name, 'named.conf', config(serverFolder))
    const named = [path.join(folder, COPY), '-g', '-n', '1', '-c', path.join(serverFolder, 'named.conf')]
    const child = processes.start('ip', ['netns', 'exec', namespace, ...named], { stdio: ['ignore', 'ignore', 'pipe'] })
    const server = { child, log: '' }
    running.set(name, server)
    child.stderr?.on('data', (chunk: Buffer) => {
      server.log += chunk
    })
    await until(`named ${name} to run`, () => / running$/m.test(server.log) || child.exitCode !== null)
    if (child.exitCode !== null) throw new Error(`named ${name} ended: ${server.log}`)
  }

  try {
    await makeNamespace()
    await copyFile(NAMED, path.join(folder, COPY))
  } catch (error) {
    await remove()
    throw error
  }
  return {
    namespace,
    write,
    start,
    reload: async (name, line) => {
      const server = running.get(name)
      server?.child.kill('SIGHUP')
      await until(`${name} to load its zone again`, () => server?.log.includes(line))
    },
    end: async (name) => {
      const server = running.get(name)
      if (server !== undefined) await endProcess(server.child)
    },
    remove,
  }
}
