// Servers of every dialect of dyndns2 that were seen, and one promise above all: what is called confirmed is what the zone holds.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AccountSettings } from '../../contract/settings.ts'
import { FAMILIES, type Family } from '../../model/address.ts'
import { publishedAddress } from '../../model/family-state.ts'
import { anyDyndns2Server, dyndns2Services } from '../../providers/dyndns2/provider.ts'
import {
  createDialectServer,
  type DialectServer,
  familiesHeld,
  type ServerDialect,
} from '../../testing/dialect-server.ts'
import { MINUTE, SECOND } from '../../testing/engine-scene.ts'
import { createEngineWorld, type EngineWorld } from '../../testing/engine-world.ts'

const NAS = 'nas.example.org'
const V4 = ['11.22.33.1', '11.22.33.2', '11.22.33.3'] as const
const V6 = ['2a0e:1111::1', '2a0e:1111::2', '2a0e:1111::3'] as const
const UNAVAILABLE = { status: 503, body: 'try again later' }

let world: EngineWorld
let server: DialectServer
/** What the machine has now; null: unknown. */
let has: Record<Family, string | null>

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) })
  has = { ipv4: V4[0], ipv6: V6[0] }
})
afterEach(() => {
  world.close()
  vi.useRealTimers()
})

interface Begin {
  readonly hostnames?: readonly string[]
  readonly families?: readonly Family[]
  readonly account?: Partial<AccountSettings>
}

async function begin(
  dialect: Partial<ServerDialect>,
  options: Begin = {},
  first: () => void = () => {},
): Promise<void> {
  const { hostnames = [NAS], families = FAMILIES, account = {} } = options
  server = createDialectServer({ hostnames, addresses: 'list', ...dialect })
  const policy = (family: Family) => (families.includes(family) ? 'auto' : 'off')
  world = createEngineWorld({
    settings: {
      version: 1,
      accounts: [
        {
          id: 'home',
          provider: 'dyndns2',
          endpoint: 'https://ddns.example.net',
          fields: { username: 'u' },
          ...account,
        },
      ],
      records: hostnames.map((hostname) => ({
        account: 'home',
        hostname,
        ipv4: policy('ipv4'),
        ipv6: policy('ipv6'),
      })),
    },
    services: { providers: [anyDyndns2Server, ...dyndns2Services], answer: (request) => server.answer(request) },
  })
  world.zone = (hostname, family) => server.holds(hostname, family)
  world.observe = async ({ family }) => {
    const address = has[family]
    return address === null
      ? { kind: 'unknown', why: { code: 'echo-none', params: {} } }
      : { kind: 'known', address, why: { code: 'address-chosen', params: { address } } }
  }
  first()
  world.engine.start()
  await pass(100)
}

/** Lets time pass, and checks all the while that what is called confirmed is in the zone. */
async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= SECOND) {
    await world.pass(Math.min(left, SECOND))
    checkClaims()
  }
}

function checkClaims(): void {
  for (const { account, hostname } of world.settings.records) {
    for (const family of FAMILIES) {
      const state = world.engine.states.state({ account, hostname, family })
      if (state === null || state.accepted !== null || state.unsettled !== null || state.confirmed === null) continue
      if (world.engine.jobs.isPending(state)) continue
      expect(server.zone.get(hostname)?.[family] ?? null, `${hostname} ${family}`).toBe(state.confirmed)
    }
  }
}

async function move(next: Partial<Record<Family, string | null>>): Promise<void> {
  Object.assign(has, next)
  world.engine.request('network-change')
  world.engine.request('poll')
  await pass(500)
}

const state = (family: Family, hostname = NAS) => world.engine.states.state({ account: 'home', hostname, family })
const isConfirmed = (family: Family, hostname = NAS): boolean => {
  const its = state(family, hostname)
  return its !== null && its.accepted === null && its.confirmed !== null && its.unsettled === null
}
const holds = () =>
  world.engine.states.holds().map((hold) => [hold.hostname, hold.family, hold.class, hold.failure.code])
const myip = () => server.queries.map((query) => query.replace(/hostname=[^&]*&/, ''))
const hostnamesAsked = () => server.queries.map((query) => /hostname=([^&]*)/.exec(query)?.[1])

describe('(a) a server that reads one address, and takes the connection’s in place of a list', () => {
  it('gets one address a request, also after two failures, and holds both', async () => {
    await begin({ addresses: 'single' }, {}, () => server.failNext.push(UNAVAILABLE, UNAVAILABLE))
    await pass(10 * SECOND)
    for (const query of server.queries) expect(query).not.toMatch(/myip=[^&]*,/)
    expect(familiesHeld(server, NAS)).toEqual([V4[0], V6[0]])
    await pass(10 * SECOND)
    expect(FAMILIES.map((family) => isConfirmed(family))).toEqual([true, true])
  })

  it('is believed nothing where the settings say that it reads a list: a bare “good” is accepted and never confirmed', async () => {
    await begin({ addresses: 'single' }, { account: { dialect: { addresses: 'comma', unnamedFamily: 'unknown' } } })
    await pass(40 * MINUTE)
    expect(familiesHeld(server, NAS)).toEqual(['198.51.100.99', null])
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
      expect(familiesHeld(server, NAS)).toEqual([V4[0], V6[0]])
      expect(FAMILIES.map((family) => isConfirmed(family))).toEqual([true, true])
      expect(world.engine.learnt('home')).toMatchObject({ addresses: `separate:${parameter}`, trial: null })
      server.queries.length = 0
      await move({ ipv6: V6[1] })
      expect(familiesHeld(server, NAS)).toEqual([V4[0], V6[1]])
      await move({ ipv4: V4[1] })
      expect(familiesHeld(server, NAS)).toEqual([V4[1], V6[1]])
      expect(myip()).toEqual([`myip=${V4[0]}&${parameter}=${V6[1]}`, `myip=${V4[1]}&${parameter}=${V6[1]}`])
    },
  )

  it('is remembered by the next process, and by another name', async () => {
    await begin({ addresses: 'replacing:myip6' }, { hostnames: [NAS, 'cam.example.org'] })
    await pass(10 * MINUTE)
    for (const hostname of [NAS, 'cam.example.org']) {
      expect(familiesHeld(server, hostname), hostname).toEqual([V4[0], V6[0]])
      expect(FAMILIES.map((family) => isConfirmed(family, hostname))).toEqual([true, true])
    }
    const { observe } = world
    world = await world.crashAndRestart()
    world.observe = observe
    world.engine.start()
    await pass(SECOND)
    server.queries.length = 0
    await move({ ipv4: V4[1], ipv6: V6[1] })
    await pass(SECOND)
    expect(myip()).toEqual(Array(2).fill(`myip=${V4[1]}&myip6=${V6[1]}`))
  })

  it('gets IPv4 alone, and the user a sentence, where no form is right', async () => {
    await begin({ addresses: 'replacing:x' })
    await pass(30 * MINUTE)
    expect(familiesHeld(server, NAS)).toEqual([V4[0], null])
    expect(isConfirmed('ipv4')).toBe(true)
    expect(holds()).toEqual([[NAS, 'ipv6', 'needs-user', 'one-family']])
    server.queries.length = 0
    await move({ ipv4: V4[1], ipv6: V6[1] })
    await pass(MINUTE)
    expect(familiesHeld(server, NAS)).toEqual([V4[1], null])
    expect(myip()).toEqual([`myip=${V4[1]}`])
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
    server.queries.length = 0
    await move({ ipv4: V4[1] })
    expect(hostnamesAsked()).toEqual(hostnames)
  })

  it('is not asked again after a word about the account', async () => {
    await begin({ hostnames }, { hostnames, families: ['ipv4'], account: noip }, () => server.failNext.push('badauth'))
    await pass(MINUTE)
    expect(server.queries).toHaveLength(1)
    expect(holds()).toEqual([[null, null, 'needs-user', 'badauth']])
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
    server.queries.length = 0
    await move({ ipv4: V4[1] })
    await pass(10 * SECOND)
    expect(hostnamesAsked()).toEqual([hostnames.join(), ...hostnames])
    for (const hostname of hostnames) expect(isConfirmed('ipv4', hostname)).toBe(true)
    expect(holds()).toEqual([])
    server.queries.length = 0
    await move({ ipv4: V4[2] })
    expect(hostnamesAsked()).toEqual(hostnames)
  })

  it('is not found in an outage: lists go on after it', async () => {
    const names = Array.from({ length: 3 }, (_, index) => `n${index}.example.org`)
    const page = { status: 404, body: '<html>not found</html>' }
    await begin({ hostnames: names }, { hostnames: names, families: ['ipv4'], account: noip })
    await pass(10 * SECOND)
    server.queries.length = 0
    server.failNext.push(page, page)
    await move({ ipv4: V4[1] })
    expect(hostnamesAsked()).toEqual([names.join(), names[0]])
    expect(holds()).toMatchObject([[null, null, 'parked', 'page']])
    server.queries.length = 0
    await pass(10 * MINUTE)
    expect(hostnamesAsked().map((list) => list?.split(',').sort())).toEqual([names])
    expect(world.engine.learnt('home')?.hosts).toBe('comma')
  })

  it('that stores the first name of a list is asked for each name alone', async () => {
    await begin({ list: 'first', hostnames }, { hostnames, families: ['ipv4'] })
    await pass(10 * SECOND)
    await move({ ipv4: V4[1] })
    for (const hostname of hostnames) expect(familiesHeld(server, hostname)).toEqual([V4[1], null])
  })

  it('is asked for no list by fewer than five names', async () => {
    const few = hostnames.slice(0, 4)
    await begin({ list: { status: 400, body: '' }, hostnames: few }, { hostnames: few, families: ['ipv4'] })
    await pass(10 * SECOND)
    server.queries.length = 0
    await move({ ipv4: V4[1] })
    expect(hostnamesAsked()).toEqual(few)
  })
})

describe('a server that answers a list with a line for each name', () => {
  it('gets lists from then on', async () => {
    const hostnames = Array.from({ length: 45 }, (_, index) => `n${index}.example.org`)
    await begin({ hostnames }, { hostnames, families: ['ipv4'] })
    await pass(15 * SECOND)
    expect(server.queries).toHaveLength(45)
    server.queries.length = 0
    await move({ ipv4: V4[1] })
    expect(server.queries).toHaveLength(3)
    await pass(15 * SECOND)
    for (const hostname of hostnames) expect(isConfirmed('ipv4', hostname)).toBe(true)
  })
})

describe('a server that forgets the family that a request leaves out', () => {
  const removing: Begin['account'] = { dialect: { addresses: 'separate:ipv6', unnamedFamily: 'removed' } }
  const both = (ipv4: string, ipv6: string) => `myip=${ipv4}&ipv6=${ipv6}`

  it('gets both in its first request, although one was observed a moment later', async () => {
    await begin({ addresses: 'replacing:ipv6' }, { account: removing }, () => {
      const { observe } = world
      world.observe = async (plan) => {
        if (plan.family === 'ipv6') await new Promise((resolve) => setTimeout(resolve, 300))
        return observe?.(plan) ?? Promise.reject(new Error('no observation'))
      }
    })
    await pass(SECOND)
    expect(myip()).toEqual([both(V4[0], V6[0])])
  })

  it('makes no other name wait for the slower family', async () => {
    await begin({ addresses: 'replacing:ipv6', hostnames: [NAS, 'four.example.org'] }, { account: removing }, () => {
      world.settings = {
        ...world.settings,
        records: [
          ...world.settings.records,
          { account: 'home', hostname: 'four.example.org', ipv4: 'auto', ipv6: 'off' },
        ],
      }
      const { observe } = world
      world.observe = async (plan) => {
        if (plan.family === 'ipv6') await new Promise((resolve) => setTimeout(resolve, 10 * SECOND))
        return observe?.(plan) ?? Promise.reject(new Error('no observation'))
      }
    })
    expect(hostnamesAsked()).toEqual(['four.example.org'])
    // And this one no longer than a burst of changes would.
    await world.pass(600)
    expect(hostnamesAsked()).toEqual(['four.example.org', NAS])
  })

  it('gets the confirmed address of a family that is not known now, while the zone still holds it', async () => {
    await begin({ addresses: 'replacing:ipv6' }, { account: removing })
    await pass(10 * SECOND)
    server.queries.length = 0
    await move({ ipv4: V4[1], ipv6: null })
    expect(myip()).toEqual([both(V4[1], V6[0])])
    expect(familiesHeld(server, NAS)).toEqual([V4[1], V6[0]])
  })

  it('gets nothing while nobody knows what the other family holds, and everything once that is known', async () => {
    await begin({ addresses: 'replacing:ipv6' }, { account: removing })
    await pass(10 * SECOND)
    server.queries.length = 0
    const { zone } = world
    world.zone = () => []
    await move({ ipv4: V4[1], ipv6: null })
    await pass(10 * SECOND)
    expect(server.queries).toEqual([])
    expect(holds()).toEqual([[NAS, 'ipv4', 'parked', 'other-family']])
    world.zone = zone
    await move({ ipv6: V6[1] })
    await pass(SECOND)
    expect(myip()).toEqual([both(V4[1], V6[1])])
    expect(holds()).toEqual([])
  })

  it('is told the address of a family that Homeward does not manage', async () => {
    await begin({ addresses: 'replacing:ipv6' }, { families: ['ipv4'], account: removing }, () =>
      server.zone.set(NAS, { ipv6: V6[2] }),
    )
    await pass(SECOND)
    expect(familiesHeld(server, NAS)).toEqual([V4[0], V6[2]])
    expect(state('ipv6')).toBeNull()
  })

  it('gets nothing where a family that Homeward does not manage has several addresses', async () => {
    await begin({ addresses: 'replacing:ipv6' }, { families: ['ipv4'], account: removing }, () => {
      world.zone = (_, family) => (family === 'ipv6' ? [[V6[0], V6[1]]] : [[]])
    })
    await pass(SECOND)
    expect(server.queries).toEqual([])
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
    expect(world.requests.map(({ family }) => family)).toEqual(['ipv6'])
  })
})

describe('an accepted address', () => {
  it('is not sent again, and is confirmed by the zone', async () => {
    await begin({}, { families: ['ipv4'] })
    expect(state('ipv4')).toMatchObject({ confirmed: null, accepted: V4[0] })
    await move({})
    expect(server.queries).toHaveLength(1)
    await pass(5 * SECOND)
    expect(state('ipv4')).toMatchObject({ confirmed: V4[0], accepted: null })
    await move({ ipv4: V4[1] })
    expect(state('ipv4')).toMatchObject({ confirmed: V4[0], accepted: V4[1], previous: V4[0] })
    await pass(5 * SECOND)
    expect(state('ipv4')).toMatchObject({ confirmed: V4[1], accepted: null, previous: V4[0] })
    expect(world.store.history({ limit: 10 }).attempts.map(({ result }) => result)).toEqual(['accepted', 'accepted'])
    expect(world.news).toHaveLength(2)
  })

  it('is confirmed at once where the reply names it', async () => {
    await begin({ echoes: true }, { families: ['ipv4'] })
    expect(isConfirmed('ipv4')).toBe(true)
  })

  it('stays accepted where no DNS can be asked', async () => {
    await begin({}, { families: ['ipv4'] }, () => {
      world.zone = () => []
    })
    await pass(60 * MINUTE)
    expect(server.queries).toHaveLength(1)
    expect(state('ipv4')).toMatchObject({ confirmed: null, accepted: V4[0] })
    expect(world.engine.verified({ account: 'home', hostname: NAS, family: 'ipv4' })?.state).toBe('unknown')
  })

  it('that is undone restores the address before', async () => {
    await begin({}, { families: ['ipv4'] })
    await pass(5 * SECOND)
    await move({ ipv4: V4[1] })
    expect(world.engine.undo('home', NAS)).toBe(true)
    await pass(500)
    expect(familiesHeld(server, NAS)).toEqual([V4[0], null])
  })

  it('of an earlier run is confirmed after the start', async () => {
    await begin({}, { families: ['ipv4'] })
    const { observe } = world
    world = await world.crashAndRestart()
    world.observe = observe
    world.engine.start()
    await pass(5 * SECOND)
    expect(server.queries).toHaveLength(1)
    expect(isConfirmed('ipv4')).toBe(true)
  })
})

describe('a zone that lags behind its server', () => {
  it.each(['list', 'replacing:myip6'] as const)('confirms nothing that it no longer holds: %s', async (addresses) => {
    const LAG_MS = 90 * SECOND
    const shown: { readonly at: number; readonly addresses: string }[] = []
    await begin({ addresses }, {}, () => {
      world.zone = (hostname, family) => {
        const now = JSON.stringify(server.zone.get(hostname) ?? {})
        if (shown.at(-1)?.addresses !== now) shown.push({ at: Date.now(), addresses: now })
        const seen = shown.filter(({ at }) => at <= Date.now() - LAG_MS).at(-1)
        const address = (JSON.parse(seen?.addresses ?? '{}') as Partial<Record<Family, string>>)[family]
        return [address === undefined ? [] : [address]]
      }
    })
    for (let second = 0; second < 25 * 60; second += 1) {
      world.zone(NAS, 'ipv4')
      await pass(SECOND)
    }
    expect(familiesHeld(server, NAS)).toEqual([V4[0], V6[0]])
    await move({ ipv6: V6[1] })
    for (let second = 0; second < 25 * 60; second += 1) {
      world.zone(NAS, 'ipv4')
      await pass(SECOND)
    }
    expect(familiesHeld(server, NAS)).toEqual([V4[0], V6[1]])
    expect(FAMILIES.map((family) => isConfirmed(family))).toEqual([true, true])
  })
})

describe('a good that names another address of the same family', () => {
  it('is not done, and the zone is asked', async () => {
    await begin(
      { addresses: 'single', echoes: true },
      { account: { dialect: { addresses: 'comma', unnamedFamily: 'unknown' } } },
    )
    await pass(MINUTE)
    expect(FAMILIES.map((family) => isConfirmed(family))).toEqual([false, false])
    expect(state('ipv4')?.accepted).toBeNull()
    expect(holds().map(([, , , code]) => code)).toEqual(['other-address', 'other-address'])
  })

  it('teaches that both belong into one request', async () => {
    // IPv6 in a parameter of its own; without `myip` the connection's address is taken, and named.
    await begin({ addresses: 'detecting:myipv6', echoes: true })
    await pass(30 * MINUTE)
    expect(familiesHeld(server, NAS)).toEqual([V4[0], V6[0]])
    expect(FAMILIES.map((family) => isConfirmed(family))).toEqual([true, true])
  })

  it('of 127.0.0.1 blocks the account', async () => {
    await begin({}, { families: ['ipv4'] }, () => server.failNext.push('good 127.0.0.1'))
    await pass(MINUTE)
    expect(holds()).toEqual([[null, null, 'blocked', 'good-127.0.0.1']])
  })
})
