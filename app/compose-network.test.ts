// What the composed app listens to on each system, and what follows from sleep and unlocking.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type App, type ComposeOptions, compose } from './compose.ts'
import { type GatewaySettings, settingsSchema } from './contract/settings.ts'
import type { DatagramOptions, LanSockets } from './model/lan.ts'
import { adapter, adapterAddress } from './testing/adapters.ts'
import { optionsOf } from './testing/compose-options.ts'
import { createHandClock, type HandClock } from './testing/hand-clock.ts'
import { createStoreFile, type StoreFile } from './testing/store-file.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
let file: StoreFile
let app: App | null = null
beforeEach(() => {
  file = createStoreFile()
})
afterEach(() => {
  app?.stop()
  app = null
  file.close()
})

/** A home whose router never answers. Services are on a closed port of this machine. */
async function begin(
  given: Partial<GatewaySettings> = {},
  options: Partial<ComposeOptions> = {},
  clock = createHandClock(),
) {
  const open: Pick<DatagramOptions, 'port' | 'join'>[] = []
  const counts = { listening: 0, natPmp: 0 }
  const lan: LanSockets = {
    openDatagrams: async (opened) => {
      open.push(opened)
      return {
        send: (_bytes, to) => {
          if ((to?.port ?? opened.peer?.port) === 5351) counts.natPmp += 1
        },
        close: () => {
          open.splice(open.indexOf(opened), 1)
        },
      }
    },
    listen: async () => {
      counts.listening += 1
      return {
        port: 40_000,
        close: () => {
          counts.listening -= 1
        },
      }
    },
  }
  const settings = settingsSchema.parse({
    version: 1,
    accounts: [{ id: 'home', provider: 'duckdns' }],
    records: [{ account: 'home', hostname: 'nas.duckdns.org' }],
    detection: {
      gateway: given,
      echo: { ipv4: ['http://127.0.0.1:9/'] },
      portal: { probe: false },
      pollIntervalS: 86_400,
    },
  })
  const adapters = { ...optionsOf(file.path, true).adapters, list: async () => [home] }
  app = compose({ ...optionsOf(file.path, true, clock, settings), adapters, lan, ...options })
  app.start()
  await pass(clock, 100)
  return { app, open, counts, ports: () => open.flatMap(({ port }) => port ?? []) }
}

const home = adapter({ addresses: [adapterAddress('192.168.1.7')] })

/** Real sockets take real time to be refused, between steps of the clock. */
async function pass(clock: HandClock, ms: number): Promise<void> {
  const stepMs = ms > 30_000 ? 15_000 : 500
  for (let left = ms; left > 0; left -= stepMs) {
    await clock.advance(Math.min(stepMs, left))
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

describe('the app listens', () => {
  it.each([
    ['linux x64', {}, { announcements: true, events: false }],
    ['darwin arm64', {}, { announcements: true, events: false }],
    ['win32 x64', {}, { announcements: false, events: false }],
    ['win32 arm64', {}, { announcements: false, events: false }],
    ['win32 x64', { announcements: true }, { announcements: true, events: false }],
    ['linux x64', { announcements: false }, { announcements: false, events: false }],
    ['linux x64', { events: true }, { announcements: true, events: true }],
    ['win32 x64', { events: true }, { announcements: false, events: true }],
    ['linux x64', { ask: false, events: true }, { announcements: false, events: false }],
  ] as const)('on %s with %o: %o', async (system, given, expected) => {
    const { ports, counts } = await begin(given, { system })
    expect({ announcements: ports().includes(5350), events: counts.listening > 0 }).toEqual(expected)
    app?.stop()
    app = null
    expect({ ports: ports().filter((port) => port === 5350), listening: counts.listening }).toEqual({
      ports: [],
      listening: 0,
    })
  })
})

describe('a sleep', () => {
  it('that the system tells of ends every listener and question, and a second after it they begin again', async () => {
    const clock = createHandClock()
    const { ports, counts } = await begin({}, { system: 'linux x64' }, clock)
    expect(ports()).toContain(5350)
    await pass(clock, MINUTE)
    app?.power('suspend')
    expect(ports()).not.toContain(5350)
    await pass(clock, 10_000)
    const asked = counts.natPmp
    await pass(clock, 20_000)
    expect(counts.natPmp).toBe(asked)
    clock.sleep(HOUR)
    app?.power('resume')
    await pass(clock, 500)
    expect(counts.natPmp).toBe(asked)
    await pass(clock, 1_000)
    expect(ports()).toContain(5350)
    expect(counts.natPmp).toBeGreaterThan(asked)
  })

  it('that nobody tells of has the router asked again, although it had been found to say nothing', async () => {
    const clock = createHandClock()
    const { counts } = await begin({ announcements: false }, {}, clock)
    // By now it is left alone for half an hour.
    await pass(clock, 5 * MINUTE)
    const asked = counts.natPmp
    await pass(clock, 2 * MINUTE)
    expect(counts.natPmp).toBe(asked)
    clock.sleep(HOUR)
    await pass(clock, 18_000)
    expect(counts.natPmp).toBeGreaterThan(asked)
  })
})

it('checks at once when the session is unlocked', async () => {
  const clock = createHandClock()
  const { app: running } = await begin({ ask: false }, {}, clock)
  await pass(clock, 3 * MINUTE)
  expect(running.store.lastRound()?.trigger).not.toBe('unlock')
  running.power('lock')
  running.power('unlock')
  await pass(clock, 100)
  await expect.poll(() => running.store.lastRound()?.trigger).toBe('unlock')
})
