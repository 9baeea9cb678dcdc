// Real servers that tell an address, in the internet of a router's lab: coturn for STUN, PowerDNS for DNS. The operators' names
// lead to them by the hosts file of the home's namespace.
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DNS_ECHO_OPERATORS } from '../../../app/detection/sources/dns/dns-operators.ts'
import { STUN_SERVERS } from '../../../app/detection/sources/stun/stun-operators.ts'
import { command, createProcessGroup, until } from '../process/process-group.ts'
import type { RouterNetwork } from './router-network.ts'

/** What is missing for real echo servers; null when all is there. */
export function missingForEchoServers(): string | null {
  const missing = ['/usr/bin/turnserver', '/usr/sbin/pdns_server'].filter((file) => !existsSync(file))
  return missing.length === 0 ? null : `needs ${missing.join(' and ')}; run: sudo npm run setup`
}

/** Where the servers are, in the network behind the router's provider. */
const SERVERS = '11.22.44.1'
const TRICKSTER = '11.22.44.2'

export interface EchoServers {
  /** Leads one operator's names to another address: to nobody, or to a liar. */
  lead(host: string, to: 'servers' | 'trickster'): Promise<void>
  stop(program: 'turnserver' | 'pdns'): Promise<void>
  remove(): Promise<void>
}

const PDNS = (folder: string) => `launch=bind
bind-config=${folder}/named.conf
local-address=${SERVERS}
local-port=53
enable-lua-records=yes
socket-dir=${folder}
setuid=
setgid=
security-poll-suffix=
cache-ttl=0
query-cache-ttl=0
negquery-cache-ttl=0
`

const zoneOf = (name: string, types: readonly string[]) =>
  [
    '$TTL 0',
    '@ IN SOA ns.example. admin.example. 1 3600 600 86400 0',
    '@ IN NS ns.example.',
    ...types.map((type) => `${name} IN LUA ${type} "who:toString()"`),
    '',
  ].join('\n')

/** The zone of each operator's question that PowerDNS can answer: it has no class CH. */
const ZONES = [
  { zone: 'opendns.com', text: zoneOf('myip', ['A']) },
  { zone: 'l.google.com', text: zoneOf('o-o.myaddr', ['TXT']) },
] as const

export async function startEchoServers(network: RouterNetwork): Promise<EchoServers> {
  const folder = await mkdtemp(path.join(tmpdir(), 'homeward-echo-'))
  const etc = `/etc/netns/${network.names.lan}`
  const processes = createProcessGroup()
  const wan = (file: string, ...args: string[]) => command(...asCall(network.inside('wan', file, args)))
  const hosts = new Map<string, string>()
  for (const { host } of STUN_SERVERS) hosts.set(host, SERVERS)
  for (const { servers } of DNS_ECHO_OPERATORS) {
    for (const host of servers.ipv4) if (/[a-z]/.test(host)) hosts.set(host, SERVERS)
  }
  const writeHosts = () =>
    writeFile(path.join(etc, 'hosts'), [...hosts].map(([host, address]) => `${address} ${host}`).join('\n'))

  await mkdir(etc, { recursive: true })
  await writeHosts()
  // The system's own resolver is not asked: what the hosts file does not have is nowhere.
  await writeFile(path.join(etc, 'resolv.conf'), '')
  for (const address of [SERVERS, TRICKSTER]) await wan('ip', 'addr', 'add', `${address}/32`, 'dev', 'lo')

  await writeFile(path.join(folder, 'pdns.conf'), PDNS(folder))
  const named = ZONES.map(({ zone }) => `zone "${zone}" { type master; file "${folder}/${zone}"; };`)
  await writeFile(path.join(folder, 'named.conf'), named.join('\n'))
  for (const { zone, text } of ZONES) await writeFile(path.join(folder, zone), text)
  const pdns = processes.start(
    ...network.inside('wan', 'pdns_server', [`--config-dir=${folder}`, '--guardian=no', '--daemon=no']),
    {
      stdio: 'ignore',
    },
  )
  const ports = [...new Set(STUN_SERVERS.map(({ port }) => port))]
  const turnservers = ports.map((port) =>
    processes.start(
      ...network.inside('wan', 'turnserver', [
        ...['-n', '-S', `--listening-ip=${SERVERS}`, `--listening-port=${port}`, '--no-auth', '--no-cli', '--no-tls'],
        ...[
          '--no-dtls',
          '--log-file=stdout',
          '--simple-log',
          `--pidfile=${folder}/turn-${port}.pid`,
          `--db=${folder}/turndb-${port}`,
        ],
      ]),
      { stdio: 'ignore' },
    ),
  )
  const listening = async () => {
    const udp = await wan('ss', '-lun')
    return [53, ...ports].every((port) => new RegExp(`${SERVERS.replaceAll('.', '\\.')}:${port}\\s`).test(udp))
  }
  await until('the echo servers', listening, 20_000)

  return {
    lead: async (host, to) => {
      hosts.set(host, to === 'servers' ? SERVERS : TRICKSTER)
      await writeHosts()
    },
    stop: async (program) => {
      for (const child of program === 'pdns' ? [pdns] : turnservers) child.kill('SIGKILL')
      await until(
        'their end',
        async () =>
          !(await wan('ss', '-lun')).includes(program === 'pdns' ? `${SERVERS}:53 ` : `${SERVERS}:${ports[0]} `),
      )
    },
    remove: async () => {
      await processes.endAll()
      await rm(etc, { recursive: true, force: true })
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const asCall = ([file, args]: [string, string[]]): [string, ...string[]] => [file, ...args]
