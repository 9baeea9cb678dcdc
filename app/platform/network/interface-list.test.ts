import type { NetworkInterfaceInfo } from 'node:os'
import { describe, expect, it, vi } from 'vitest'
import { listInterfaces } from './interface-list.ts'

const entry = (address: string, mac: string): NetworkInterfaceInfo => ({
  address,
  netmask: '255.255.255.0',
  family: 'IPv4',
  mac,
  internal: false,
  cidr: `${address}/24`,
})
const NO_MAC = '00:00:00:00:00:00'
const MAC = '02:00:00:00:00:01'
const INTERFACES = {
  eth0: [entry('192.168.1.7', MAC)],
  'Ethernet 2': [entry('192.168.2.7', MAC)],
  'Some adapter': [entry('192.168.3.7', MAC)],
  work: [entry('10.8.0.2', NO_MAC)],
  eth7: [entry('10.8.1.2', NO_MAC)],
  wlan7: [entry('10.8.2.2', NO_MAC)],
  'Mullvad VPN': [entry('10.9.0.2', NO_MAC)],
  ppp0: [entry('11.22.33.44', NO_MAC)],
}
vi.mock('node:os', async (original) => ({
  ...(await original<typeof import('node:os')>()),
  networkInterfaces: () => INTERFACES,
}))

describe('the adapters by Node alone', () => {
  it('are judged by name, and by having no hardware address', async () => {
    const kinds = (await listInterfaces()).map(({ name, kind }) => [name, kind])
    expect(Object.fromEntries(kinds)).toEqual({
      eth0: 'wired',
      'Ethernet 2': 'wired',
      'Some adapter': 'other',
      work: 'tunnel',
      eth7: 'tunnel',
      wlan7: 'tunnel',
      'Mullvad VPN': 'tunnel',
      ppp0: 'ppp',
    })
  })

  it('tell nothing of what they stand on', async () => {
    for (const adapter of await listInterfaces()) {
      expect(adapter).toMatchObject({ isHardware: null, isTunnel: null, lowerIds: null })
    }
  })
})
