// The frame of the tests of dyndns2 dialects: an engine, a server of one dialect with its zone, and the invariant of them all:
// what is called confirmed is what the zone holds.
import { afterEach, beforeEach, expect, vi } from 'vitest'
import type { AccountSettings } from '../contract/settings.ts'
import { FAMILIES, type Family } from '../model/address.ts'
import { anyDyndns2Server, dyndns2Services } from '../providers/dyndns2/provider.ts'
import { createDialectServer, type DialectServer, type ServerDialect } from './dialect-server.ts'
import { SECOND } from './engine-scene.ts'
import { createEngineWorld, type EngineWorld } from './engine-world.ts'

export const NAS = 'nas.example.org'
export const V4 = ['11.22.33.1', '11.22.33.2', '11.22.33.3'] as const
export const V6 = ['2a0e:1111::1', '2a0e:1111::2', '2a0e:1111::3'] as const

export interface Begin {
  readonly hostnames?: readonly string[]
  readonly families?: readonly Family[]
  readonly account?: Partial<AccountSettings>
}

/** Registers the hooks of the test file it is called in. */
export function dialectScene() {
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

  return {
    ...{ begin, pass, move, state, isConfirmed, holds, myip, hostnamesAsked },
    get world() {
      return world
    },
    /** A restart replaces it. */
    set world(next) {
      world = next
    },
    get server() {
      return server
    },
  }
}
