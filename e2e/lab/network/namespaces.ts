// Two network namespaces joined by a virtual wire: `home`, where the app runs and real addresses change, and `net`, which is
// its internet. The names are unique, so that several runs do not disturb each other. Needs root and Linux.
import { randomBytes } from 'node:crypto'
import process from 'node:process'
import { command } from '../process/process-group.ts'

export const HOME_IPV4 = '11.22.33.10'
export const HOME_IPV6 = '2a0e:1111::10'
const NET_IPV4 = '11.22.33.1'
const NET_IPV6 = '2a0e:1111::1'
/** Where the practice servers listen. The addresses are private: plain http is allowed to no others. */
export const SERVICE_IPV4 = '10.99.0.1'
export const SERVICE_IPV6 = 'fd99::1'
const WIRE = 'wan0'

export const canMakeNamespaces = () => process.platform === 'linux' && process.getuid?.() === 0
export const NAMESPACES_NEEDED = 'network namespaces need Linux and root; run: sudo npm test'

export interface NetworkNames {
  readonly home: string
  readonly net: string
}

export interface NewAddresses {
  readonly ipv4?: string
  readonly ipv6?: string
}

export interface HomeNetwork extends NetworkNames {
  /** The interface in `home` whose address changes. */
  readonly wire: string
  /** `[file, args]` that runs a command in the namespace. */
  inside(namespace: 'home' | 'net', file: string, args: readonly string[]): [string, string[]]
  /** Replaces the home's addresses in one step, as a new lease would. */
  change(to: NewAddresses): Promise<void>
  /** Unplugs the wire, or plugs it in again. The addresses stay. */
  setLink(state: 'up' | 'down'): Promise<void>
  /** Plugs the wire in and restores the first addresses. */
  reset(): Promise<void>
  remove(): Promise<void>
}

const ip = (...args: string[]) => command('ip', ...args)

/** One process for several steps: a program that observes the network sees them as one change. */
const ipBatch = (namespace: string, lines: readonly string[]) =>
  command('ip', 'netns', 'exec', namespace, 'sh', '-c', 'printf "%s\\n" "$@" | ip -batch -', 'sh', ...lines)

async function build({ home, net }: NetworkNames) {
  for (const name of [home, net]) {
    await ip('netns', 'add', name)
    await ip('-n', name, 'link', 'set', 'lo', 'up')
    // Without duplicate address detection an address is ready at once, so that timings do not depend on it.
    for (const key of ['default', 'all']) {
      await command('ip', 'netns', 'exec', name, 'sysctl', '-qw', `net.ipv6.conf.${key}.accept_dad=0`)
    }
  }
  await ip('-n', home, 'link', 'add', WIRE, 'type', 'veth', 'peer', 'name', 'up0', 'netns', net)
  await command('ip', 'netns', 'exec', home, 'sysctl', '-qw', `net.ipv4.conf.${WIRE}.promote_secondaries=1`)
  for (const address of [`${NET_IPV4}/24`, '11.22.44.1/24']) await ip('-n', net, 'addr', 'add', address, 'dev', 'up0')
  await ip('-n', net, 'addr', 'add', `${NET_IPV6}/32`, 'dev', 'up0', 'nodad')
  await ip('-n', net, 'addr', 'add', `${SERVICE_IPV4}/32`, 'dev', 'lo')
  await ip('-n', net, 'addr', 'add', `${SERVICE_IPV6}/128`, 'dev', 'lo', 'nodad')
  await ip('-n', net, 'link', 'set', 'up0', 'up')
  await ip('-n', home, 'addr', 'add', `${HOME_IPV4}/24`, 'dev', WIRE)
  await ip('-n', home, 'addr', 'add', `${HOME_IPV6}/32`, 'dev', WIRE, 'nodad')
  await ip('-n', home, 'link', 'set', WIRE, 'up')
  await ipBatch(home, ROUTES)
}

/** The default routes, as lines for a batch. They are bound to the link, so that they do not vanish with an address. */
const ROUTES = [
  `route replace default via ${NET_IPV4} dev ${WIRE} onlink`,
  `route replace ::/0 via ${NET_IPV6} dev ${WIRE} onlink`,
]

/** Opens a network that exists already. */
export function openHomeNetwork({ home, net }: NetworkNames): HomeNetwork {
  const addressOf = async (family: 'ipv4' | 'ipv6') => {
    const shown = await ip(
      '-n',
      home,
      '-o',
      family === 'ipv4' ? '-4' : '-6',
      'addr',
      'show',
      'dev',
      WIRE,
      'scope',
      'global',
    )
    return /inet6? (\S+)/.exec(shown)?.[1] ?? null
  }
  const change = async ({ ipv4, ipv6 }: NewAddresses) => {
    const families = [
      { old: await addressOf('ipv4'), now: ipv4 && `${ipv4}/24`, flags: '' },
      { old: await addressOf('ipv6'), now: ipv6 && `${ipv6}/32`, flags: ' nodad' },
    ]
    const lines = families.flatMap(({ old, now, flags }) => {
      if (!now || old === now) return []
      const add = `addr add ${now} dev ${WIRE}${flags}`
      return old === null ? [add] : [add, `addr del ${old} dev ${WIRE}`]
    })
    if (lines.length > 0) await ipBatch(home, lines)
  }
  const network: HomeNetwork = {
    home,
    net,
    wire: WIRE,
    inside: (namespace, file, args) => ['ip', ['netns', 'exec', namespace === 'home' ? home : net, file, ...args]],
    change,
    setLink: async (state) => {
      if (state === 'up') return void (await ipBatch(home, [`link set ${WIRE} up`, ...ROUTES]))
      // Otherwise the kernel removes IPv6 addresses when the link goes down.
      await command('ip', 'netns', 'exec', home, 'sysctl', '-qw', `net.ipv6.conf.${WIRE}.keep_addr_on_down=1`)
      await ip('-n', home, 'link', 'set', WIRE, 'down')
    },
    reset: async () => {
      await network.setLink('up')
      await change({ ipv4: HOME_IPV4, ipv6: HOME_IPV6 })
    },
    remove: async () => {
      // One of them may not exist any more.
      for (const name of [home, net]) await ip('netns', 'del', name).catch(() => {})
    },
  }
  return network
}

export async function createHomeNetwork(): Promise<HomeNetwork> {
  const id = randomBytes(3).toString('hex')
  const network = openHomeNetwork({ home: `hw${id}-home`, net: `hw${id}-net` })
  try {
    await build(network)
  } catch (error) {
    await network.remove()
    throw error
  }
  return network
}
