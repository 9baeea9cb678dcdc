// What a server that nobody knows teaches by its answers: each test compares what Homeward claims with the server's zone.
import { describe, expect, it } from 'vitest'
import { FAMILIES } from '../../model/address.ts'
import { dialectScene, NAS, V4, V6 } from '../../testing/dialect-scene.ts'
import { familiesHeld } from '../../testing/dialect-server.ts'
import { MINUTE, SECOND } from '../../testing/engine-scene.ts'

const scene = dialectScene()
const { begin, pass, move, state, isConfirmed, holds, myip } = scene

describe('a server that reads IPv6 in a parameter of its own, and refuses it in the other', () => {
  const names = [NAS, 'cam.example.org', 'tv.example.org']

  it.each([
    ['badrequest', 'myipv6'],
    ['unknown', 'myip6'],
    ['dnserr', 'ipv6'],
  ])(
    'with “%s”, is found by one name: nothing of the account is held, and all get both',
    async (refusal, parameter) => {
      await begin({ addresses: `refusing:${parameter}`, refusal, echoes: true }, { hostnames: names })
      await pass(20 * SECOND)
      expect(holds()).toEqual([])
      for (const name of names) {
        expect(familiesHeld(scene.server, name), name).toEqual([V4[0], V6[0]])
        expect(FAMILIES.map((family) => isConfirmed(family, name))).toEqual([true, true])
      }
      // One refusal taught it.
      expect(myip().filter((query) => query === `myip=${V6[0]}`)).toHaveLength(1)
    },
  )

  it('in no parameter that is known, keeps IPv4 and tells the user', async () => {
    await begin({ addresses: 'refusing:x', echoes: true }, { hostnames: names })
    await pass(MINUTE)
    expect(names.map((name) => familiesHeld(scene.server, name))).toEqual(Array(3).fill([V4[0], null]))
    expect(names.map((name) => isConfirmed('ipv4', name))).toEqual([true, true, true])
    expect([...holds()].sort()).toEqual([...names].sort().map((name) => [name, 'ipv6', 'needs-user', 'one-family']))
  })

  it('is not suspected where it refuses IPv4 as well: that is about the account', async () => {
    await begin({ addresses: 'refusing:myipv6' }, { hostnames: names }, () =>
      scene.server.failNext.push({ status: 400, body: 'badrequest' }),
    )
    await pass(MINUTE)
    expect(scene.server.queries).toHaveLength(1)
    expect(holds()).toEqual([[null, null, 'needs-user', 'badrequest']])
  })

  it('once only, is sent IPv6 in the first form again after all others', async () => {
    await begin({ addresses: 'single', echoes: true }, { families: ['ipv4'] })
    await pass(MINUTE)
    scene.server.failNext.push('dnserr')
    const records = scene.world.settings.records.map((record) => ({ ...record, ipv6: 'auto' }) as const)
    scene.world.settings = { ...scene.world.settings, records }
    scene.world.engine.request('config-change')
    await pass(10 * MINUTE)
    expect(familiesHeld(scene.server, NAS)).toEqual([V4[0], V6[0]])
    expect(isConfirmed('ipv6')).toBe(true)
    expect(holds()).toEqual([])
  })

  it('and is down for a while is sent the same again', async () => {
    await begin({ addresses: 'single' }, { hostnames: names })
    await pass(10 * SECOND)
    scene.server.failNext.push('dnserr')
    await move({ ipv6: V6[1] })
    await pass(40 * MINUTE)
    for (const name of names) expect(familiesHeld(scene.server, name), name).toEqual([V4[0], V6[1]])
  })
})

describe('a server that says yes by status 204 and nothing else', () => {
  const names = [NAS, 'cam.example.org', 'tv.example.org']

  it('is not believed until the zone shows it once, and is waited for no more after that', async () => {
    await begin({ addresses: 'list', says: 'nothing' }, { hostnames: names })
    expect(scene.server.queries).toHaveLength(1)
    expect(state('ipv4')).toMatchObject({ confirmed: null, accepted: null })
    await pass(20 * SECOND)
    for (const name of names) expect(familiesHeld(scene.server, name), name).toEqual([V4[0], V6[0]])
    expect(names.flatMap((name) => FAMILIES.map((family) => isConfirmed(family, name)))).toEqual(Array(6).fill(true))
    expect(holds()).toEqual([])
  })

  it('is held like any that cannot be understood, where the zone does not show it', async () => {
    await begin({ addresses: 'list', says: 'nothing' }, { hostnames: names })
    scene.server.zone.clear()
    await pass(4 * MINUTE)
    expect(scene.server.queries).toHaveLength(1)
    expect(holds()).toEqual([[null, null, 'parked', 'empty']])
  })

  it('holds a name that it does not have alone, and it comes back', async () => {
    const stale = 'stale.example.org'
    await begin({ addresses: 'list', says: 'nothing', hostnames: names }, { hostnames: [stale, ...names] })
    await pass(20 * SECOND)
    for (const name of names) expect(familiesHeld(scene.server, name), name).toEqual([V4[0], V6[0]])
    expect([...new Set(holds().map(([hostname, , ...rest]) => [hostname, ...rest].join()))]).toEqual([
      `${stale},parked,name-not-found`,
    ])
    await move({ ipv4: V4[1] })
    await pass(10 * SECOND)
    for (const name of names) expect(familiesHeld(scene.server, name), name).toEqual([V4[1], V6[0]])
  })
})

describe('a server that says “nochg” to a name that it does not have', () => {
  it('teaches nothing by it: the other names keep both families', async () => {
    const [stale, ...names] = ['a', 'b', 'c'].map((label) => `${label}.example.org`)
    await begin({ addresses: 'single', hostnames: names, unknownName: 'nochg' }, { hostnames: [stale ?? '', ...names] })
    await pass(3 * 60 * MINUTE)
    for (const name of names) expect(familiesHeld(scene.server, name), name).toEqual([V4[0], V6[0]])
    expect(scene.world.engine.learnt('home')).toMatchObject({ addresses: null, oneFamily: false, failed: [] })
    expect(FAMILIES.map((family) => isConfirmed(family, stale))).toEqual([false, false])
  })
})

describe('“any server” at the address of a service that is known', () => {
  it('speaks that service’s dialect', async () => {
    await begin({ addresses: 'list' }, { account: { endpoint: 'https://dynupdate.no-ip.com' } })
    expect(myip()).toEqual([`myip=${V4[0]},${V6[0]}`])
  })
})
