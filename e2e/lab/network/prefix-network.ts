// A home with IPv6, in three network namespaces: `pc`, where the app runs, `nas`, another device, and `net`, the router with the
// real radvd, which announces and renumbers the prefix, a DHCPv6 server, and the internet behind it. Needs root and Linux.
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { command, createProcessGroup, endProcess, until } from '../process/process-group.ts'
import { canMakeNamespaces, NAMESPACES_NEEDED, SERVICE_IPV4, SERVICE_IPV6 } from './namespaces.ts'

export const PREFIX_A = '2a0e:1111:0:a'
export const PREFIX_B = '2a0e:1111:0:b'
export const PC_MAC = '02:00:00:00:77:01'
export const NAS_MAC = '02:00:00:00:77:02'
/** The suffixes that the kernel makes of them. */
export const PC_SUFFIX = '0:ff:fe00:7701'
export const NAS_SUFFIX = '0:ff:fe00:7702'
export const PC_DEVICE = 'lan0'

const PROGRAMS = ['radvd', 'dnsmasq', 'dhclient']

/** What is missing for this lab; null when all is there. */
export function missingForPrefix(): string | null {
  if (!canMakeNamespaces()) return NAMESPACES_NEEDED
  const missing = PROGRAMS.filter((name) => !['/usr/sbin', '/sbin'].some((folder) => existsSync(`${folder}/${name}`)))
  return missing.length === 0 ? null : `needs ${missing.join(', ')}; run: sudo npm run setup`
}

type Place = 'pc' | 'nas' | 'net'

export interface AddressRow {
  readonly local: string
  readonly prefixlen: number
  readonly temporary?: boolean
  readonly deprecated?: boolean
  readonly tentative?: boolean
  readonly dadfailed?: boolean
}

export interface PrefixNetwork {
  inside(place: Place, file: string, args: readonly string[]): [string, string[]]
  ip(place: Place, ...args: string[]): Promise<string>
  /** The router announces these prefixes from now on: the first one as preferred, the others as deprecated. */
  announce(prefix: string, ...deprecated: string[]): Promise<void>
  /** The router goes away and says so: its prefixes are deprecated. */
  stopAnnouncing(): Promise<void>
  /** The PC gets a lease from the router's DHCPv6 server. */
  lease(prefix: string): Promise<void>
  /** The PC sends something to this address, and so gets to know who has it. */
  speakTo(address: string): Promise<void>
  /** What iproute2 shows of the PC's public addresses. */
  addresses(): Promise<readonly AddressRow[]>
  remove(): Promise<void>
}

const ip = (...args: string[]) => command('ip', ...args)

async function build(names: Readonly<Record<Place, string>>): Promise<void> {
  const { pc, nas, net } = names
  for (const name of [pc, nas, net]) {
    await ip('netns', 'add', name)
    await ip('-n', name, 'link', 'set', 'lo', 'up')
  }
  await command('ip', 'netns', 'exec', net, 'sysctl', '-qw', 'net.ipv6.conf.all.forwarding=1')
  await ip('-n', net, 'link', 'add', 'lan1', 'type', 'bridge')
  await ip('-n', net, 'link', 'set', 'lan1', 'up')
  for (const [name, mac, port] of [
    [pc, PC_MAC, 'port1'],
    [nas, NAS_MAC, 'port2'],
  ] as const) {
    await ip('-n', name, 'link', 'add', PC_DEVICE, 'address', mac, 'type', 'veth', 'peer', 'name', port, 'netns', net)
    await ip('-n', net, 'link', 'set', port, 'master', 'lan1', 'up')
    const keys = ['accept_ra=2', 'addr_gen_mode=0', `use_tempaddr=${name === pc ? 2 : 0}`]
    for (const key of keys) {
      await command('ip', 'netns', 'exec', name, 'sysctl', '-qw', `net.ipv6.conf.${PC_DEVICE}.${key}`)
    }
    await ip('-n', name, 'link', 'set', PC_DEVICE, 'up')
  }
  for (const prefix of [PREFIX_A, PREFIX_B])
    await ip('-n', net, 'addr', 'add', `${prefix}::1/64`, 'dev', 'lan1', 'nodad')
  await ip('-n', net, 'addr', 'add', `${SERVICE_IPV4}/32`, 'dev', 'lo')
  await ip('-n', net, 'addr', 'add', `${SERVICE_IPV6}/128`, 'dev', 'lo', 'nodad')
}

function radvdConfiguration(preferred: string, deprecated: readonly string[]): string {
  const prefix = (text: string, lifetimes: string) =>
    `  prefix ${text}::/64 { AdvOnLink on; AdvAutonomous on; ${lifetimes} DeprecatePrefix on; };`
  return [
    'interface lan1 {',
    '  AdvSendAdvert on; MinRtrAdvInterval 3; MaxRtrAdvInterval 4; AdvDefaultLifetime 30; AdvManagedFlag on;',
    prefix(preferred, 'AdvValidLifetime 3600; AdvPreferredLifetime 1800;'),
    ...deprecated.map((text) => prefix(text, 'AdvValidLifetime 7200; AdvPreferredLifetime 0;')),
    '};',
  ].join('\n')
}

/** As dhclient calls it, without a word to the system's own resolver. */
const DHCLIENT_SCRIPT = `#!/bin/sh
[ "$reason" = BOUND6 ] || exit 0
exec ip -6 addr replace "$new_ip6_address/128" dev "$interface" valid_lft "$new_max_life" preferred_lft "$new_preferred_life"
`

/** Two `ip netns add` at once can hide each other's namespaces: one network is built after the other. */
let lastBuild: Promise<void> = Promise.resolve()

export async function createPrefixNetwork(): Promise<PrefixNetwork> {
  const id = randomBytes(3).toString('hex')
  const names = { pc: `hp${id}-pc`, nas: `hp${id}-nas`, net: `hp${id}-net` }
  const folder = await mkdtemp(path.join(tmpdir(), 'homeward-prefix-'))
  const processes = createProcessGroup()
  let radvd: ReturnType<typeof processes.start> | null = null
  const configuration = path.join(folder, 'radvd.conf')
  const pidFile = path.join(folder, 'radvd.pid')

  const network: PrefixNetwork = {
    inside: (place, file, args) => ['ip', ['netns', 'exec', names[place], file, ...args]],
    ip: (place, ...args) => ip('-n', names[place], ...args),
    announce: async (prefix, ...deprecated) => {
      await writeFile(configuration, radvdConfiguration(prefix, deprecated))
      if (radvd !== null) return void radvd.kill('SIGHUP')
      const args = ['-n', '-C', configuration, '-p', pidFile, '-m', 'stderr', '-u', 'root']
      radvd = processes.start(...network.inside('net', 'radvd', args), { stdio: 'ignore' })
    },
    stopAnnouncing: async () => {
      if (radvd !== null) await endProcess(radvd)
      radvd = null
    },
    lease: async (prefix) => {
      const script = path.join(folder, 'dhclient-script')
      await writeFile(script, DHCLIENT_SCRIPT)
      await chmod(script, 0o755)
      const server = processes.start(
        ...network.inside('net', 'dnsmasq', [
          ...['--keep-in-foreground', '--port=0', '--conf-file=/dev/null', '--interface=lan1', '--bind-interfaces'],
          ...['--user=root', `--pid-file=${folder}/dnsmasq.pid`, `--dhcp-leasefile=${folder}/leases`],
          `--dhcp-range=${prefix}::d00,${prefix}::dff,64,3600`,
        ]),
        { stdio: 'ignore' },
      )
      const files = ['-sf', script, '-lf', `${folder}/client.leases`, '-pf', `${folder}/client.pid`]
      const args = ['-6', '-1', '-d', ...files, PC_DEVICE]
      const client = processes.start(...network.inside('pc', 'dhclient', args), { stdio: 'ignore' })
      await until(
        'a lease',
        async () => {
          if (server.exitCode !== null) throw new Error('dnsmasq ended at once')
          if (client.exitCode !== null) throw new Error('dhclient ended without a lease')
          return (await network.addresses()).some(({ prefixlen, tentative }) => prefixlen === 128 && tentative !== true)
        },
        20_000,
      )
    },
    speakTo: async (address) => {
      const [file, args] = network.inside('pc', 'bash', ['-c', `echo > /dev/udp/${address}/9`])
      await command(file, ...args)
    },
    addresses: async () => {
      const shown = await network.ip('pc', '-j', '-6', 'addr', 'show', 'dev', PC_DEVICE, 'scope', 'global')
      return (JSON.parse(shown) as { addr_info?: AddressRow[] }[]).flatMap(
        // An address that the filter leaves out is an empty row.
        ({ addr_info: rows = [] }) => rows.filter(({ local }) => local !== undefined),
      )
    },
    remove: async () => {
      await processes.endAll()
      for (const name of Object.values(names)) await ip('netns', 'del', name).catch(() => {})
      await rm(folder, { recursive: true, force: true })
    },
  }
  try {
    const built = lastBuild.then(() => build(names))
    lastBuild = built.catch(() => {})
    await built
  } catch (error) {
    await network.remove()
    throw error
  }
  return network
}
