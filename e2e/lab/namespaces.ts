// Two network namespaces joined by a wire: `home`, where the app runs and addresses really change, and `net`, which is the
// internet to it. Names are unique, so that runs beside each other do not meet. Needs root and Linux.
import { randomBytes } from 'node:crypto'
import process from 'node:process'
import { command } from './processes.ts'

export const HOME_IPV4 = '11.22.33.10'
export const HOME_IPV6 = '2a0e:1111::10'
const NET_IPV4 = '11.22.33.1'
const NET_IPV6 = '2a0e:1111::1'
/** Where the practice servers listen: private, because plain http is allowed to nothing else. */
export const SERVICE_IPV4 = '10.99.0.1'
export const SERVICE_IPV6 = 'fd99::1'
const WIRE = 'wan0'

export const canMakeNamespaces = () => process.platform === 'linux' && process.getuid?.() === 0
export const NAMESPACES_NEEDED = 'network namespaces need Linux and root; run: sudo npm test'

export interface HomeNetwork {
  readonly home: string
  readonly net: string
  /** The interface in `home` whose address changes. */
  readonly wire: string
  /** `[file, args]` that runs a command in the namespace. */
  inside(namespace: 'home' | 'net', file: string, args: readonly string[]): [string, string[]]
  /** Gives the home another IPv4 address, as a provider's new lease would: the new one comes, the old one goes. */
  changeIpv4(to: string): Promise<void>
  changeIpv6(to: string): Promise<void>
  /** Pulls the wire out, or puts it back with the addresses it had. */
  setLink(state: 'up' | 'down'): Promise<void>
  remove(): Promise<void>
}

const ip = (...args: string[]) => command('ip', ...args)

async function build(home: string, net: string) {
  for (const name of [home, net]) {
    await ip('netns', 'add', name)
    await ip('-n', name, 'link', 'set', 'lo', 'up')
    // No duplicate address detection: an address is ready when it is there, which keeps the lab's timing its own.
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
  await routes(home)
}

/** The way out: it leaves with the address or the link it was bound to. */
async function routes(home: string) {
  await ip('-n', home, 'route', 'replace', 'default', 'via', NET_IPV4, 'dev', WIRE, 'onlink')
  await ip('-n', home, '-6', 'route', 'replace', 'default', 'via', NET_IPV6, 'dev', WIRE, 'onlink')
}

export async function createHomeNetwork(): Promise<HomeNetwork> {
  const id = randomBytes(3).toString('hex')
  const home = `hw${id}-home`
  const net = `hw${id}-net`
  const now = { ipv4: `${HOME_IPV4}/24`, ipv6: `${HOME_IPV6}/32` }
  const remove = async () => {
    for (const name of [home, net]) await ip('netns', 'del', name).catch(() => {})
  }
  try {
    await build(home, net)
  } catch (error) {
    await remove()
    throw error
  }
  return {
    home,
    net,
    wire: WIRE,
    inside: (namespace, file, args) => ['ip', ['netns', 'exec', namespace === 'home' ? home : net, file, ...args]],
    changeIpv4: async (to) => {
      const old = now.ipv4
      now.ipv4 = `${to}/24`
      await ip('-n', home, 'addr', 'add', now.ipv4, 'dev', WIRE)
      await ip('-n', home, 'addr', 'del', old, 'dev', WIRE)
      await routes(home)
    },
    changeIpv6: async (to) => {
      const old = now.ipv6
      now.ipv6 = `${to}/32`
      await ip('-n', home, 'addr', 'add', now.ipv6, 'dev', WIRE, 'nodad')
      await ip('-n', home, 'addr', 'del', old, 'dev', WIRE)
    },
    setLink: async (state) => {
      await ip('-n', home, 'link', 'set', WIRE, state)
      if (state === 'down') return
      // The kernel forgets IPv6 addresses with the link.
      await ip('-n', home, 'addr', 'replace', now.ipv6, 'dev', WIRE, 'nodad')
      await routes(home)
    },
    remove,
  }
}
