// A home with IPv6 alone: its router passes packets on, and where it is asked to, it reaches IPv4 by NAT64 (the real tayga) with names
// made by DNS64.
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { until } from '../process/process-group.ts'
import { RESOLVER_IPV6 } from './internet-plan.ts'
import { createLabNet, type LabNet } from './lab-net.ts'

export type Ipv6Place = 'pc' | 'rtr' | 'net'
/** The home's networks; the first one is in use. */
export const PREFIXES = ['2a0e:1111:77:', '2a0e:1111:78:', '2a0e:1111:79:'] as const
export const STABLE = `${PREFIXES[0]}:2`
/** What IPv4 services see through NAT64: the address of the translator, which it has for all its homes. */
export const TRANSLATOR = '11.22.33.64'
export const DNS64_PREFIX = '64:ff9b::'
const POOL = '192.168.255'

export const missingForNat64 = (): string | null =>
  existsSync('/usr/sbin/tayga') ? null : 'needs tayga; run: sudo npm run setup'

export interface Ipv6Home {
  readonly net: LabNet<Ipv6Place>
  remove(): Promise<void>
}

const TAYGA = (folder: string) => `tun-device nat64
ipv4-addr ${POOL}.1
ipv6-addr 2a0e:1111:7f::1
prefix ${DNS64_PREFIX}/96
dynamic-pool ${POOL}.0/24
data-dir ${folder}
`

async function startTayga(net: LabNet<Ipv6Place>, place: Ipv6Place, device: string, file: string): Promise<void> {
  const daemon = net.start(place, 'tayga', ['-d', '-c', file], { stdio: 'ignore' })
  await until('tayga', async () => {
    if (daemon.exitCode !== null) throw new Error('tayga ended at once')
    return (await net.run(place, 'ip', '-br', 'link', 'show', device)).includes('LOWER_UP')
  })
}

async function startNat64(net: LabNet<Ipv6Place>): Promise<void> {
  const file = path.join(net.folder, 'tayga.conf')
  await writeFile(file, TAYGA(net.folder))
  await net.run('rtr', 'tayga', '--mktun', '-c', file)
  await net.ip('rtr', 'link set nat64 up', `route add ${POOL}.0/24 dev nat64`, `route add ${DNS64_PREFIX}/96 dev nat64`)
  await net.nft(
    'rtr',
    'table ip lab { chain post { type nat hook postrouting priority 100; oifname "wan0" masquerade; }; }',
  )
  await startTayga(net, 'rtr', 'nat64', file)
}

/** What the computer's own translator (464XLAT, RFC 6877) has: an address of the block for it (RFC 7335), and one in IPv6 for it. */
const OWN_TRANSLATOR = { ipv4: '192.0.0.1', ipv6: `${PREFIXES[0]}:c1a7` }

/** Programs that know IPv4 alone then work on the computer, and are seen with the provider's translator's address. */
async function startOwnTranslator(net: LabNet<Ipv6Place>): Promise<void> {
  const file = path.join(net.folder, 'clat.conf')
  const folder = path.join(net.folder, 'clat')
  await mkdir(folder)
  const { ipv4, ipv6 } = OWN_TRANSLATOR
  const lines = [
    'tun-device clat0',
    'ipv4-addr 192.0.0.2',
    `ipv6-addr ${PREFIXES[0]}:c1a8`,
    `prefix ${DNS64_PREFIX}/96`,
  ]
  await writeFile(file, [...lines, `map ${ipv4} ${ipv6}`, `data-dir ${folder}`, ''].join('\n'))
  await net.run('pc', 'tayga', '--mktun', '-c', file)
  await net.run('pc', 'sysctl', '-qw', 'net.ipv6.conf.all.forwarding=1')
  const link = ['link set clat0 up', `addr add ${ipv4}/29 dev clat0`, 'route add default dev clat0 mtu 1260']
  await net.ip('pc', ...link, `route add ${ipv6}/128 dev clat0`)
  await net.ip('rtr', `route add ${ipv6}/128 via ${STABLE}`)
  await startTayga(net, 'pc', 'clat0', file)
}

export interface Ipv6HomeOptions {
  /** Whether the provider translates to IPv4. */
  readonly nat64?: boolean
  /** Whether the computer has a translator of its own, which gives it IPv4 over the provider's. */
  readonly ownTranslator?: boolean
}

export async function createIpv6Home({
  nat64 = false,
  ownTranslator = false,
}: Ipv6HomeOptions = {}): Promise<Ipv6Home> {
  const net = await createLabNet(['pc', 'rtr', 'net'] as const)
  try {
    await net.run('rtr', 'sysctl', '-qw', 'net.ipv6.conf.all.forwarding=1')
    await net.wire(
      { place: 'pc', device: 'eth0', addresses: [`${STABLE}/64`] },
      { place: 'rtr', device: 'lan1', addresses: PREFIXES.map((prefix) => `${prefix}:1/64`) },
    )
    await net.wire(
      { place: 'rtr', device: 'wan0', addresses: [`${TRANSLATOR}/24`, '2a0e:1111::10/64'] },
      { place: 'net', device: 'up0', addresses: ['11.22.33.1/24', '2a0e:1111::1/64'] },
    )
    await net.ip('rtr', 'route add default via 11.22.33.1', 'route add ::/0 via 2a0e:1111::1')
    await net.ip('net', ...PREFIXES.map((prefix) => `route add ${prefix}:/64 via 2a0e:1111::10`))
    await net.ip('pc', `route add ::/0 via ${PREFIXES[0]}:1 dev eth0`)
    await net.resolver('pc', RESOLVER_IPV6)
    if (nat64) await startNat64(net)
    if (ownTranslator) await startOwnTranslator(net)
  } catch (error) {
    await net.remove()
    throw error
  }
  return { net, remove: net.remove }
}
