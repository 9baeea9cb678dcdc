// The real miniupnpd in a router of the lab.
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { until } from '../process/process-group.ts'
import type { LabNet } from './lab-net.ts'

export interface MiniupnpdOptions {
  /** The device of its outer address, and that of the local network. */
  readonly outside: string
  readonly inside: string
  /** The local network, as "192.168.77.0/24". */
  readonly network: string
  /** Lines that differ from the configuration below. */
  readonly lines?: Readonly<Record<string, string>>
}

const TABLE = `table inet miniupnpd {
  chain forward { type filter hook forward priority 0; policy accept; jump miniupnpd; }
  chain miniupnpd { }
  chain prerouting { type nat hook prerouting priority -100; policy accept; jump prerouting_miniupnpd; }
  chain postrouting { type nat hook postrouting priority 101; policy accept; jump postrouting_miniupnpd; }
  chain prerouting_miniupnpd { }
  chain postrouting_miniupnpd { }
}`

export const missingForMiniupnpd = (): string | null =>
  existsSync('/usr/sbin/miniupnpd') ? null : 'needs miniupnpd; run: sudo npm run setup'

export async function startMiniupnpd<P extends string>(
  net: LabNet<P>,
  place: P,
  { outside, inside, network, lines = {} }: MiniupnpdOptions,
): Promise<void> {
  const settings = {
    ext_ifname: outside,
    listening_ip: inside,
    http_port: '5000',
    enable_natpmp: 'yes',
    enable_upnp: 'yes',
    ipv6_disable: 'yes',
    secure_mode: 'yes',
    system_uptime: 'no',
    notify_interval: '60',
    upnp_table_name: 'miniupnpd',
    upnp_nat_table_name: 'miniupnpd',
    upnp_forward_chain: 'miniupnpd',
    upnp_nat_chain: 'prerouting_miniupnpd',
    upnp_nat_postrouting_chain: 'postrouting_miniupnpd',
    uuid: '11111111-2222-3333-4444-555555555555',
    ...lines,
  }
  const text = Object.entries(settings).map(([key, value]) => `${key}=${value}`)
  const file = path.join(net.folder, `miniupnpd-${place}.conf`)
  await writeFile(
    file,
    [...text, `allow 1024-65535 ${network} 1024-65535`, 'deny 0-65535 0.0.0.0/0 0-65535', ''].join('\n'),
  )
  await net.nft(place, TABLE)
  const pidFile = path.join(net.folder, `miniupnpd-${place}.pid`)
  const daemon = net.start(place, 'miniupnpd', ['-d', '-f', file, '-P', pidFile], { stdio: 'ignore' })
  await until('miniupnpd', async () => {
    if (daemon.exitCode !== null) throw new Error('miniupnpd ended at once')
    return /:(5351|1900)\s/.test(await net.run(place, 'ss', '-lun'))
  })
}
