// Compares every field that Linux fills with what iproute2 reads from the same kernel.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import type { Adapter, AdapterAddress, Neighbour } from '../index.d.cts'
import type { Namespace } from './namespace.ts'

const execute = promisify(execFile)

interface IpAddressRow {
  family: 'inet' | 'inet6'
  local: string
  prefixlen: number
  valid_life_time: number
  preferred_life_time: number
  tentative?: boolean
  deprecated?: boolean
  dadfailed?: boolean
}

interface IpLinkRow {
  ifindex: number
  ifname: string
  mtu: number
  operstate: string
  address: string
  addr_info: IpAddressRow[]
}

const UNLIMITED = 0xffffffff
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

export function describeLinuxTables(namespace: () => Namespace): void {
  const list = async (): Promise<Adapter[]> => {
    const end = await namespace().run('list').ended
    return end.rows[0] as unknown as Adapter[]
  }
  const adapter = async (name: string): Promise<Adapter> => {
    const found = (await list()).find((one) => one.name === name)
    if (!found) throw new Error(`no ${name}`)
    return found
  }
  const address = async (text: string): Promise<AdapterAddress | undefined> =>
    (await adapter(namespace().device)).addresses.find((one) => one.address === text)

  test('links and addresses are those that iproute2 shows', async () => {
    const { ip, device } = namespace()
    await ip('addr', 'add', '11.22.33.5/24', 'dev', device)
    await ip('addr', 'add', '2a0e:1111::5/64', 'dev', device, 'nodad')
    await pause(2_500) // the link-local address gets through its own detection
    const shown = JSON.parse(await ip('-j', 'addr', 'show')) as IpLinkRow[]
    const listed = await list()
    expect(listed.map((one) => [one.index, one.name, one.id, one.mtu])).toEqual(
      shown.map((one) => [one.ifindex, one.ifname, one.ifname, one.mtu]),
    )
    for (const [i, row] of shown.entries()) {
      expect(listed[i]?.physicalAddress).toBe(row.ifname === 'lo' ? null : row.address)
      expect(listed[i]?.addresses.map((one) => [one.family, one.address, one.prefixLength])).toEqual(
        row.addr_info.map((one) => [one.family === 'inet' ? 'ipv4' : 'ipv6', one.local, one.prefixlen]),
      )
    }
    expect(listed.map((one) => one.kind)).toEqual(['loopback', 'wired', 'wired'])
    expect(listed.every((one) => one.state === 'up' && one.luid === null && one.networkProfileId === null)).toBe(true)
  })

  test('lifetimes are the seconds that iproute2 shows, null when unlimited', async () => {
    const { ip, device } = namespace()
    await ip('addr', 'add', '2a0e:1111::6/64', 'dev', device, 'nodad', 'valid_lft', '3600', 'preferred_lft', '1800')
    const shown = (JSON.parse(await ip('-j', 'addr', 'show', 'dev', device)) as IpLinkRow[])[0]
    const found = await adapter(device)
    for (const row of shown?.addr_info ?? []) {
      const own = found.addresses.find((one) => one.address === row.local)
      for (const [seconds, ours] of [
        [row.valid_life_time, own?.validLifetimeS],
        [row.preferred_life_time, own?.preferredLifetimeS],
      ] as const) {
        if (seconds === UNLIMITED) expect(ours).toBeNull()
        else expect(Math.abs(seconds - Number(ours))).toBeLessThanOrEqual(3)
      }
    }
    expect(await address('2a0e:1111::6')).toMatchObject({ dadState: 'preferred', temporary: false })
  })

  test('an origin is told only where the kernel shows it', async () => {
    const { ip, device } = namespace()
    const ends = ['nodad', 'valid_lft', '3600', 'preferred_lft', '1800']
    const add = (to: string, ...flags: string[]) => ip('addr', 'add', to, 'dev', device, ...ends, ...flags)
    await add('2a0e:1111:2::1/64', 'mngtmpaddr')
    await add('2a0e:1111:2::2/128')
    // By a program such as NetworkManager: for an advertised prefix or for a lease, nobody can say.
    await add('2a0e:1111:2::3/64', 'noprefixroute')
    await ip('addr', 'add', '2a0e:1111:2::4/64', 'dev', device, 'nodad')
    const origins = async (text: string) => {
      const found = await address(text)
      return [found?.prefixOrigin, found?.suffixOrigin]
    }
    expect(await origins('2a0e:1111:2::1')).toEqual(['router-advertisement', 'link-layer-address'])
    expect(await origins('2a0e:1111:2::2')).toEqual(['dhcp', 'dhcp'])
    expect(await origins('2a0e:1111:2::3')).toEqual(['other', 'other'])
    expect(await origins('2a0e:1111:2::4')).toEqual(['manual', 'manual'])
  })

  test('neighbours are those that iproute2 shows, with their state', async () => {
    const { ip, device } = namespace()
    const write = (to: string, mac: string, nud: string) =>
      ip('neigh', 'replace', to, 'lladdr', mac, 'dev', device, 'nud', nud)
    await write('2a0e:1111::a1', '02:00:00:00:00:a1', 'reachable')
    await write('2a0e:1111::a2', '02:00:00:00:00:a2', 'stale')
    await write('2a0e:1111::a3', '02:00:00:00:00:a3', 'permanent')
    await write('fe80::a4', '02:00:00:00:00:a4', 'permanent')
    await write('11.22.33.77', '02:00:00:00:00:a5', 'permanent')
    await ip('neigh', 'replace', '2a0e:1111::a6', 'dev', device, 'nud', 'failed')
    const shown = JSON.parse(await ip('-j', 'neigh', 'show')) as {
      dst: string
      dev: string
      lladdr?: string
      state: string[]
    }[]
    const rows = (await namespace().run('neighbours').ended).rows[0] as unknown as Neighbour[]
    const text = (parts: readonly (string | null | undefined)[]) => parts.map((part) => part ?? null).join(' ')
    const listed = rows.map((one) => text([one.adapterId, one.address, one.physicalAddress, one.state]))
    expect([...listed].sort()).toEqual(
      shown.map(({ dev, dst, lladdr, state }) => text([dev, dst, lladdr, state[0]?.toLowerCase()])).sort(),
    )
    expect(rows.find(({ address: own }) => own === '2a0e:1111::a3')).toEqual({
      adapterId: device,
      family: 'ipv6',
      address: '2a0e:1111::a3',
      physicalAddress: '02:00:00:00:00:a3',
      state: 'permanent',
    })
    expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(['reachable', 'stale', 'permanent', 'failed']))
    await ip('neigh', 'flush', 'dev', device, 'nud', 'all')
  })

  test('a deprecated, a duplicate and a tentative address are told apart', async () => {
    const { ip, device, name } = namespace()
    await ip('addr', 'add', '2a0e:1111::d/64', 'dev', device, 'nodad', 'preferred_lft', '0')
    expect((await address('2a0e:1111::d'))?.dadState).toBe('deprecated')
    // The peer has the same address, so duplicate address detection gets an answer.
    await ip('addr', 'add', '2a0e:1111::cc/64', 'dev', `${device}p`, 'nodad')
    await ip('addr', 'add', '2a0e:1111::cc/64', 'dev', device)
    await pause(2_500)
    expect((await address('2a0e:1111::cc'))?.dadState).toBe('duplicate')
    // So many probes that even a busy machine can read the state before they end.
    const probes = (count: number) =>
      execute('ip', ['netns', 'exec', name, 'sysctl', '-qw', `net.ipv6.conf.${device}.dad_transmits=${count}`])
    await probes(60)
    await ip('addr', 'add', '2a0e:1111::ab/64', 'dev', device)
    expect((await address('2a0e:1111::ab'))?.dadState).toBe('tentative')
    await ip('addr', 'del', '2a0e:1111::ab/64', 'dev', device)
    await probes(1)
    await ip('addr', 'add', '2a0e:1111::ab/64', 'dev', device)
    await pause(2_500)
    expect((await address('2a0e:1111::ab'))?.dadState).toBe('preferred')
    await ip('addr', 'del', '2a0e:1111::cc/64', 'dev', `${device}p`)
  })

  test('a privacy address is temporary, with a random host part', async () => {
    const { ip, device, name } = namespace()
    await execute('ip', ['netns', 'exec', name, 'sysctl', '-qw', `net.ipv6.conf.${device}.use_tempaddr=2`])
    await ip(
      ...['addr', 'add', '2a0e:1111:1::1/64', 'dev', device, 'nodad'],
      ...['mngtmpaddr', 'valid_lft', '90000', 'preferred_lft', '80000'],
    )
    await pause(2_500)
    const own = (await adapter(device)).addresses.filter((one) => one.address.startsWith('2a0e:1111:1:'))
    expect(own.find((one) => one.address === '2a0e:1111:1::1')).toMatchObject({ temporary: false })
    expect(own.filter((one) => one.temporary)).toMatchObject([{ suffixOrigin: 'random', dadState: 'preferred' }])
  })

  test('default routes carry metric, gateway and the gateway hardware address, lowest metric first', async () => {
    const { ip, device } = namespace()
    await ip('route', 'add', 'default', 'via', '11.22.33.1', 'dev', device, 'metric', '700')
    await ip('route', 'add', 'default', 'via', '11.22.33.2', 'dev', device, 'metric', '100')
    await ip('route', 'add', 'default', 'via', '2a0e:1111::1', 'dev', device)
    await ip('neigh', 'add', '11.22.33.2', 'lladdr', '02:00:00:00:00:02', 'dev', device)
    const found = await adapter(device)
    expect(found.defaultRoutes).toEqual([
      { family: 'ipv4', gateway: '11.22.33.2', gatewayPhysicalAddress: '02:00:00:00:00:02', metric: 100 },
      { family: 'ipv4', gateway: '11.22.33.1', gatewayPhysicalAddress: null, metric: 700 },
      { family: 'ipv6', gateway: '2a0e:1111::1', gatewayPhysicalAddress: null, metric: 1024 },
    ])
    expect([found.ipv4Metric, found.ipv6Metric]).toEqual([100, 1024])
    expect((await adapter(`${device}p`)).ipv4Metric).toBeNull()
  })

  test('a multipath default route is one route per hop', async () => {
    const { ip, device } = namespace()
    await ip('route', 'flush', 'default')
    await ip(
      ...['route', 'add', 'default'],
      ...['nexthop', 'via', '11.22.33.1', 'dev', device, 'nexthop', 'via', '11.22.33.3', 'dev', device],
    )
    const routes = (await adapter(device)).defaultRoutes.filter((route) => route.family === 'ipv4')
    expect(routes.map((route) => route.gateway)).toEqual(['11.22.33.1', '11.22.33.3'])
    await ip('route', 'replace', 'default', 'via', '11.22.33.2', 'dev', device)
  })

  test('the best route is the kernel’s own answer', async () => {
    const { device } = namespace()
    const route = async (to: string) => (await namespace().run('route', to).ended).rows[0]
    const through = { adapterId: device, sourceAddress: '11.22.33.5' }
    expect(await route('11.22.44.9')).toMatchObject({ ...through, nextHop: '11.22.33.2' })
    expect(await route('11.22.33.77')).toMatchObject({ ...through, nextHop: null })
    expect(await route('127.0.0.1')).toMatchObject({ adapterId: 'lo', nextHop: null })
    await namespace().ip('route', 'add', 'unreachable', '11.99.0.0/16')
    await namespace().ip('route', 'add', 'blackhole', '11.98.0.0/16')
    expect(await route('11.99.0.1')).toBeNull()
    expect(await route('11.98.0.1')).toBeNull()
    await namespace().ip('-6', 'route', 'flush', 'default')
    expect(await route('2000::1')).toBeNull()
  })

  test('the best route of a packet from one address is the kernel’s own answer, also where another adapter holds the address', async () => {
    const { ip, device } = namespace()
    const route = async (to: string, from: string) => (await namespace().run('route', `${to} ${from}`).ended).rows[0]
    await ip('link', 'add', 'uplink1', 'type', 'veth', 'peer', 'name', 'uplink1p')
    await ip('link', 'set', 'uplink1p', 'up')
    await ip('link', 'set', 'uplink1', 'up')
    await ip('addr', 'add', '11.22.55.5/24', 'dev', 'uplink1')
    await ip('addr', 'add', '2a0e:1111:5::5/64', 'dev', 'uplink1', 'nodad')
    await ip('addr', 'add', '2a0e:1111::77/64', 'dev', device, 'nodad')
    await ip('route', 'add', 'default', 'via', '2a0e:1111::1', 'dev', device)
    const own = { adapterId: device, sourceAddress: '11.22.33.5', nextHop: '11.22.33.2' }
    expect(await route('11.22.44.9', '11.22.33.5')).toMatchObject(own)
    // Linux sends from any of its addresses through the one best route.
    expect(await route('11.22.44.9', '11.22.55.5')).toMatchObject({ ...own, sourceAddress: '11.22.55.5' })
    const sixth = { sourceAddress: '2a0e:1111:5::5' }
    expect(await route('2000::1', '2a0e:1111:5::5')).toMatchObject({ ...sixth, adapterId: device })
    // Until a rule says otherwise.
    await ip('route', 'add', 'default', 'via', '11.22.55.1', 'dev', 'uplink1', 'table', '77')
    await ip('rule', 'add', 'from', '11.22.55.5', 'lookup', '77')
    await ip('-6', 'route', 'add', 'default', 'via', '2a0e:1111:5::1', 'dev', 'uplink1', 'table', '77')
    await ip('-6', 'rule', 'add', 'from', '2a0e:1111:5::5', 'lookup', '77')
    const through = { adapterId: 'uplink1', sourceAddress: '11.22.55.5', nextHop: '11.22.55.1' }
    expect(await route('11.22.44.9', '11.22.55.5')).toMatchObject(through)
    expect(await route('2000::1', '2a0e:1111:5::5')).toMatchObject({ ...sixth, adapterId: 'uplink1' })
    expect(await route('11.22.44.9', '11.22.33.5')).toMatchObject(own)
    // No packet leaves from an address of somebody else, or of the other family.
    expect(await route('11.22.44.9', '11.22.55.99')).toBeNull()
    expect(await route('11.22.44.9', '2a0e:1111:5::5')).toBeNull()
    await ip('rule', 'del', 'from', '11.22.55.5', 'lookup', '77')
    await ip('-6', 'rule', 'del', 'from', '2a0e:1111:5::5', 'lookup', '77')
    await ip('-6', 'route', 'del', 'default')
    await ip('addr', 'del', '2a0e:1111::77/64', 'dev', device)
    await ip('link', 'del', 'uplink1')
  })

  test('the state follows the carrier and the administrator', async () => {
    const { ip, device } = namespace()
    await ip('link', 'set', `${device}p`, 'down')
    await pause(200)
    expect((await adapter(device)).state).toBe('lower-layer-down')
    expect((await adapter(`${device}p`)).state).toBe('down')
    await ip('link', 'set', `${device}p`, 'up')
    await pause(200)
    expect((await adapter(device)).state).toBe('up')
  })

  test('a bridge is what its ports are, and tunnels are tunnels', async () => {
    const { ip, device } = namespace()
    await ip('link', 'add', 'br0', 'type', 'bridge')
    await ip('link', 'add', 'vport', 'type', 'veth', 'peer', 'name', 'inner')
    await ip('link', 'set', 'vport', 'master', 'br0')
    await ip('tuntap', 'add', 'tun7', 'mode', 'tun')
    await ip('tuntap', 'add', 'tap7', 'mode', 'tap')
    await ip('link', 'add', 'lan7', 'link', device, 'type', 'macvlan')
    await ip('link', 'set', 'dev', 'tun7', 'alias', 'work VPN')
    const kinds = Object.fromEntries((await list()).map((one) => [one.name, one.kind]))
    expect(kinds).toMatchObject({ br0: 'virtual', vport: 'virtual', inner: 'wired', tun7: 'tunnel', tap7: 'tunnel' })
    expect(kinds.lan7).toBe('wired')
    await ip('link', 'set', 'lan7', 'master', 'br0')
    expect((await adapter('br0')).kind).toBe('wired')
    expect((await adapter('tun7')).description).toBe('work VPN')
    for (const name of ['lan7', 'br0', 'vport', 'tun7', 'tap7']) await ip('link', 'del', name)
  })

  test('each kind of change is named', async () => {
    const { ip, device } = namespace()
    const probe = namespace().run('watch', 2_500)
    await probe.until((row) => row.ready === true)
    await ip('route', 'add', '11.22.55.0/24', 'dev', device)
    await probe.until((row) => row.route === true && row.link === false && row.address === false)
    await ip('link', 'set', device, 'mtu', '1400')
    await probe.until((row) => row.link === true)
    expect((await probe.ended).code).toBe(7)
  })

  test('notifications that the kernel dropped are told as lost', async () => {
    const probe = namespace().run('lateWatch', 4_000)
    const pid = Number((await probe.until((row) => row.ready === true)).pid)
    await probe.until((row) => row.subscribed === true)
    process.kill(pid, 'SIGSTOP')
    const endStorm = await namespace().storm()
    await pause(1_500)
    await endStorm()
    process.kill(pid, 'SIGCONT')
    await probe.until((row) => row.lost === true)
    expect((await probe.ended).code).toBe(7)
  })

  test('a registration that fails is tried again, and its success counts as a change', async () => {
    const probe = namespace().run('lateWatch', 5_000)
    const ready = await probe.until((row) => row.ready === true)
    // No further descriptor is available: opening the netlink socket fails until the limit is raised.
    const limit = (soft: number) => execute('prlimit', ['--pid', String(ready.pid), `--nofile=${soft}:`])
    await limit(3)
    expect((await probe.until((row) => row.subscribed === true)).notifications).toBe(false)
    await limit(1024)
    expect(await probe.until((row) => row.at !== undefined)).toMatchObject({ lost: true })
    const end = await probe.ended
    expect(end.rows.at(-1)).toEqual({ notifications: true })
    expect(end.code).toBe(7)
  })
}
