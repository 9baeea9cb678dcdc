// A small internet of names in a namespace: BIND as the two servers of a zone and as the resolver in front of it, on port
// 53 of public-looking addresses of both families. A third server is named and dead. Needs root, Linux and named.
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { canMakeNamespaces, NAMESPACES_NEEDED } from './namespaces.ts'
import { command, createCrew, endProcess, until } from './processes.ts'

export const ZONE = 'dyn.example'
export const NS1 = { ipv4: '11.22.44.1', ipv6: '2a0e:1111::1' }
export const NS2 = { ipv4: '11.22.44.2', ipv6: '2a0e:1111::2' }
/** Routed, and held by nobody: questions to it are never answered. */
export const DEAD = '11.22.44.3'
export const RESOLVER = '11.22.44.53'

const NAMED = '/usr/sbin/named'
/** A copy at another path: distributions confine the installed one to folders of its own. */
const COPY = 'named'
const NETNS_FOLDER = '/etc/netns'

/** @returns why name servers cannot be had here; null when they can. */
export function nameServersLack(): string | null {
  if (!canMakeNamespaces()) return NAMESPACES_NEEDED
  return existsSync(NAMED) ? null : 'needs BIND 9; run: sudo apt-get install bind9'
}

export type ServerName = 'ns1' | 'ns2'

export interface NameServers {
  readonly namespace: string
  /** Replaces what these servers hold, and waits until they say so. Lines of a zone file. */
  hold(records: readonly string[], ...which: readonly ServerName[]): Promise<void>
  /** Ends one of the two servers. */
  end(which: ServerName): Promise<void>
  remove(): Promise<void>
}

const options = (folder: string, ipv4: string, ipv6: string | null, more: string) => `options {
  directory "${folder}"; pid-file "${folder}/named.pid"; session-keyfile "${folder}/session.key"; lock-file none;
  listen-on { ${ipv4}; }; listen-on-v6 { ${ipv6 === null ? 'none' : `${ipv6}`}; };
  dnssec-validation no; empty-zones-enable no; ${more}
};
controls { };
`

const primary = (folder: string, place: typeof NS1) =>
  `${options(folder, place.ipv4, place.ipv6, 'recursion no;')}zone "${ZONE}" { type primary; file "zone"; };\n`

const resolver = (folder: string) => `${options(folder, RESOLVER, null, 'recursion yes; allow-query { any; };')}
zone "${ZONE}" { type static-stub; server-addresses { ${NS1.ipv4}; }; };
`

/** The zone's own records are kept for longer than a test takes, the names in it for a minute. */
const zoneFile = (serial: number, records: readonly string[]) => `$TTL 600
@ SOA ns1 hostmaster ${serial} 60 30 3600 600
  NS ns1
  NS ns2
  NS ns3
ns1 A ${NS1.ipv4}
ns1 AAAA ${NS1.ipv6}
ns2 A ${NS2.ipv4}
ns2 AAAA ${NS2.ipv6}
ns3 A ${DEAD}
$TTL 60
${records.join('\n')}
`

export async function startNameServers(records: readonly string[]): Promise<NameServers> {
  const namespace = `hw${randomBytes(3).toString('hex')}-dns`
  const folder = await mkdtemp(path.join(tmpdir(), 'homeward-names-'))
  const crew = createCrew()
  const servers = new Map<string, { readonly child: ChildProcess; words: string }>()
  let serial = Math.floor(Date.now() / 1_000)

  const remove = async () => {
    await crew.endAll()
    await command('ip', 'netns', 'del', namespace).catch(() => {})
    await rm(path.join(NETNS_FOLDER, namespace), { recursive: true, force: true })
    await rm(folder, { recursive: true, force: true })
  }

  async function makeNamespace(): Promise<void> {
    await command('ip', 'netns', 'add', namespace)
    await command('ip', '-n', namespace, 'link', 'set', 'lo', 'up')
    for (const address of [NS1.ipv4, NS2.ipv4, RESOLVER]) {
      await command('ip', '-n', namespace, 'addr', 'add', `${address}/32`, 'dev', 'lo')
    }
    for (const address of [NS1.ipv6, NS2.ipv6]) {
      await command('ip', '-n', namespace, 'addr', 'add', `${address}/128`, 'dev', 'lo', 'nodad')
    }
    await command('ip', '-n', namespace, 'route', 'add', `${DEAD}/32`, 'dev', 'lo')
    await mkdir(path.join(NETNS_FOLDER, namespace), { recursive: true })
    await writeFile(path.join(NETNS_FOLDER, namespace, 'resolv.conf'), `nameserver ${RESOLVER}\n`)
  }

  async function start(name: string, config: (folder: string) => string): Promise<void> {
    const own = path.join(folder, name)
    await mkdir(own, { recursive: true })
    await writeFile(path.join(own, 'named.conf'), config(own))
    const run = [
      'netns',
      'exec',
      namespace,
      path.join(folder, COPY),
      '-g',
      '-n',
      '1',
      '-c',
      path.join(own, 'named.conf'),
    ]
    const child = crew.start('ip', run, { stdio: ['ignore', 'ignore', 'pipe'] })
    const server = { child, words: '' }
    servers.set(name, server)
    child.stderr?.on('data', (chunk: Buffer) => {
      server.words += chunk
    })
    await until(`named ${name} to run`, () => / running$/m.test(server.words) || child.exitCode !== null)
    if (child.exitCode !== null) throw new Error(`named ${name} ended: ${server.words}`)
  }

  async function write(server: ServerName, lines: readonly string[]): Promise<number> {
    serial += 1
    const own = serial
    await mkdir(path.join(folder, server), { recursive: true })
    await writeFile(path.join(folder, server, 'zone'), zoneFile(own, lines))
    return own
  }

  try {
    await makeNamespace()
    await copyFile(NAMED, path.join(folder, COPY))
    await Promise.all([write('ns1', records), write('ns2', records)])
    await Promise.all([
      start('ns1', (own) => primary(own, NS1)),
      start('ns2', (own) => primary(own, NS2)),
      start('resolver', resolver),
    ])
  } catch (error) {
    await remove()
    throw error
  }
  return {
    namespace,
    hold: async (lines, ...which) => {
      const loads = which.map(async (name) => {
        const server = servers.get(name)
        const written = await write(name, lines)
        server?.child.kill('SIGHUP')
        await until(`${name} to load its zone again`, () => server?.words.includes(`loaded serial ${written}`))
      })
      await Promise.all(loads)
    },
    end: async (which) => {
      const server = servers.get(which)
      if (server !== undefined) await endProcess(server.child)
    },
    remove,
  }
}
