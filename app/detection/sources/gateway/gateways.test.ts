import { describe, expect, it } from 'vitest'
import type { GatewaySettings } from '../../../contract/settings.ts'
import { adapter, adapterAddress, defaultRoute } from '../../../testing/adapters.ts'
import { DAY, LOCAL, MINUTE, NEW, OLD, openRouterHome, routerHome, SECOND } from '../../../testing/router-home.ts'
import { natPmpAnswer, pcpAnnouncement, ROUTER, type RouterScript } from '../../../testing/scripted-router.ts'

describe('a router that pushes nothing', () => {
  it('is asked by NAT-PMP every 20 seconds', async () => {
    const { clock, router, rounds, first } = await openRouterHome()
    expect(first[0]).toMatchObject({ protocol: 'nat-pmp', address: OLD, standing: 'public', refused: null })
    await clock.advance(7 * SECOND)
    const changedAt = clock.monotonic()
    router.script.address = NEW
    await clock.advance(21.5 * SECOND)
    expect(rounds.map(({ addresses }) => addresses)).toEqual([[NEW]])
    expect((rounds[0]?.atMs ?? Infinity) - changedAt).toBeLessThanOrEqual(21_500)
  })

  it('is asked by UPnP every minute where it speaks nothing else', async () => {
    const { clock, router, rounds, first, kinds } = await openRouterHome({ natPmp: null })
    expect(first[0]).toMatchObject({ protocol: 'upnp', address: OLD })
    await clock.advance(10 * MINUTE - 5 * SECOND)
    expect(kinds()).toEqual({ POST: 9 })
    router.script.address = NEW
    await clock.advance(61 * SECOND)
    expect(rounds).toHaveLength(1)
  })

  it('is asked a third as often on battery', async () => {
    const { clock, state, kinds } = await openRouterHome()
    state.isOnBattery = true
    await clock.advance(30 * MINUTE)
    expect(kinds()['nat-pmp']).toBeLessThanOrEqual(31)
    expect(kinds()['nat-pmp']).toBeGreaterThanOrEqual(28)
  })

  it('is left alone for half an hour when it speaks neither protocol', async () => {
    const { clock, first, kinds } = await openRouterHome({ natPmp: null, upnp: false })
    expect(first[0]).toMatchObject({ protocol: null, address: null, standing: null, refused: { code: 'gateway-none' } })
    await clock.advance(29 * MINUTE)
    expect(kinds()).toEqual({})
    await clock.advance(2 * MINUTE)
    expect(kinds()['nat-pmp']).toBe(1)
  })

  it('costs no round while it has no address, and one when it has its old one again', async () => {
    const { clock, router, rounds } = await openRouterHome()
    router.script.address = '0.0.0.0'
    await clock.advance(MINUTE)
    expect(rounds).toEqual([])
    router.script.address = OLD
    await clock.advance(MINUTE)
    expect(rounds.map(({ addresses }) => addresses)).toEqual([[OLD]])
  })
})

describe('a router that announces', () => {
  const on = { announcements: true }

  it('is asked again at once, whatever address the announcement has', async () => {
    const { clock, router, rounds } = await openRouterHome({}, on)
    router.script.address = NEW
    router.announce(natPmpAnswer(OLD, 3))
    await clock.advance(20)
    expect(rounds.map(({ addresses }) => addresses)).toEqual([[NEW]])
  })

  it('is asked again after an announcement of PCP, which has no address', async () => {
    const { clock, router, rounds } = await openRouterHome({}, on)
    router.script.address = NEW
    router.announce(pcpAnnouncement(0))
    await clock.advance(20)
    expect(rounds).toHaveLength(1)
  })

  it('is followed while its address is taken away and given back', async () => {
    const { clock, router, rounds } = await openRouterHome({}, on)
    router.script.address = '0.0.0.0'
    router.announce(pcpAnnouncement(0))
    await clock.advance(700)
    // This announcement is lost.
    router.script.address = NEW
    await clock.advance(400)
    expect(rounds.map(({ addresses }) => addresses)).toEqual([[NEW]])
  })

  it('begins a round when it tells no address, as many do behind a carrier’s NAT, but not for each of many', async () => {
    const { clock, router, rounds } = await openRouterHome({ address: '0.0.0.0' }, on)
    router.announce(pcpAnnouncement(0))
    await clock.advance(3_400)
    expect(rounds).toEqual([])
    await clock.advance(SECOND)
    expect(rounds).toHaveLength(1)
    for (let i = 0; i < 6; i += 1) {
      router.announce(pcpAnnouncement(0))
      await clock.advance(5 * SECOND)
    }
    expect(rounds).toHaveLength(1)
  })

  it('is asked every five minutes once an announcement has come, and every 20 seconds again when one was missed', async () => {
    const { clock, router, rounds, kinds } = await openRouterHome({}, on)
    router.announce(pcpAnnouncement(5_000))
    await clock.advance(10 * SECOND)
    router.sent.length = 0
    await clock.advance(30 * MINUTE)
    expect(kinds()).toEqual({ 'nat-pmp': 6 })
    router.script.address = NEW
    await clock.advance(5 * MINUTE)
    expect(rounds).toHaveLength(1)
    router.sent.length = 0
    await clock.advance(10 * MINUTE)
    expect(kinds()['nat-pmp']).toBeGreaterThanOrEqual(29)
  })

  it.each([
    ['of another host', natPmpAnswer(NEW, 1), { from: '192.168.1.66' }],
    ['from another port', natPmpAnswer(NEW, 1), { port: 40_000 }],
    ['of another length', new Uint8Array([0, 128, 0, 0]), {}],
    ['that only ask', new Uint8Array([0, 0]), {}],
  ])('is not asked because of datagrams %s', async (_what, bytes, from) => {
    const { clock, router, kinds } = await openRouterHome({}, on)
    router.announce(bytes, from)
    await clock.advance(SECOND)
    expect(kinds()).toEqual({})
  })

  it('is not asked once for each datagram of a flood', async () => {
    const { clock, router, kinds } = await openRouterHome({}, on)
    for (let i = 0; i < 1_000; i += 1) {
      for (let j = 0; j < 10; j += 1) router.announce(pcpAnnouncement(i))
      await clock.advance(1)
    }
    expect(kinds()['nat-pmp']).toBeLessThanOrEqual(6)
  })

  it('begins no more rounds than a mad one may: 30, and then one in five seconds', async () => {
    const { clock, router, rounds } = await openRouterHome({}, on)
    for (let i = 0; i < 300; i += 1) {
      router.script.address = `11.22.33.${20 + (i % 200)}`
      router.announce(pcpAnnouncement(i))
      await clock.advance(SECOND)
    }
    expect(rounds.length).toBeGreaterThanOrEqual(30)
    expect(rounds.length).toBeLessThanOrEqual(30 + 60 + 1)
  })
})

describe('listeners', () => {
  it('are not opened for events unless the settings say so', async () => {
    const { router } = await openRouterHome()
    expect(router.listening()).toEqual({ announcements: false, events: false })
  })

  it('end, and nothing is sent, while no name needs the router', async () => {
    const { clock, router, state, gateways, kinds } = await openRouterHome({}, { events: true, announcements: true })
    state.isNeeded = false
    gateways.settingsChanged()
    await clock.advance(SECOND)
    router.sent.length = 0
    await clock.advance(60 * MINUTE)
    expect(kinds()).toEqual({})
    expect(router.listening()).toEqual({ announcements: false, events: false })
  })

  it('end with the app', async () => {
    const { clock, router, stop } = await openRouterHome({}, { events: true, announcements: true })
    stop()
    await clock.advance(SECOND)
    expect(router.listening()).toEqual({ announcements: false, events: false })
    expect(clock.pendingTimers()).toBe(0)
  })
})

describe('a computer that sleeps', () => {
  it('asks nothing meanwhile, and everything again when it wakes', async () => {
    const { clock, router, gateways, rounds, kinds } = await openRouterHome({}, { announcements: true })
    gateways.suspend()
    await clock.advance(60 * MINUTE)
    expect(kinds()).toEqual({})
    router.script.address = NEW
    gateways.resume()
    await clock.advance(SECOND)
    expect(rounds).toHaveLength(1)
    expect(router.listening().announcements).toBe(true)
  })
})

describe('the connections through a router', () => {
  const cable = adapterAddress('2a0e:1111::7')
  const wireless = adapter({ name: 'wlan0', addresses: [adapterAddress('192.168.2.7')], defaultRoutes: [] })

  it('are dead once it has another public address, and only they', async () => {
    const { clock, router, state, round, live } = await openRouterHome({}, { announcements: true })
    state.adapters = [adapter({ addresses: [adapterAddress(LOCAL), cable] }), wireless]
    void round()
    await clock.advance(2 * SECOND)
    router.script.address = NEW
    router.announce(pcpAnnouncement(0))
    await clock.advance(5 * SECOND)
    expect(live).toEqual([['2a0e:1111::7', '192.168.2.7']])
  })

  it('are dead, too, when a round itself finds the other address', async () => {
    const { clock, router, round, live } = await openRouterHome()
    router.script.address = NEW
    void round()
    await clock.advance(SECOND)
    expect(live).toEqual([[]])
  })

  it('are left alone when the same address is back', async () => {
    const { clock, router, live } = await openRouterHome({}, { announcements: true })
    router.script.address = '0.0.0.0'
    router.announce(pcpAnnouncement(0))
    await clock.advance(SECOND)
    router.script.address = OLD
    await clock.advance(5 * SECOND)
    expect(live).toEqual([null])
  })
})

describe('several routers', () => {
  const second = '192.168.2.1'
  const other = adapter({
    name: 'wlan0',
    kind: 'wireless',
    addresses: [adapterAddress('192.168.2.7')],
    defaultRoutes: [{ ...defaultRoute('ipv4', 600), gateway: second }],
  })

  it('are asked each from its own adapter', async () => {
    const { clock, router, state, round } = await openRouterHome()
    const opened: string[] = []
    const { openDatagrams } = router.lan
    Object.assign(router.lan, {
      openDatagrams: (options: Parameters<typeof openDatagrams>[0]) => {
        opened.push(`${options.localAddress} ${options.peer?.address ?? ''}`.trim())
        return openDatagrams(options)
      },
    })
    state.adapters = [...routerHome, other]
    await clock.advance(2 * SECOND)
    void round()
    await clock.advance(5 * SECOND)
    expect(opened).toContain(`${LOCAL} ${ROUTER}`)
    expect(opened).toContain(`192.168.2.7 ${second}`)
  })

  it('are another one at the same address when the hardware is another', async () => {
    const { clock, router, state, round, rounds } = await openRouterHome({ natPmp: null })
    router.script.natPmp = 'answers'
    const route = { ...defaultRoute('ipv4'), gatewayPhysicalAddress: '02:00:00:00:00:99' }
    state.adapters = [adapter({ addresses: [adapterAddress(LOCAL)], defaultRoutes: [route] })]
    const [reading] = (await Promise.all([round(), clock.advance(5 * SECOND)]))[0]
    expect(reading?.protocol).toBe('nat-pmp')
    expect(rounds).toHaveLength(1)
  })
})

describe('a quiet day', () => {
  async function day(script: Partial<RouterScript>, settings: Partial<GatewaySettings>) {
    const { clock, router, kinds } = await openRouterHome(script, settings)
    if (settings.announcements === true) router.announce(pcpAnnouncement(router.script.epochS()))
    await clock.advance(10 * SECOND)
    router.sent.length = 0
    await clock.advance(DAY)
    return { ...kinds(), bytes: router.sent.reduce((sum, { bytes }) => sum + bytes, 0) }
  }

  // Payload bytes that this computer sends; requests over TCP are counted with 300 bytes of headers.
  it.each([
    ['by NAT-PMP, with announcements', { announcements: true }, {}, { 'nat-pmp': 288, bytes: 576 }],
    ['by NAT-PMP, without a push', {}, {}, { 'nat-pmp': 4_320, bytes: 8_640 }],
    ['by UPnP, without a push', {}, { natPmp: null }, { POST: 1_440, bytes: 836_640 }],
    ['at a router that speaks neither', {}, { natPmp: null, upnp: false }, { 'nat-pmp': 47, ssdp: 564 }],
  ] as const)('costs little %s', async (_what, settings, script, expected) => {
    expect(await day(script, settings)).toMatchObject(expected)
  })
})
