// The signs that are weighed. What each kind of adapter counts as is tested through the detector, in vpn-guard.test.ts.
import { describe, expect, it } from 'vitest'
import { adapter, adapterAddress, defaultRoute } from '../../testing/adapters.ts'
import type { Adapter } from '../adapter.ts'
import { judgeVpn, VPN_SCORE } from './vpn.ts'

const cable = adapter({ addresses: [adapterAddress('192.168.1.7')] })
const unknownFacts = { isHardware: null, isTunnel: null, lowerIds: null } as const
const judge = (egress: Adapter | null, overrides: Record<string, boolean> = {}, chosen = cable) =>
  judgeVpn({ family: 'ipv4', chosen, egress, adapters: egress === null ? [chosen] : [chosen, egress], overrides })
const codes = (verdict: ReturnType<typeof judge>) => verdict.signs?.map(({ code }) => code)

describe('the score', () => {
  it('is none for a cable', () => {
    expect(judge(null)).toEqual({ guard: 'vpn', effect: 'pass', why: null, score: 0, signs: [] })
  })

  it('lists what speaks for a tunnel, strongest first', () => {
    const wg = adapter({ name: 'wg0', kind: 'tunnel', addresses: [adapterAddress('100.64.1.2')], defaultRoutes: [] })
    const verdict = judge(wg)
    expect(verdict).toMatchObject({ effect: 'hold', why: { params: { adapter: 'wg0' } } })
    expect(codes(verdict)).toEqual([
      ...['vpn-sign-tunnel', 'vpn-sign-no-hardware', 'vpn-sign-name', 'vpn-sign-route', 'vpn-sign-prefix'],
    ])
  })

  it('tells a route that goes before the hardware’s', () => {
    const tap = adapter({ name: 'tap0', isHardware: false, defaultRoutes: [defaultRoute('ipv4', 1)] })
    expect(codes(judge(tap))).toContain('vpn-sign-metric')
  })

  it.each([
    ...[
      'WireGuard Tunnel',
      'Wintun Userspace Tunnel',
      'TAP-Windows Adapter V9',
      'Tailscale',
      'ZeroTier One Virtual Port',
    ],
    ...['NordLynx', 'Cisco AnyConnect Secure Mobility Client', 'Fortinet SSL VPN', 'FortiClient Virtual Adapter'],
    ...['PANGP Virtual Ethernet Adapter', 'Zscaler Network Adapter', 'Cloudflare WARP Interface', 'Mullvad Tunnel'],
  ])('knows %s by its words', (description) => {
    expect(codes(judge(adapter({ name: 'Ethernet 3', description, defaultRoutes: [] })))).toContain('vpn-sign-name')
  })

  it.each([
    ...['vEthernet (WSL)', 'Hyper-V Virtual Ethernet Adapter', 'VMware Virtual Ethernet Adapter for VMnet8'],
    ...['VirtualBox Host-Only Ethernet Adapter', 'Realtek PCIe GbE Family Controller', 'Intel(R) Wi-Fi 6 AX200'],
  ])('takes %s for no VPN by its words', (description) => {
    expect(codes(judge(adapter({ name: 'Ethernet 3', description, defaultRoutes: [] })))).not.toContain('vpn-sign-name')
  })
})

describe('signs alone', () => {
  const silent = { ...unknownFacts, kind: 'wired', defaultRoutes: [] } as const

  it('hold an adapter of which the system tells nothing, once name and route speak against it', () => {
    const nord = adapter({ ...silent, name: 'NordLynx' })
    const verdict = judge(nord)
    expect(verdict).toMatchObject({ effect: 'hold', why: { params: { adapter: 'NordLynx' } } })
    expect(verdict.score).toBeGreaterThanOrEqual(VPN_SCORE)
  })

  it('hold neither by the name nor by the route alone, nor hardware', () => {
    expect(judge(adapter({ ...silent, name: 'eth7' })).effect).toBe('pass')
    expect(
      judge(null, {}, adapter({ ...silent, name: 'NordLynx', defaultRoutes: [defaultRoute('ipv4')] })).effect,
    ).toBe('pass')
    expect(judge(adapter({ ...silent, name: 'NordLynx', isHardware: true })).effect).toBe('pass')
  })
})

describe('what the user says of an adapter', () => {
  const wg = adapter({ name: 'wg0', luid: '99', kind: 'tunnel', defaultRoutes: [] })

  it.each(['wg0', '99'])('as %s counts against all signs', (key) => {
    expect(judge(wg, { [key]: false })).toMatchObject({
      effect: 'pass',
      signs: [{ code: 'vpn-sign-told-none' }, {}, {}, {}, {}],
    })
  })

  it('makes a VPN of any adapter, also of the only one', () => {
    expect(judge(null, { eth0: true })).toMatchObject({ effect: 'hold', why: { params: { adapter: 'eth0' } } })
  })
})
