// UPnP's events of a gateway: subscribed to, kept coming, and never believed.
import { describe, expect, it } from 'vitest'
import { MINUTE, NEW, openRouterHome, SECOND } from '../../../testing/router-home.ts'
import { ROUTER } from '../../../testing/scripted-router.ts'

describe('a router that sends events', () => {
  const on = { events: true }
  const event = (changes: object = {}) => ({
    method: 'NOTIFY',
    path: '/a1b2c3',
    from: ROUTER,
    headers: { sid: 'uuid:1', nt: 'upnp:event', nts: 'upnp:propchange', seq: '1' },
    ...changes,
  })

  it('is asked again after each, and else every five minutes', async () => {
    const { clock, router, rounds, kinds } = await openRouterHome({}, on)
    expect(router.subscribers()).toEqual(['uuid:1'])
    await clock.advance(10 * MINUTE)
    expect(kinds()['nat-pmp']).toBeLessThanOrEqual(3)
    router.script.address = NEW
    router.pushEvent()
    await clock.advance(20)
    expect(rounds).toHaveLength(1)
  })

  it('is asked to go on in time, and subscribed to again when it no longer knows of it', async () => {
    const { clock, router, kinds } = await openRouterHome({}, on)
    await clock.advance(60 * MINUTE)
    expect(router.subscribers()).toEqual(['uuid:1'])
    expect(kinds().SUBSCRIBE).toBe(4)
    router.forgetSubscribers()
    await clock.advance(16 * MINUTE)
    expect(router.subscribers()).toEqual(['uuid:2'])
  })

  it('is subscribed to again when its number tells that it started again', async () => {
    const { clock, router } = await openRouterHome({ natPmp: null }, on)
    router.forgetSubscribers()
    router.script.bootId = '2'
    await clock.advance(5 * MINUTE + SECOND)
    expect(router.subscribers()).toEqual(['uuid:2'])
  })

  it('is subscribed to again when its clock tells that it started again', async () => {
    const { clock, router } = await openRouterHome({}, on)
    router.forgetSubscribers()
    router.script.epochS = () => 0
    await clock.advance(5 * MINUTE + SECOND)
    expect(router.subscribers()).toEqual(['uuid:2'])
  })

  it('is not waited for when its events end silently', async () => {
    const { clock, router, rounds, kinds } = await openRouterHome({}, on)
    router.script.events = 'silent'
    router.script.address = NEW
    router.pushEvent()
    await clock.advance(5 * MINUTE + SECOND)
    expect(rounds).toHaveLength(1)
    router.sent.length = 0
    await clock.advance(5 * MINUTE)
    // Events no longer count as a push.
    expect(kinds()['nat-pmp']).toBeGreaterThanOrEqual(14)
    router.script.events = 'sends'
    router.forgetSubscribers()
    await clock.advance(20 * MINUTE)
    router.sent.length = 0
    await clock.advance(5 * MINUTE)
    expect(kinds()['nat-pmp']).toBeLessThanOrEqual(2)
  })

  it('is subscribed to again after an event was lost', async () => {
    const { clock, router } = await openRouterHome({}, on)
    expect(router.knock(event({ headers: { ...event().headers, seq: '5' } }))).toBe(200)
    await clock.advance(SECOND)
    expect(router.subscribers()).toEqual(['uuid:2'])
  })

  it.each([
    ['of another host', event({ from: '192.168.1.66' }), 404],
    ['to a path that was not subscribed', event({ path: '/' }), 404],
    ['of another kind', event({ method: 'GET' }), 404],
    ['of an unknown subscription', event({ headers: { ...event().headers, sid: 'uuid:9' } }), 412],
    ['that are none', event({ headers: {} }), 412],
  ])('is not asked because of requests %s', async (_what, request, status) => {
    const { clock, router, kinds } = await openRouterHome({}, on)
    expect(router.knock(request)).toBe(status)
    await clock.advance(SECOND)
    expect(kinds()).toEqual({})
  })

  it('gets an UNSUBSCRIBE, and the listener closes', async () => {
    const { clock, router, state, gateways } = await openRouterHome({}, { events: true, announcements: true })
    expect(router.listening()).toEqual({ announcements: true, events: true })
    state.settings = { ask: true, events: false, announcements: false }
    gateways.settingsChanged()
    await clock.advance(SECOND)
    expect(router.subscribers()).toEqual([])
    expect(router.listening()).toEqual({ announcements: false, events: false })
  })
})
