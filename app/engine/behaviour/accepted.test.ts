// Families that a request leaves out, and addresses that a provider accepts without naming them.
import { describe, expect, it } from 'vitest'
import { FAMILIES, type Family } from '../../model/address.ts'
import { type Begin, dialectScene, NAS, V4, V6 } from '../../testing/dialect-scene.ts'
import { familiesHeld } from '../../testing/dialect-server.ts'
import { MINUTE, SECOND } from '../../testing/engine-scene.ts'

const scene = dialectScene()
const { begin, pass, move, state, isConfirmed, holds, myip, hostnamesAsked } = scene

describe('a server that forgets the family that a request leaves out', () => {
  const removing: Begin['account'] = { dialect: { addresses: 'separate:ipv6', unnamedFamily: 'removed' } }
  const both = (ipv4: string, ipv6: string) => `myip=${ipv4}&ipv6=${ipv6}`

  it('gets both in its first request, although one was observed a moment later', async () => {
    await begin({ addresses: 'replacing:ipv6' }, { account: removing }, () => {
      const { observe } = scene.world
      scene.world.observe = async (request) => {
        if (request.family === 'ipv6') await new Promise((resolve) => setTimeout(resolve, 300))
        return observe?.(request) ?? Promise.reject(new Error('no observation'))
      }
    })
    await pass(SECOND)
    expect(myip()).toEqual([both(V4[0], V6[0])])
  })

  it('makes no other name wait for the slower family', async () => {
    await begin({ addresses: 'replacing:ipv6', hostnames: [NAS, 'four.example.org'] }, { account: removing }, () => {
      scene.world.settings = {
        ...scene.world.settings,
        records: [
          ...scene.world.settings.records,
          { account: 'home', hostname: 'four.example.org', ipv4: 'auto', ipv6: 'off' },
        ],
      }
      const { observe } = scene.world
      scene.world.observe = async (request) => {
        if (request.family === 'ipv6') await new Promise((resolve) => setTimeout(resolve, 10 * SECOND))
        return observe?.(request) ?? Promise.reject(new Error('no observation'))
      }
    })
    expect(hostnamesAsked()).toEqual(['four.example.org'])
    // And this one no longer than a burst of changes would.
    await scene.world.pass(600)
    expect(hostnamesAsked()).toEqual(['four.example.org', NAS])
  })

  it('gets the confirmed address of a family that is not known now, while the zone still holds it', async () => {
    await begin({ addresses: 'replacing:ipv6' }, { account: removing })
    await pass(10 * SECOND)
    scene.server.queries.length = 0
    await move({ ipv4: V4[1], ipv6: null })
    expect(myip()).toEqual([both(V4[1], V6[0])])
    expect(familiesHeld(scene.server, NAS)).toEqual([V4[1], V6[0]])
  })

  it('gets nothing while nobody knows what the other family holds, and everything once that is known', async () => {
    await begin({ addresses: 'replacing:ipv6' }, { account: removing })
    await pass(10 * SECOND)
    scene.server.queries.length = 0
    const { zone } = scene.world
    scene.world.zone = () => []
    await move({ ipv4: V4[1], ipv6: null })
    await pass(10 * SECOND)
    expect(scene.server.queries).toEqual([])
    expect(holds()).toEqual([[NAS, 'ipv4', 'parked', 'other-family']])
    scene.world.zone = zone
    await move({ ipv6: V6[1] })
    await pass(SECOND)
    expect(myip()).toEqual([both(V4[1], V6[1])])
    expect(holds()).toEqual([])
  })

  it('is told the address of a family that Homeward does not manage', async () => {
    await begin({ addresses: 'replacing:ipv6' }, { families: ['ipv4'], account: removing }, () =>
      scene.server.zone.set(NAS, { ipv6: V6[2] }),
    )
    await pass(SECOND)
    expect(familiesHeld(scene.server, NAS)).toEqual([V4[0], V6[2]])
    expect(state('ipv6')).toBeNull()
  })

  it('gets nothing where a family that Homeward does not manage has several addresses', async () => {
    await begin({ addresses: 'replacing:ipv6' }, { families: ['ipv4'], account: removing }, () => {
      scene.world.zone = (_, family) => (family === 'ipv6' ? [[V6[0], V6[1]]] : [[]])
    })
    await pass(SECOND)
    expect(scene.server.queries).toEqual([])
    expect(holds()).toEqual([[NAS, 'ipv4', 'parked', 'other-family']])
  })
})

describe('a server that takes the connection’s address for a family that is left out', () => {
  it('is told to keep it by its own word', async () => {
    const dialect = { addresses: 'separate:myipv6', unnamedFamily: 'detected', keepWord: 'no' } as const
    await begin({ addresses: 'detecting:myipv6' }, { families: ['ipv6'], account: { dialect } })
    expect(myip()).toEqual([`myip=no&myipv6=${V6[0]}`])
  })

  it('without such a word is connected to over the family that is sent, so that it can take none of the other', async () => {
    const dialect = { addresses: 'separate:ipv6', unnamedFamily: 'detected' } as const
    await begin({ addresses: 'detecting:ipv6' }, { families: ['ipv6'], account: { dialect } })
    await pass(SECOND)
    expect(scene.world.requests.map(({ family }) => family)).toEqual(['ipv6'])
  })
})

describe('an accepted address', () => {
  it('is not sent again, and is confirmed by the zone', async () => {
    await begin({}, { families: ['ipv4'] })
    expect(state('ipv4')).toMatchObject({ confirmed: null, accepted: V4[0] })
    await move({})
    expect(scene.server.queries).toHaveLength(1)
    await pass(5 * SECOND)
    expect(state('ipv4')).toMatchObject({ confirmed: V4[0], accepted: null })
    await move({ ipv4: V4[1] })
    expect(state('ipv4')).toMatchObject({ confirmed: V4[0], accepted: V4[1], previous: V4[0] })
    await pass(5 * SECOND)
    expect(state('ipv4')).toMatchObject({ confirmed: V4[1], accepted: null, previous: V4[0] })
    expect(scene.world.store.history({ limit: 10 }).attempts.map(({ result }) => result)).toEqual([
      'accepted',
      'accepted',
    ])
    expect(scene.world.news).toHaveLength(2)
  })

  it('is confirmed at once where the reply names it', async () => {
    await begin({ echoes: true }, { families: ['ipv4'] })
    expect(isConfirmed('ipv4')).toBe(true)
  })

  it('stays accepted where no DNS can be asked', async () => {
    await begin({}, { families: ['ipv4'] }, () => {
      scene.world.zone = () => []
    })
    await pass(60 * MINUTE)
    expect(scene.server.queries).toHaveLength(1)
    expect(state('ipv4')).toMatchObject({ confirmed: null, accepted: V4[0] })
    expect(scene.world.engine.verified({ account: 'home', hostname: NAS, family: 'ipv4' })?.state).toBe('unknown')
  })

  it('that is undone restores the address before', async () => {
    await begin({}, { families: ['ipv4'] })
    await pass(5 * SECOND)
    await move({ ipv4: V4[1] })
    expect(scene.world.engine.undo('home', NAS)).toBe(true)
    await pass(500)
    expect(familiesHeld(scene.server, NAS)).toEqual([V4[0], null])
  })

  it('of an earlier run is confirmed after the start', async () => {
    await begin({}, { families: ['ipv4'] })
    const { observe } = scene.world
    scene.world = await scene.world.crashAndRestart()
    scene.world.observe = observe
    scene.world.engine.start()
    await pass(5 * SECOND)
    expect(scene.server.queries).toHaveLength(1)
    expect(isConfirmed('ipv4')).toBe(true)
  })
})

describe('a zone that lags behind its server', () => {
  it.each(['list', 'replacing:myip6'] as const)('confirms nothing that it no longer holds: %s', async (addresses) => {
    const LAG_MS = 90 * SECOND
    const shown: { readonly at: number; readonly addresses: string }[] = []
    await begin({ addresses }, {}, () => {
      scene.world.zone = (hostname, family) => {
        const now = JSON.stringify(scene.server.zone.get(hostname) ?? {})
        if (shown.at(-1)?.addresses !== now) shown.push({ at: Date.now(), addresses: now })
        const seen = shown.filter(({ at }) => at <= Date.now() - LAG_MS).at(-1)
        const address = (JSON.parse(seen?.addresses ?? '{}') as Partial<Record<Family, string>>)[family]
        return [address === undefined ? [] : [address]]
      }
    })
    for (let second = 0; second < 25 * 60; second += 1) {
      scene.world.zone(NAS, 'ipv4')
      await pass(SECOND)
    }
    expect(familiesHeld(scene.server, NAS)).toEqual([V4[0], V6[0]])
    await move({ ipv6: V6[1] })
    for (let second = 0; second < 25 * 60; second += 1) {
      scene.world.zone(NAS, 'ipv4')
      await pass(SECOND)
    }
    expect(familiesHeld(scene.server, NAS)).toEqual([V4[0], V6[1]])
    expect(FAMILIES.map((family) => isConfirmed(family))).toEqual([true, true])
  })
})

describe('a good that names another address of the same family', () => {
  it('is not done, and the zone is asked', async () => {
    await begin(
      { addresses: 'single', echoes: true },
      { account: { dialect: { addresses: 'comma', unnamedFamily: 'unknown' } } },
    )
    scene.world.zoneAsked.length = 0
    await pass(MINUTE)
    expect(FAMILIES.map((family) => isConfirmed(family))).toEqual([false, false])
    expect(state('ipv4')?.accepted).toBeNull()
    expect(new Set(scene.world.zoneAsked.map(({ family }) => family))).toEqual(new Set(FAMILIES))
    expect(holds().map(([, , , code]) => code)).toEqual(['other-address', 'other-address'])
  })

  it('teaches that both belong into one request', async () => {
    // IPv6 in a parameter of its own; without `myip` the connection's address is taken, and named.
    await begin({ addresses: 'detecting:myipv6', echoes: true })
    await pass(30 * MINUTE)
    expect(familiesHeld(scene.server, NAS)).toEqual([V4[0], V6[0]])
    expect(FAMILIES.map((family) => isConfirmed(family))).toEqual([true, true])
  })

  it('of 127.0.0.1 blocks the account', async () => {
    await begin({}, { families: ['ipv4'] }, () => scene.server.failNext.push('good 127.0.0.1'))
    await pass(MINUTE)
    expect(holds()).toEqual([[null, null, 'blocked', 'good-127.0.0.1']])
  })
})
