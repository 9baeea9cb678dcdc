// A home behind one translator or two: a computer, its router, and where there is one the router or the carrier's translator before
// that. The app sees a private address only.
import process from 'node:process'
import { bundleTool } from '../process/bundle-tool.ts'
import { until } from '../process/process-group.ts'
import { RESOLVER } from './internet-plan.ts'
import { createLabNet, type LabNet } from './lab-net.ts'
import { startMiniupnpd } from './miniupnpd.ts'

/** single: the router has the public address. double: another router has it. carrier: the provider's translator has it. */
export type Translation = 'single' | 'double' | 'carrier'

/** `out` is the translator before the router, where there is one, and `vpn` a server elsewhere in the internet. */
const PLACES = ['pc', 'rtr', 'out', 'net', 'vpn'] as const
export type NatPlace = (typeof PLACES)[number]

export const PC_ADDRESS = '192.168.77.2'
export const ROUTER = '192.168.77.1'
export const FIRST_ADDRESS = '11.22.33.10'
export const PROVIDER_END = '11.22.33.1'

/** The two ends of the line between the inner router and the translator before it. */
const BETWEEN: Readonly<Record<Exclude<Translation, 'single'>, readonly [inner: string, outer: string]>> = {
  double: ['192.168.1.2', '192.168.1.1'],
  carrier: ['100.64.0.10', '100.64.0.1'],
}

/** Of the computer's default route: a VPN's may be lower. */
const METRIC = 100

export interface NatHome {
  readonly net: LabNet<NatPlace>
  /** The router's own outer address: public only where it is the only translator. */
  readonly routerOutside: string
  /** Replaces the public address. */
  move(to: string): Promise<void>
  remove(): Promise<void>
}

export interface NatHomeOptions {
  readonly translation?: Translation
  /**
   * What the inner router says of its outer address. silent: nothing. miniupnpd: the real one speaks NAT-PMP and UPnP, and tells
   * no address that is not public. telling: tells its address by NAT-PMP, whatever it is, as many routers do.
   */
  readonly router?: 'silent' | 'miniupnpd' | 'telling'
}

async function startTellingRouter(net: LabNet<NatPlace>): Promise<void> {
  const program = await bundleTool('e2e/lab/scenes/telling-router.ts')
  const child = net.start('rtr', process.execPath, [program, ROUTER, 'wan0'])
  await until('the router to listen', async () => {
    if (child.exitCode !== null) throw new Error('the router ended at once')
    return /:5351\s/.test(await net.run('rtr', 'ss', '-lun'))
  })
}

const masquerade = (device: string) =>
  `table ip lab { chain post { type nat hook postrouting priority 100; oifname "${device}" masquerade; }; }`

export async function createNatHome({
  translation = 'single',
  router = 'silent',
}: NatHomeOptions = {}): Promise<NatHome> {
  const net = await createLabNet(PLACES)
  const [inner, outer] = translation === 'single' ? [FIRST_ADDRESS, PROVIDER_END] : BETWEEN[translation]
  const last = translation === 'single' ? 'rtr' : 'out'
  let current = FIRST_ADDRESS
  try {
    await net.wire(
      { place: 'pc', device: 'eth0', addresses: [`${PC_ADDRESS}/24`] },
      { place: 'rtr', device: 'lan1', addresses: [`${ROUTER}/24`] },
    )
    if (translation !== 'single') {
      await net.wire(
        { place: 'rtr', device: 'wan0', addresses: [`${inner}/24`] },
        { place: 'out', device: 'lan1', addresses: [`${outer}/24`] },
      )
      await net.ip('rtr', `route add default via ${outer}`)
      await net.nft('rtr', masquerade('wan0'))
    }
    await net.wire(
      { place: last, device: 'wan0', addresses: [`${FIRST_ADDRESS}/24`] },
      { place: 'net', device: 'up0', addresses: [`${PROVIDER_END}/24`] },
    )
    await net.ip(last, `route add default via ${PROVIDER_END} dev wan0 onlink`)
    await net.nft(last, masquerade('wan0'))
    await net.ip('pc', `route add default via ${ROUTER} metric ${METRIC}`)
    await net.resolver('pc', RESOLVER)
    const daemon = { outside: 'wan0', inside: 'lan1', network: '192.168.77.0/24' }
    if (router === 'miniupnpd') await startMiniupnpd(net, 'rtr', daemon)
    if (router === 'telling') await startTellingRouter(net)
  } catch (error) {
    await net.remove()
    throw error
  }
  return {
    net,
    routerOutside: inner,
    move: async (to) => {
      const old = current
      current = to
      await net.ip(
        last,
        `addr add ${to}/24 dev wan0`,
        `addr del ${old}/24 dev wan0`,
        `route replace default via ${PROVIDER_END} dev wan0 onlink`,
      )
    },
    remove: net.remove,
  }
}
