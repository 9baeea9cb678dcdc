// A home behind a router, in three network namespaces: `lan`, where the app runs, `rtr`, the router with the real miniupnpd, and
// `wan`, its internet. The router's outer address changes, and nothing in `lan` sees it. Needs root and Linux.
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { command, createProcessGroup, endProcess, until } from '../process/process-group.ts'
import { canMakeNamespaces, NAMESPACES_NEEDED, SERVICE_IPV4, SERVICE_IPV6 } from './namespaces.ts'

export const LAN_ADDRESS = '192.168.77.2'
export const ROUTER_ADDRESS = '192.168.77.1'
export const WAN_ADDRESS = '11.22.33.10'
/** The provider's end of the line. Services in the internet listen behind it. */
const PROVIDER_ADDRESS = '11.22.33.1'

/** What is missing for the router's lab; null when all is there. */
export function missingForRouter(): string | null {
  if (!canMakeNamespaces()) return NAMESPACES_NEEDED
  const missing = ['miniupnpd', 'nft'].filter((name) => !existsSync(`/usr/sbin/${name}`))
  return missing.length === 0 ? null : `needs ${missing.join(' and ')}; run: sudo npm run setup`
}

type Place = 'lan' | 'rtr' | 'wan'

/** How the outer address is replaced. Routers do all of these. */
export type WanChange = 'replaced' | 'removed-first' | 'added-first'

export interface RouterNetwork {
  inside(place: Place, file: string, args: readonly string[]): [string, string[]]
  names: Readonly<Record<Place, string>>
  /** Gives the router another outer address. Resolves with the time at which the command began, epoch ms. */
  changeWan(to: string, how?: WanChange, gapMs?: number): Promise<number>
  /** Unplugs the router's outer line. Its address stays configured. */
  unplugWan(): Promise<void>
  /** Plugs it in again, with another address. Resolves with the time at which the command began, epoch ms. */
  plugInWan(to: string): Promise<number>
  /** Takes the router's outer address away. */
  removeWan(): Promise<void>
  /** Starts miniupnpd. @param options lines that differ from the default configuration */
  startRouter(options?: Readonly<Record<string, string>>): Promise<void>
  /** @param kill without the chance to say goodbye */
  stopRouter(kill?: boolean): Promise<void>
  remove(): Promise<void>
}

const TABLE = `table inet miniupnpd {
  chain forward { type filter hook forward priority 0; policy accept; jump miniupnpd; }
  chain miniupnpd { }
  chain prerouting { type nat hook prerouting priority -100; policy accept; jump prerouting_miniupnpd; }
  chain postrouting { type nat hook postrouting priority 101; policy accept; jump postrouting_miniupnpd; }
  chain prerouting_miniupnpd { }
  chain postrouting_miniupnpd { }
}
table ip labnat { chain post { type nat hook postrouting priority 100; oifname "wan0" masquerade; }; }
`

const CONFIGURATION = {
  ext_ifname: 'wan0',
  listening_ip: 'lan1',
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
}

const ip = (...args: string[]) => command('ip', ...args)

async function build({ lan, rtr, wan }: RouterNetwork['names'], folder: string): Promise<void> {
  for (const name of [lan, rtr, wan]) {
    await ip('netns', 'add', name)
    await ip('-n', name, 'link', 'set', 'lo', 'up')
  }
  await ip('-n', lan, 'link', 'add', 'lan0', 'type', 'veth', 'peer', 'name', 'lan1', 'netns', rtr)
  await ip('-n', wan, 'link', 'add', 'up0', 'type', 'veth', 'peer', 'name', 'wan0', 'netns', rtr)
  const addresses = [
    [lan, 'lan0', `${LAN_ADDRESS}/24`],
    [rtr, 'lan1', `${ROUTER_ADDRESS}/24`],
    [rtr, 'wan0', `${WAN_ADDRESS}/24`],
    [wan, 'up0', `${PROVIDER_ADDRESS}/24`],
    [wan, 'lo', `${SERVICE_IPV4}/32`],
    [wan, 'lo', `${SERVICE_IPV6}/128`],
  ] as const
  for (const [name, device, address] of addresses) await ip('-n', name, 'addr', 'add', address, 'dev', device)
  for (const [name, device] of addresses) await ip('-n', name, 'link', 'set', device, 'up')
  await ip('-n', lan, 'route', 'add', 'default', 'via', ROUTER_ADDRESS)
  // Otherwise the newer of two addresses would go with the older one.
  const keys = ['net.ipv4.ip_forward=1', 'net.ipv4.conf.wan0.promote_secondaries=1']
  await command('ip', 'netns', 'exec', rtr, 'sysctl', '-qw', ...keys)
  // Every address of the outer networks is answered by the provider's end.
  await ip('-n', wan, 'addr', 'add', '100.64.0.1/24', 'dev', 'up0')
  await ip('-n', rtr, 'route', 'replace', 'default', 'via', PROVIDER_ADDRESS, 'dev', 'wan0', 'onlink')
  const rules = path.join(folder, 'rules.nft')
  await writeFile(rules, TABLE)
  await command('ip', 'netns', 'exec', rtr, 'nft', '-f', rules)
}

/** Two `ip netns add` at once can hide each other's namespaces: one network is built after the other. */
let lastBuild: Promise<void> = Promise.resolve()

export async function createRouterNetwork(): Promise<RouterNetwork> {
  const id = randomBytes(3).toString('hex')
  const names = { lan: `hr${id}-lan`, rtr: `hr${id}-rtr`, wan: `hr${id}-wan` }
  const folder = await mkdtemp(path.join(tmpdir(), 'homeward-router-'))
  const processes = createProcessGroup()
  let daemon: ChildProcess | null = null
  let current: string | null = WAN_ADDRESS

  const batch = (lines: readonly string[]) =>
    command('ip', 'netns', 'exec', names.rtr, 'sh', '-c', 'printf "%s\\n" "$@" | ip -batch -', 'sh', ...lines)
  const add = (address: string) => `addr add ${address}/24 dev wan0`
  const del = (address: string) => `addr del ${address}/24 dev wan0`
  const route = `route replace default via ${PROVIDER_ADDRESS} dev wan0 onlink`

  const network: RouterNetwork = {
    names,
    inside: (place, file, args) => ['ip', ['netns', 'exec', names[place], file, ...args]],
    changeWan: async (to, how = 'removed-first', gapMs = 0) => {
      const old = current === null ? [] : [del(current)]
      current = to
      const at = Date.now()
      const [first, second] = how === 'added-first' ? [[add(to)], old] : [old, [add(to), route]]
      if (how === 'replaced' || gapMs === 0) await batch([...first, ...second, route])
      else {
        if (first.length > 0) await batch(first)
        await new Promise((resolve) => setTimeout(resolve, gapMs))
        await batch([...second, route])
      }
      return at
    },
    unplugWan: async () => {
      await batch(['link set wan0 down'])
    },
    plugInWan: async (to) => {
      const old = current === null ? [] : [del(current)]
      current = to
      const at = Date.now()
      // The routes of a link that was down are gone.
      await batch([...old, 'link set wan0 up', add(to), route])
      return at
    },
    removeWan: async () => {
      if (current !== null) await batch([del(current)])
      current = null
    },
    startRouter: async (options = {}) => {
      const lines = Object.entries({ ...CONFIGURATION, ...options }).map(([key, value]) => `${key}=${value}`)
      const rules = ['allow 1024-65535 192.168.77.0/24 1024-65535', 'deny 0-65535 0.0.0.0/0 0-65535']
      const file = path.join(folder, 'miniupnpd.conf')
      await writeFile(file, [...lines, ...rules, ''].join('\n'))
      const started = processes.start(
        ...network.inside('rtr', 'miniupnpd', [
          '-d',
          '-f',
          file,
          '-P',
          path.join(folder, `${randomBytes(3).toString('hex')}.pid`),
        ]),
        { stdio: 'ignore' },
      )
      daemon = started
      // It answers NAT-PMP or UPnP once it listens.
      await until('miniupnpd', async () => {
        const [file_, args] = network.inside('rtr', 'ss', ['-lun'])
        const listening = await command(file_, ...args)
        if (started.exitCode !== null) throw new Error('miniupnpd ended at once')
        return /:(5351|1900)\s/.test(listening)
      })
    },
    stopRouter: async (kill = false) => {
      const ending = daemon
      daemon = null
      if (ending === null) return
      if (kill) ending.kill('SIGKILL')
      await endProcess(ending)
    },
    remove: async () => {
      await processes.endAll()
      for (const name of Object.values(names)) await ip('netns', 'del', name).catch(() => {})
      await rm(folder, { recursive: true, force: true })
    },
  }
  try {
    const built = lastBuild.then(() => build(names, folder))
    lastBuild = built.catch(() => {})
    await built
  } catch (error) {
    await network.remove()
    throw error
  }
  return network
}
