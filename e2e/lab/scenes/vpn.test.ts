// A WireGuard tunnel, whatever its device is called and however it takes the traffic: what services see through it is the address of
// its exit, which is never published.
import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { HOSTNAME } from './internet-plan.ts'
import { createNatHome, FIRST_ADDRESS } from './nat-home.ts'
import { missingForScene, scenes } from './scene.ts'
import { startVpnServer, type Takeover, VPN_EXIT } from './vpn.ts'
import { missingForWireguard } from './wireguard.ts'

const SECOND_ADDRESS = '11.22.33.11'
const missing = missingForScene(missingForWireguard())
const isNightly = Boolean(process.env.HOMEWARD_NIGHTLY)
const { keep, open } = scenes()

/** Devices are called as their program likes: like a tunnel, a cable, a radio, a modem, or nothing at all. */
const NAMES = ['wg0', 'eth7', 'wlan7', 'ppp7', 'corp0', 'veth7', 'nordlynx']
const TAKEOVERS: readonly Takeover[] = ['metric', 'halves', 'rules']
/** Node alone cannot tell a dialled VPN from the dialled line of a home: that one is left out. */
const ALL = NAMES.flatMap((device) =>
  TAKEOVERS.flatMap((takeover) => [false, true].map((withoutAddon) => ({ device, takeover, withoutAddon }))),
).filter(({ device, withoutAddon }) => device !== 'ppp7' || !withoutAddon)
const BY_DAY = [{ device: 'eth7', takeover: 'rules', withoutAddon: false }] as const

describe.skipIf(missing !== null)('a VPN that takes the traffic', { timeout: 180_000 }, () => {
  it.each(isNightly ? ALL : BY_DAY)(
    'has its exit never published ($device, $takeover, without the addon: $withoutAddon)',
    async ({ device, takeover, withoutAddon }) => {
      const home = await keep(createNatHome())
      const server = await startVpnServer(home.net)
      const { truth, homeward, holds, zone, expectTruth } = await open(home.net, { withoutAddon })
      truth.is('ipv4', FIRST_ADDRESS)
      await homeward.start()
      await holds('ipv4', FIRST_ADDRESS)
      const vpn = await server.connect(device, takeover)
      for (let round = 0; round < 3; round++) await homeward.check()
      // Nobody can see the home's own address now, also when it changes.
      await home.move(SECOND_ADDRESS)
      truth.is('ipv4', SECOND_ADDRESS)
      await homeward.check()
      expect(zone('ipv4')).toBe(FIRST_ADDRESS)
      expect((await homeward.lastObservation('ipv4'))?.answers.map(({ address }) => address)).toContain(VPN_EXIT)
      await vpn.disconnect()
      await holds('ipv4', SECOND_ADDRESS)
      expectTruth()
    },
  )
})

describe.skipIf(missing !== null)('a user no longer suffers that', { timeout: 180_000 }, () => {
  it('the VPN’s exit is published, and even a try of the name writes it (30)', async () => {
    const home = await keep(createNatHome())
    const server = await startVpnServer(home.net)
    const { truth, homeward, requests, zone } = await open(home.net)
    const vpn = await server.connect('nordlynx', 'halves')
    truth.is('ipv4', null)
    // Nothing was published before: there is no address that could be sent instead.
    const tried = await homeward.cli('try', HOSTNAME)
    expect(tried.code).not.toBe(0)
    expect(tried.stdout + tried.stderr).toContain('nordlynx')
    await homeward.start()
    await homeward.cli('try', HOSTNAME)
    expect([zone('ipv4'), requests.length]).toEqual([null, 0])
    await vpn.disconnect()
    truth.is('ipv4', FIRST_ADDRESS)
    await homeward.check()
    expect(zone('ipv4')).toBe(FIRST_ADDRESS)
  })
})

describe.skipIf(missing !== null)('a VPN to a network at work', () => {
  it.skipIf(!isNightly)('holds nothing up: the home’s address is published beside it', async () => {
    const home = await keep(createNatHome())
    const server = await startVpnServer(home.net)
    const { truth, homeward, holds } = await open(home.net)
    await server.connect('wg0', 'split')
    truth.is('ipv4', FIRST_ADDRESS)
    await homeward.start()
    await holds('ipv4', FIRST_ADDRESS)
    await home.move(SECOND_ADDRESS)
    truth.is('ipv4', SECOND_ADDRESS)
    await homeward.check()
    await holds('ipv4', SECOND_ADDRESS)
  })
})
