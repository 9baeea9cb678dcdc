// A home whose line has IPv4 alone and a long round trip: every packet takes its time, the first one of a connection as well. The line
// is a tunnel whose packets a relay holds back; the computer sees an ordinary router.
import process from 'node:process'
import { bundleTool } from '../process/bundle-tool.ts'
import { until } from '../process/process-group.ts'
import { RESOLVER } from './internet-plan.ts'
import { createLabNet, type LabNet } from './lab-net.ts'
import { createKeys, startTunnel } from './wireguard.ts'

export type SlowPlace = 'pc' | 'rtr' | 'net'
export const SLOW_FIRST = '11.22.33.10'
const END = '11.22.33.1'
const [BELOW_HOME, BELOW_NET] = ['172.31.0.2', '172.31.0.1']
const PORTS = { relay: 51821, net: 51820 }

export interface SlowHome {
  readonly net: LabNet<SlowPlace>
  move(to: string): Promise<void>
  remove(): Promise<void>
}

export async function createSlowHome(roundTripMs: number): Promise<SlowHome> {
  const net = await createLabNet(['pc', 'rtr', 'net'] as const)
  let current = SLOW_FIRST
  try {
    await net.wire(
      { place: 'pc', device: 'eth0', addresses: ['192.168.77.2/24'] },
      { place: 'rtr', device: 'lan1', addresses: ['192.168.77.1/24'] },
    )
    await net.wire(
      { place: 'rtr', device: 'line0', addresses: [`${BELOW_HOME}/30`] },
      { place: 'net', device: 'line1', addresses: [`${BELOW_NET}/30`] },
    )
    const relay = await bundleTool('e2e/lab/scenes/delaying-relay.ts')
    const options = [BELOW_NET, PORTS.relay, PORTS.net, roundTripMs / 2].map(String)
    const child = net.start('net', process.execPath, [relay, ...options])
    await until('the relay', async () => {
      if (child.exitCode !== null) throw new Error('the relay ended at once')
      return (await net.run('net', 'ss', '-lun')).includes(`:${PORTS.relay} `)
    })
    const [home, far] = [createKeys(), createKeys()]
    const homePeer = { shown: far.shown, endpoint: `${BELOW_NET}:${PORTS.relay}` }
    await startTunnel(net, 'net', {
      ...{ device: 'up0', address: `${END}/24`, keys: far, port: PORTS.net },
      peer: { shown: home.shown },
    })
    await startTunnel(net, 'rtr', { device: 'wan0', address: `${SLOW_FIRST}/24`, keys: home, peer: homePeer })
    await net.ip('rtr', 'route add default dev wan0')
    await net.nft(
      'rtr',
      'table ip lab { chain post { type nat hook postrouting priority 100; oifname "wan0" masquerade; }; }',
    )
    await net.ip('pc', 'route add default via 192.168.77.1')
    await net.resolver('pc', RESOLVER)
  } catch (error) {
    await net.remove()
    throw error
  }
  return {
    net,
    move: async (to) => {
      const old = current
      current = to
      await net.ip('rtr', `addr add ${to}/24 dev wan0`, `addr del ${old}/24 dev wan0`, 'route replace default dev wan0')
    },
    remove: net.remove,
  }
}
