// A home with IPv6 alone: its router passes packets on, and where it is asked to, it reaches IPv4 by NAT64 (the real tayga) with names
// made by DNS64.
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
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

async function startNat64(net: LabNet<Ipv6Place>): Promise<void> {
  const file = path.join(net.folder, 'tayga.conf')
  await writeFile(file, TAYGA(net.folder))
  await net.run('rtr', 'tayga', '--mktun', '-c', file)
  await net.ip('rtr', 'link set nat64 up', `route add ${POOL}.0/24 dev nat64`, `route add ${DNS64_PREFIX}/96 dev nat64`)
  await net.nft(
    'rtr',
    'table ip lab { chain post { type nat hook postrouting priority 100; oifname "wan0" masquerade; }; }',
  )
  const daemon = net.start('rtr', 'tayga', ['-d', '-c', file])
  await until('tayga', async () => {
    if (daemon.exitCode !== null) throw new Error('tayga ended at once')
    return (await net.run('rtr', 'ip', '-br', 'link', 'show', 'nat64')).includes('LOWER_UP')
  })
}

export async function createIpv6Home({ nat64 = false } = {}): Promise<Ipv6Home> {
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
  } catch (error) {
    await net.remove()
    throw error
  }
  return { net, remove: net.remove }
}
