// A VPN of a home behind a router: a server elsewhere in the internet, whose address services see once the traffic leaves through it.

import type { LabNet } from './lab-net.ts'
import type { NatPlace } from './nat-home.ts'
import { ROUTER } from './nat-home.ts'
import { createKeys, startTunnel } from './wireguard.ts'

/** What services see through the VPN. It is never the home's. */
export const VPN_EXIT = '11.22.44.10'
const TUNNEL = { server: '10.66.0.1/24', home: '10.66.0.2/24' }
const PORT = 51820
const TABLE = 51820

/**
 * How the VPN takes the traffic. metric: a default route that is better. halves: two routes that are narrower than the default
 * one. rules: a table of its own, as wg-quick does. split: only a private network goes through it.
 */
export type Takeover = 'metric' | 'halves' | 'rules' | 'split'

const ROUTES: Readonly<Record<Takeover, (device: string) => readonly string[]>> = {
  metric: (device) => [`route add default dev ${device} metric 50`],
  halves: (device) => [`route add 0.0.0.0/1 dev ${device}`, `route add 128.0.0.0/1 dev ${device}`],
  rules: (device) => [
    `route add default dev ${device} table ${TABLE}`,
    `rule add not fwmark ${TABLE} table ${TABLE} priority 1001`,
    'rule add table main suppress_prefixlength 0 priority 1000',
  ],
  split: (device) => [`route add 10.80.0.0/16 dev ${device}`],
}

export interface Vpn {
  /** Ends the VPN: its device goes, and its routes with it. */
  disconnect(): Promise<void>
}

export interface VpnServer {
  /** @param device the name that the VPN's client gives its device */
  connect(device: string, takeover: Takeover): Promise<Vpn>
}

export async function startVpnServer(net: LabNet<NatPlace>): Promise<VpnServer> {
  const [server, home] = [createKeys(), createKeys()]
  await net.wire(
    { place: 'net', device: 'up1', addresses: ['11.22.44.1/24'] },
    { place: 'vpn', device: 'wan0', addresses: [`${VPN_EXIT}/24`] },
  )
  await net.ip('vpn', 'route add default via 11.22.44.1')
  await net.nft(
    'vpn',
    'table ip lab { chain post { type nat hook postrouting priority 100; oifname "wan0" masquerade; }; }',
  )
  const end = { device: 'wg0', address: TUNNEL.server, keys: server, port: PORT, peer: { shown: home.shown } }
  await startTunnel(net, 'vpn', end)
  return {
    connect: async (device, takeover) => {
      const own = { device, address: TUNNEL.home, keys: home, mark: TABLE }
      const peer = { shown: server.shown, endpoint: `${VPN_EXIT}:${PORT}` }
      const tunnel = await startTunnel(net, 'pc', { ...own, peer })
      if (takeover !== 'rules') await net.ip('pc', `route add ${VPN_EXIT}/32 via ${ROUTER}`)
      await net.ip('pc', ...ROUTES[takeover](device))
      return {
        disconnect: async () => {
          const rules = takeover === 'rules' ? ['rule del priority 1000', 'rule del priority 1001'] : []
          const routes = takeover === 'rules' ? [] : [`route del ${VPN_EXIT}/32`]
          await net.ip('pc', ...rules, ...routes)
          await tunnel.end()
        },
      }
    },
  }
}
