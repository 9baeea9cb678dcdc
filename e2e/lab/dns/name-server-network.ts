// A namespace of its own with addresses on its loopback, and BINDs that run in it. Needs root, Linux and named.
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { canMakeNamespaces, NAMESPACES_NEEDED } from '../network/namespaces.ts'
import { command, createCrew, endProcess, until } from '../process/process-group.ts'

const NAMED = '/usr/sbin/named'
/** A copy at another path: distributions confine the installed one to folders of its own. */
const COPY = 'named'
const NETNS_FOLDER = '/etc/netns'

/** @returns why name servers cannot be had here; null when they can. */
export function nameServersLack(): string | null {
  if (!canMakeNamespaces()) return NAMESPACES_NEEDED
  return existsSync(NAMED) ? null : 'needs BIND 9; run: sudo apt-get install bind9'
}

export interface NameGroundOptions {
  /** Held here, of both families. */
  readonly addresses: readonly string[]
  /** Routed, and held by nobody: questions to it are never answered. */
  readonly dead: readonly string[]
  /** The system's resolver in here. */
  readonly resolver: string
}

export interface NameGround {
  readonly namespace: string
  /** Writes a file of this BIND's own folder. */
  write(name: string, file: string, text: string): Promise<void>
  /** Starts a BIND and waits until it runs. @param config of the configuration, from the BIND's folder */
  start(name: string, config: (folder: string) => string): Promise<void>
  /** Makes a BIND read its zones again, and waits for a line of its log. */
  reload(name: string, line: string): Promise<void>
  end(name: string): Promise<void>
  remove(): Promise<void>
}

export async function makeNameGround({ addresses, dead, resolver }: NameGroundOptions): Promise<NameGround> {
  const namespace = `hw${randomBytes(3).toString('hex')}-dns`
  const folder = await mkdtemp(path.join(tmpdir(), 'homeward-names-'))
  const crew = createCrew()
  const running = new Map<string, { readonly child: ChildProcess; words: string }>()
  const ip = (...args: string[]) => command('ip', '-n', namespace, ...args)

  const remove = async () => {
    await crew.endAll()
    await command('ip', 'netns', 'del', namespace).catch(() => {})
    await rm(path.join(NETNS_FOLDER, namespace), { recursive: true, force: true })
    await rm(folder, { recursive: true, force: true })
  }

  async function makeNamespace(): Promise<void> {
    await command('ip', 'netns', 'add', namespace)
    await ip('link', 'set', 'lo', 'up')
    for (const address of addresses) {
      const own = address.includes(':') ? [`${address}/128`, 'dev', 'lo', 'nodad'] : [`${address}/32`, 'dev', 'lo']
      await ip('addr', 'add', ...own)
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
    const own = path.join(folder, name)
    await write(name, 'named.conf', config(own))
    const named = [path.join(folder, COPY), '-g', '-n', '1', '-c', path.join(own, 'named.conf')]
    const child = crew.start('ip', ['netns', 'exec', namespace, ...named], { stdio: ['ignore', 'ignore', 'pipe'] })
    const server = { child, words: '' }
    running.set(name, server)
    child.stderr?.on('data', (chunk: Buffer) => {
      server.words += chunk
    })
    await until(`named ${name} to run`, () => / running$/m.test(server.words) || child.exitCode !== null)
    if (child.exitCode !== null) throw new Error(`named ${name} ended: ${server.words}`)
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
      await until(`${name} to load its zone again`, () => server?.words.includes(line))
    },
    end: async (name) => {
      const server = running.get(name)
      if (server !== undefined) await endProcess(server.child)
    },
    remove,
  }
}
