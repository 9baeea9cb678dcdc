// A home with two lines to the internet, at one router that spreads connections over both. Each line has its own public address.
import { RESOLVER } from './internet-plan.ts'
import { createLabNet, type LabNet } from './lab-net.ts'

export type TwoWansPlace = 'pc' | 'rtr' | 'net'
export const FIRST_LINE = '11.22.33.10'
export const SECOND_LINE = '11.22.33.140'

/** turns: each new connection leaves by the other line. random: by either. */
export type Spread = 'first' | 'second' | 'turns' | 'random'

const LINES = [
  { device: 'wan0', peer: 'up0', address: FIRST_LINE, gateway: '11.22.33.1', mark: 1, table: 101 },
  { device: 'wan1', peer: 'up1', address: SECOND_LINE, gateway: '11.22.33.129', mark: 2, table: 102 },
] as const

const MARKS: Readonly<Record<Spread, string>> = {
  first: '1',
  second: '2',
  turns: 'numgen inc mod 2 offset 1',
  random: 'numgen random mod 2 offset 1',
}

/** Lookups stay on the first line: otherwise each service's connection would follow its lookup by one. */
const RULES = `table ip lab {
  chain pre { type filter hook prerouting priority mangle;
    iifname "lan1" ct mark 0 meta l4proto tcp jump choose
    iifname "lan1" meta mark set ct mark
  }
  chain choose { ct mark set 1; }
  chain post { type nat hook postrouting priority 100; oifname { "wan0", "wan1" } masquerade; }
}`

export interface TwoWansHome {
  readonly net: LabNet<TwoWansPlace>
  spread(how: Spread): Promise<void>
  remove(): Promise<void>
}

export async function createTwoWansHome(): Promise<TwoWansHome> {
  const net = await createLabNet(['pc', 'rtr', 'net'] as const)
  try {
    await net.wire(
      { place: 'pc', device: 'eth0', addresses: ['192.168.77.2/24'] },
      { place: 'rtr', device: 'lan1', addresses: ['192.168.77.1/24'] },
    )
    for (const { device, peer, address, gateway, mark, table } of LINES) {
      await net.wire(
        { place: 'rtr', device, addresses: [`${address}/25`] },
        { place: 'net', device: peer, addresses: [`${gateway}/25`] },
      )
      await net.ip('rtr', `route add default via ${gateway} table ${table}`, `rule add fwmark ${mark} table ${table}`)
    }
    await net.ip('rtr', `route add default via ${LINES[0].gateway}`)
    await net.nft('rtr', RULES)
    await net.ip('pc', 'route add default via 192.168.77.1')
    await net.resolver('pc', RESOLVER)
  } catch (error) {
    await net.remove()
    throw error
  }
  return {
    net,
    spread: (how) => net.nft('rtr', `flush chain ip lab choose; add rule ip lab choose ct mark set ${MARKS[how]}`),
    remove: net.remove,
  }
}
