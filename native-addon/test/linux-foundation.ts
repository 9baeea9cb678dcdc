// What adapters stand on, compared with what the test itself has put together, and the guard's verdict on it.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { expect, type TestContext, test } from 'vitest'
import { vpnReason } from '../../app/detection/vpn-guard.ts'
import { hasHardware } from '../../app/model/adapter-stack.ts'
import type { Adapter } from '../index.d.cts'
import type { Namespace } from './namespace.ts'
import { followProbe, PROBE_PATH } from './probe.ts'

export function describeLinuxFoundation(namespace: () => Namespace, binary: string): void {
  const list = async (): Promise<Adapter[]> => (await namespace().run('list').ended).rows[0] as unknown as Adapter[]
  /** Like the list of a process that was put into the namespace from outside, with the machine's own sysfs. */
  const listBy = async (...line: [string, ...string[]]): Promise<Adapter[]> => {
    const [program, ...args] = line
    const probe = [process.execPath, '--expose-gc', PROBE_PATH, binary, 'list']
    const child = spawn(program, [...args, ...probe], { stdio: ['ignore', 'pipe', 'pipe'] })
    return (await followProbe(child, 20_000).ended).rows[0] as unknown as Adapter[]
  }
  const named = (adapters: readonly Adapter[], name: string): Adapter => {
    const found = adapters.find((one) => one.name === name)
    if (!found) throw new Error(`no ${name}`)
    return found
  }
  /** Adds links for one test. A kernel that lacks one of them skips it. */
  const withLinks = async (
    context: TestContext,
    links: readonly string[],
    work: () => Promise<void>,
  ): Promise<void> => {
    const added: string[] = []
    try {
      for (const line of links) {
        const words = line.split(' ')
        await namespace()
          .ip(...(words[0] === 'tuntap' ? words : ['link', ...words]))
          .catch((error: unknown) => {
            if (String(error).includes('Unknown device type')) context.skip(`this kernel cannot: ip link ${line}`)
            throw error
          })
        if (words[0] !== 'set') added.push(words[words.indexOf('name') + 1] ?? '')
      }
      await work()
    } finally {
      for (const name of added.reverse()) await namespace().ip('link', 'del', name)
    }
  }

  test('every device of the machine is hardware, and nothing else', async () => {
    const adapters = await listBy('env')
    expect(adapters.length).toBeGreaterThan(0)
    for (const { name, isHardware } of adapters) {
      expect([name, isHardware]).toEqual([name, existsSync(`/sys/class/net/${name}/device`)])
    }
  })

  test('a virtual cable is no hardware and no tunnel, and stands on nothing', async () => {
    expect(named(await list(), namespace().device)).toMatchObject({ isHardware: false, isTunnel: false, lowerIds: [] })
  })

  test('TUN and TAP devices are tunnels by fact', async (context) => {
    await withLinks(context, ['tuntap add name tun7 mode tun', 'tuntap add name tap7 mode tap'], async () => {
      const adapters = await list()
      for (const name of ['tun7', 'tap7']) {
        expect(named(adapters, name)).toMatchObject({ isHardware: false, isTunnel: true, lowerIds: [] })
      }
    })
  })

  test.for([
    [
      'bridge',
      ['add name br0 type bridge', 'add name port0 type veth peer name port1', 'set port0 master br0'],
      'port0',
    ],
    ['macvlan', ['add link uplink0 name mac0 type macvlan'], 'uplink0'],
    ['vlan', ['add link uplink0 name vlan7 type vlan id 7'], 'uplink0'],
    [
      'bond',
      ['add name bond0 type bond', 'add name port0 type veth peer name port1', 'set port0 master bond0'],
      'port0',
    ],
  ] as const)('a %s stands on what is below it', async ([_kind, links, below], context) => {
    await withLinks(context, links, async () => {
      const top = /name (\S+)/.exec(links[0])?.[1] ?? ''
      expect(named(await list(), top)).toMatchObject({ isHardware: false, isTunnel: false, lowerIds: [below] })
    })
  })

  test('a tunnel that is bound to an adapter stands on it and is a tunnel', async (context) => {
    await withLinks(context, ['add name vx0 type vxlan id 7 dstport 4789 dev uplink0'], async () => {
      expect(named(await list(), 'vx0')).toMatchObject({ isTunnel: true, lowerIds: ['uplink0'] })
    })
  })

  test('a stack is followed down, level by level', async (context) => {
    const links = [
      'add link uplink0 name mac0 type macvlan',
      'add name br0 type bridge',
      'set mac0 master br0',
      'add link br0 name mac1 type macvlan',
    ]
    await withLinks(context, links, async () => {
      const adapters = await list()
      const names = (name: string) => named(adapters, name).lowerIds
      expect([names('mac1'), names('br0'), names('mac0')]).toEqual([['br0'], ['mac0'], ['uplink0']])
      expect(hasHardware(named(adapters, 'mac1'), adapters)).toBe(false)
      const onCard = adapters.map((one) => (one.name === 'uplink0' ? { ...one, isHardware: true } : one))
      expect(hasHardware(named(onCard, 'mac1'), onCard)).toBe(true)
    })
  })

  test('nothing is told of a namespace whose links sysfs does not show', async () => {
    const adapters = await listBy('nsenter', `--net=/run/netns/${namespace().name}`)
    expect(named(adapters, namespace().device)).toMatchObject({ isHardware: null, lowerIds: null })
  })

  test('a TUN device that takes the traffic is a VPN, and a bridge or a virtual cable as the only way out is not', async (context) => {
    const { ip, device } = namespace()
    const links = [
      'tuntap add name tun7 mode tun',
      'set tun7 up',
      'add link uplink0 name mac0 type macvlan',
      'add name br0 type bridge',
    ]
    await withLinks(context, [...links, 'set mac0 master br0', 'set br0 up', 'set mac0 up'], async () => {
      await ip('addr', 'add', '11.22.55.2/24', 'dev', device)
      await ip('route', 'replace', 'default', 'via', '11.22.55.1', 'dev', device)
      const carrierOf = async (adapters: readonly Adapter[]) => {
        const [route] = (await namespace().run('route', '1.1.1.1').ended).rows
        return adapters.find(({ id }) => id === route?.adapterId) ?? null
      }
      const verdict = async () => {
        const adapters = await list()
        const carrier = await carrierOf(adapters)
        return [carrier?.name, vpnReason('ipv4', named(adapters, device), carrier, adapters)?.code ?? null]
      }
      expect(await verdict()).toEqual([device, null])
      await ip('addr', 'add', '10.8.0.2/24', 'dev', 'tun7')
      for (const half of ['0.0.0.0/1', '128.0.0.0/1']) await ip('route', 'add', half, 'dev', 'tun7')
      expect(await verdict()).toEqual(['tun7', 'vpn-carries'])
      for (const half of ['0.0.0.0/1', '128.0.0.0/1']) await ip('route', 'del', half, 'dev', 'tun7')
      await ip('addr', 'add', '11.22.66.2/24', 'dev', 'br0')
      await ip('route', 'replace', 'default', 'via', '11.22.66.1', 'dev', 'br0')
      const adapters = await list()
      const carrier = await carrierOf(adapters)
      expect(carrier?.name).toBe('br0')
      expect(vpnReason('ipv4', named(adapters, 'br0'), carrier, adapters)).toBeNull()
    })
    await ip('addr', 'del', '11.22.55.2/24', 'dev', device)
  })
}
