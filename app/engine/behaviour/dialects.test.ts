// Servers of every dialect of dyndns2 that were seen: each test compares what Homeward claims with the server's zone.
import { describe, expect, it } from 'vitest'
import type { AccountSettings } from '../../contract/settings.ts'
import { FAMILIES } from '../../model/address.ts'
import { publishedAddress } from '../../model/family-state.ts'
import { dialectScene, NAS, V4, V6 } from '../../testing/dialect-scene.ts'
import { familiesHeld } from '../../testing/dialect-server.ts'
import { MINUTE, SECOND } from '../../testing/engine-scene.ts'
import { snapshotOf } from '../../testing/explanation.ts'

const scene = dialectScene()
const { begin, pass, move, state, isConfirmed, holds, myip, hostnamesAsked } = scene
const UNAVAILABLE = { status: 503, body: 'try again later' }

describe('(a) a server that reads one address, and takes the connection’s in place of a list', () => {
  it('gets one address a request, also after two failures, and holds both', async () => {
    await begin({ addresses: 'single' }, {}, () => scene.server.failNext.push(UNAVAILABLE, UNAVAILABLE))
    await pass(10 * SECOND)
    for (const query of scene.server.queries) expect(query).not.toMatch(/myip=[^&]*,/)
    expect(familiesHeld(scene.server, NAS)).toEqual([V4[0], V6[0]])
    await pass(10 * SECOND)
    expect(FAMILIES.map((family) => isConfirmed(family))).toEqual([true, true])
  })

  it('is believed nothing where the settings say that it reads a list: a bare “good” is accepted and never confirmed', async () => {
    await begin({ addresses: 'single' }, { account: { dialect: { addresses: 'comma', unnamedFamily: 'unknown' } } })
    await pass(40 * MINUTE)
    expect(familiesHeld(scene.server, NAS)).toEqual(['198.51.100.99', null])
    expect(FAMILIES.map((family) => isConfirmed(family))).toEqual([false, false])
    expect(publishedAddress(state('ipv4'))).toBe(V4[0])
  })
})

describe('(b) a server where one request says all that a name holds', () => {
  it.each(['myipv6', 'myip6', 'ipv6'])(
    'is found to want both addresses in one request, IPv6 in %s',
    async (parameter) => {
      await begin({ addresses: `replacing:${parameter}` })
      await pass(12 * MINUTE)
      expect(familiesHeld(scene.server, NAS)).toEqual([V4[0], V6[0]])
      expect(FAMILIES.map((family) => isConfirmed(family))).toEqual([true, true])
      expect(scene.world.engine.learnt('home')).toMatchObject({ addresses: `separate:${parameter}`, trial: null })
      scene.server.queries.length = 0
      await move({ ipv6: V6[1] })
      expect(familiesHeld(scene.server, NAS)).toEqual([V4[0], V6[1]])
      await move({ ipv4: V4[1] })
      expect(familiesHeld(scene.server, NAS)).toEqual([V4[1], V6[1]])
      expect(myip()).toEqual([`myip=${V4[0]}&${parameter}=${V6[1]}`, `myip=${V4[1]}&${parameter}=${V6[1]}`])
    },
  )

  it('is remembered by the next process, and by another name', async () => {
    await begin({ addresses: 'replacing:myip6' }, { hostnames: [NAS, 'cam.example.org'] })
    await pass(10 * MINUTE)
    for (const hostname of [NAS, 'cam.example.org']) {
      expect(familiesHeld(scene.server, hostname), hostname).toEqual([V4[0], V6[0]])
      expect(FAMILIES.map((family) => isConfirmed(family, hostname))).toEqual([true, true])
    }
    const { observe } = scene.world
    scene.world = await scene.world.crashAndRestart()
    scene.world.observe = observe
    scene.world.engine.start()
    await pass(SECOND)
    scene.server.queries.length = 0
    await move({ ipv4: V4[1], ipv6: V6[1] })
    await pass(SECOND)
    expect(myip()).toEqual(Array(2).fill(`myip=${V4[1]}&myip6=${V6[1]}`))
  })

  it('gets IPv4 alone, and IPv6 is held for the user, where no form is right', async () => {
    await begin({ addresses: 'replacing:x' })
    await pass(30 * MINUTE)
    expect(familiesHeld(scene.server, NAS)).toEqual([V4[0], null])
    expect(isConfirmed('ipv4')).toBe(true)
    expect(holds()).toEqual([[NAS, 'ipv6', 'needs-user', 'one-family']])
    scene.server.queries.length = 0
    await move({ ipv4: V4[1], ipv6: V6[1] })
    await pass(MINUTE)
    expect(familiesHeld(scene.server, NAS)).toEqual([V4[1], null])
    expect(myip()).toEqual([`myip=${V4[1]}`])
  })

  it('gets both where it wants a list, once the user has set what the sentence names', async () => {
    await begin({ addresses: 'list-only', echoes: true })
    await pass(MINUTE)
    expect(familiesHeld(scene.server, NAS)).toEqual([V4[0], null])
    expect(myip().filter((query) => query.includes(','))).toEqual([])
    expect(holds()).toEqual([[NAS, 'ipv6', 'needs-user', 'one-family']])
    const told = snapshotOf(scene.world, 'en').records[0]?.families.find(({ family }) => family === 'ipv6')
    expect(told?.message).toContain('set dialect.addresses: comma')
    const accounts = scene.world.settings.accounts.map((one) => ({ ...one, dialect: { addresses: 'comma' } as const }))
    scene.world.settings = { ...scene.world.settings, accounts }
    scene.world.engine.request('config-change')
    await pass(15 * SECOND)
    expect(familiesHeld(scene.server, NAS)).toEqual([V4[0], V6[0]])
    expect(FAMILIES.map((family) => isConfirmed(family))).toEqual([true, true])
    for (const next of [{ ipv6: V6[1] }, { ipv4: V4[1] }, { ipv4: V4[2], ipv6: V6[2] }]) {
      await move(next)
      await pass(15 * SECOND)
    }
    expect(familiesHeld(scene.server, NAS)).toEqual([V4[2], V6[2]])
    expect(FAMILIES.map((family) => isConfirmed(family))).toEqual([true, true])
  })

  it('is found within seconds, by one name', async () => {
    const names = [NAS, 'cam.example.org', 'tv.example.org']
    await begin({ addresses: 'replacing:myip6', echoes: true }, { hostnames: names })
    await pass(20 * SECOND)
    for (const name of names) expect(familiesHeld(scene.server, name), name).toEqual([V4[0], V6[0]])
    expect(names.flatMap((name) => FAMILIES.map((family) => isConfirmed(family, name)))).toEqual(Array(6).fill(true))
  })

  it('is found by the next process, too, which saw nothing of what the last one confirmed', async () => {
    const names = [NAS, 'cam.example.org']
    await begin({ addresses: 'replacing:myipv6', echoes: true }, { hostnames: names })
    await pass(3 * SECOND)
    const { observe } = scene.world
    scene.world = await scene.world.crashAndRestart()
    scene.world.observe = observe
    scene.world.engine.start()
    await pass(15 * SECOND)
    for (const name of names) expect(familiesHeld(scene.server, name), name).toEqual([V4[0], V6[0]])
  })

  it.each([
    ['a page', { status: 404, body: '<html>not found</html>' }],
    ['a word that nobody knows', 'flabbergasted'],
  ])('is sent no other form at once after %s, which may come from an outage', async (_, reply) => {
    await begin({ addresses: 'replacing:myipv6', echoes: true })
    await pass(4500)
    const sent = scene.server.queries.length
    scene.server.failNext.push(reply)
    await pass(4 * MINUTE)
    expect(scene.server.queries).toHaveLength(sent + 1)
    expect(holds()).toMatchObject([[null, null, 'parked', expect.any(String)]])
    await pass(20 * MINUTE)
    expect(familiesHeld(scene.server, NAS)).toEqual([V4[0], V6[0]])
  })

  it('that keeps a family by a parameter is found by a request that brings IPv4 back', async () => {
    await begin({ addresses: 'keeping' }, { hostnames: [NAS, 'cam.example.org'] })
    await pass(30 * SECOND)
    expect(myip().slice(4)).toEqual(Array(2).fill(`myip=${V4[0]}&keepipv6=1`))
    scene.server.queries.length = 0
    await move({ ipv6: V6[1] })
    await move({ ipv4: V4[1] })
    await pass(10 * SECOND)
    expect(myip().slice(0, 2)).toEqual(Array(2).fill(`myip=${V6[1]}&keepipv4=1`))
    for (const name of [NAS, 'cam.example.org']) {
      expect(familiesHeld(scene.server, name), name).toEqual([V4[1], V6[1]])
      expect(FAMILIES.map((family) => isConfirmed(family, name))).toEqual([true, true])
    }
  })

  it('and that stores 127.0.0.1 where a request names no IPv4 address, gets both in one', async () => {
    await begin({ addresses: 'loopback:myipv6' }, { hostnames: [NAS, 'cam.example.org'] })
    await pass(30 * SECOND)
    for (const name of [NAS, 'cam.example.org']) {
      expect(familiesHeld(scene.server, name), name).toEqual([V4[0], V6[0]])
      expect(FAMILIES.map((family) => isConfirmed(family, name))).toEqual([true, true])
    }
  })

  it('keeps IPv4 of every name, also of one whose IPv6 address had just replaced it', async () => {
    const names = [NAS, 'cam.example.org']
    await begin({ addresses: 'replacing:x' }, { hostnames: names })
    await pass(40 * MINUTE)
    expect(names.map((name) => familiesHeld(scene.server, name))).toEqual([
      [V4[0], null],
      [V4[0], null],
    ])
    expect(names.map((name) => isConfirmed('ipv4', name))).toEqual([true, true])
    expect(holds()).toEqual(names.map((name) => [name, 'ipv6', 'needs-user', 'one-family']))
  })

  it('leaves nothing confirmed of a family that was switched off before the other one replaced it', async () => {
    await begin({ addresses: 'replacing:x' }, { families: ['ipv4'] })
    await pass(MINUTE)
    expect(isConfirmed('ipv4')).toBe(true)
    const records = scene.world.settings.records.map((record) => ({ ...record, ipv4: 'off', ipv6: 'auto' }) as const)
    scene.world.settings = { ...scene.world.settings, records }
    scene.world.engine.request('config-change')
    await pass(10 * SECOND)
    expect(familiesHeld(scene.server, NAS)).toEqual([null, V6[0]])
    expect(isConfirmed('ipv4')).toBe(false)
  })

  it('named in the settings gets both in its first request', async () => {
    const dialect = { addresses: 'separate:myip6', unnamedFamily: 'removed' } as const
    await begin({ addresses: 'replacing:myip6' }, { account: { dialect } })
    expect(myip()).toEqual([`myip=${V4[0]}&myip6=${V6[0]}`])
    await pass(10 * SECOND)
    expect(FAMILIES.map((family) => isConfirmed(family))).toEqual([true, true])
  })
})

describe('(c) a server that answers one nohost for a list with a stale name', () => {
  const hostnames = ['a', 'b', 'c'].map((label) => `${label}.example.org`)
  const stale = 'stale.example.org'

  it('is asked for each name alone, once: three are confirmed, and one is held', async () => {
    await begin({ list: 'nohost', hostnames }, { hostnames: [...hostnames, stale], families: ['ipv4'], account: noip })
    await pass(15 * SECOND)
    expect(hostnamesAsked()).toEqual([[...hostnames, stale].join(), ...hostnames, stale])
    for (const hostname of hostnames) expect(isConfirmed('ipv4', hostname), hostname).toBe(true)
    expect(holds()).toEqual([[stale, 'ipv4', 'needs-user', 'nohost']])
    scene.server.queries.length = 0
    await move({ ipv4: V4[1] })
    expect(hostnamesAsked()).toEqual(hostnames)
  })

  it('is not asked again after a word about the account', async () => {
    await begin({ hostnames }, { hostnames, families: ['ipv4'], account: noip }, () =>
      scene.server.failNext.push('badauth'),
    )
    await pass(MINUTE)
    expect(scene.server.queries).toHaveLength(1)
    expect(holds()).toEqual([[null, null, 'needs-user', 'badauth']])
  })
})

describe('a service that reads lists', () => {
  it('is believed of no name where one line answers for all: each is asked alone', async () => {
    const hostnames = ['a', 'b', 'c'].map((label) => `${label}.example.org`)
    await begin(
      { list: { status: 200, body: `good ${V4[0]}` }, hostnames, echoes: true },
      {
        ...{ hostnames, families: ['ipv4'], account: noip },
      },
    )
    await pass(10 * SECOND)
    expect(hostnamesAsked()).toEqual([hostnames.join(), ...hostnames])
    for (const hostname of hostnames) expect(isConfirmed('ipv4', hostname), hostname).toBe(true)
  })
})
const noip: Partial<AccountSettings> = { provider: 'noip' }

describe('(d) a server that takes one name a request', () => {
  const hostnames = Array.from({ length: 6 }, (_, index) => `n${index}.example.org`)

  it.each([
    { status: 400, body: 'Bad Request' },
    { status: 400, body: '<!doctype html><title>400 Bad Request</title>' },
    { status: 422, body: '' },
    { status: 404, body: 'not found' },
    { status: 200, body: 'nohost' },
    { status: 200, body: 'notfqdn' },
    { status: 400, body: 'numhost' },
  ])('is asked for a list once, and follows every change: it answers %j', async (list) => {
    await begin({ list, hostnames }, { hostnames, families: ['ipv4'] })
    await pass(10 * SECOND)
    expect(hostnamesAsked()).toEqual(hostnames)
    scene.server.queries.length = 0
    await move({ ipv4: V4[1] })
    await pass(10 * SECOND)
    expect(hostnamesAsked()).toEqual([hostnames.join(), ...hostnames])
    for (const hostname of hostnames) expect(isConfirmed('ipv4', hostname)).toBe(true)
    expect(holds()).toEqual([])
    scene.server.queries.length = 0
    await move({ ipv4: V4[2] })
    expect(hostnamesAsked()).toEqual(hostnames)
  })

  it('is not found in an outage: lists go on after it', async () => {
    const names = Array.from({ length: 3 }, (_, index) => `n${index}.example.org`)
    const page = { status: 404, body: '<html>not found</html>' }
    await begin({ hostnames: names }, { hostnames: names, families: ['ipv4'], account: noip })
    await pass(10 * SECOND)
    scene.server.queries.length = 0
    scene.server.failNext.push(page, page)
    await move({ ipv4: V4[1] })
    expect(hostnamesAsked()).toEqual([names.join(), names[0]])
    expect(holds()).toMatchObject([[null, null, 'parked', 'page']])
    scene.server.queries.length = 0
    await pass(10 * MINUTE)
    expect(hostnamesAsked().map((list) => list?.split(',').sort())).toEqual([names])
    expect(scene.world.engine.learnt('home')?.hosts).toBe('comma')
  })

  it('that stores the first name of a list is asked for each name alone', async () => {
    await begin({ list: 'first', hostnames }, { hostnames, families: ['ipv4'] })
    await pass(10 * SECOND)
    await move({ ipv4: V4[1] })
    for (const hostname of hostnames) expect(familiesHeld(scene.server, hostname)).toEqual([V4[1], null])
  })

  it('is asked for no list by fewer than five names', async () => {
    const few = hostnames.slice(0, 4)
    await begin({ list: { status: 400, body: '' }, hostnames: few }, { hostnames: few, families: ['ipv4'] })
    await pass(10 * SECOND)
    scene.server.queries.length = 0
    await move({ ipv4: V4[1] })
    expect(hostnamesAsked()).toEqual(few)
  })
})

describe('a server that answers a list with a line for each name', () => {
  it('gets lists from then on', async () => {
    const hostnames = Array.from({ length: 45 }, (_, index) => `n${index}.example.org`)
    await begin({ hostnames }, { hostnames, families: ['ipv4'] })
    await pass(15 * SECOND)
    expect(scene.server.queries).toHaveLength(45)
    scene.server.queries.length = 0
    await move({ ipv4: V4[1] })
    expect(scene.server.queries).toHaveLength(3)
    await pass(15 * SECOND)
    for (const hostname of hostnames) expect(isConfirmed('ipv4', hostname)).toBe(true)
  })
})
