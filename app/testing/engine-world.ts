// A small world for the engine's tests: the real engine and SQLite, with a scripted provider and network. Time is virtual:
// tests switch on vitest's fake timers before they create a world.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import type { Failure } from '../contract/failure.ts'
import { providerCode } from '../contract/failure-codes.ts'
import { describeProvider } from '../contract/provider-info.ts'
import { type Settings, settingsSchema } from '../contract/settings.ts'
import { createGuardMemory, type StoredGuardMemory } from '../detection/guards/guard-memory.ts'
import { createGuardingDetector } from '../detection/guards/guarding-detector.ts'
import { createPortalCheck } from '../detection/guards/portal-check.ts'
import { createEngine, type Engine, type News } from '../engine/engine.ts'
import type { Adapter } from '../model/adapter.ts'
import type { Family } from '../model/address.ts'
import type { DnsClient } from '../model/dns.ts'
import type { Detector, Observation, ObservationReport, ObservationRequest } from '../model/observation.ts'
import type { Clock, CredentialStore, HttpRequest, HttpResult, SecretReading } from '../model/ports.ts'
import type { HostAnswer, Provider, UpdateRequest } from '../model/provider.ts'
import type { Store } from '../model/store.ts'
import { openStore } from '../store/sqlite-store.ts'
import { adapter, adapterAddress } from './adapters.ts'
import { inAllLanguages } from './labels.ts'
import { addressList } from './scripted-dns.ts'

export interface Sent {
  readonly at: number
  readonly account: string
  readonly changes: UpdateRequest['changes']
}

export interface EngineWorld {
  readonly engine: Engine
  readonly store: Store
  readonly sent: Sent[]
  readonly news: News[]
  /** Requests to services other than the practice one. */
  readonly requests: HttpRequest[]
  settings: Settings
  /** What every observation finds from now on; null: unknown. */
  address: string | null
  /** Replaces `address` for a request, and may take its time. */
  observe: ((request: ObservationRequest) => Promise<Observation>) | null
  /** What comes with a scripted observation: who answered what, and what the gateways told. */
  facts: (request: ObservationRequest) => Partial<Pick<ObservationReport, 'answers' | 'gateways' | 'guards'>>
  /** What the guards remember. They judge observations only in a world that is guarded. */
  readonly guards: StoredGuardMemory
  /** How a probe for a captive portal is answered. */
  portal: (url: string) => HttpResult
  /** Whether the computer has a battery. */
  hasBattery: boolean
  /** Replaces the scripted observations by a real detector; null: none. */
  detector: Detector | null
  /** How the provider replies from now on. */
  answer: (hostname: string, request: UpdateRequest) => HostAnswer | Promise<HostAnswer>
  /** What the credential store returns: the same for all accounts, or by account. */
  secret: SecretReading | ((...args: Parameters<CredentialStore['read']>) => SecretReading | Promise<SecretReading>)
  /** What the zone's servers answer from now on: one list for each server. None at first, which is "unknown". */
  zone: (hostname: string, family: Family) => readonly (readonly string[])[]
  /** When the zone was queried, and for what. */
  readonly zoneAsked: { readonly at: number; readonly hostname: string; readonly family: Family }[]
  /** How the provider answers queries; null when it cannot. */
  readBack: NonNullable<Provider['readBack']> | null
  /** Called when the engine drops connections. @param addresses the machine's own; undefined: only idle ones are dropped */
  onReset: (addresses: readonly string[] | undefined) => void
  /** What every random draw returns from now on, in [0, 1). */
  random: number
  adapters: Adapter[]
  /** Replaces `adapters`, and may take its time. */
  slowAdapters: Promise<Adapter[]> | null
  /** The system reports that something may have changed. */
  networkEvent(): void
  /** The machine sleeps for so long, and no event tells of it: timers and the monotonic clock stand still. */
  sleep(ms: number): void
  /** The wall clock is set, by so many milliseconds. */
  setClock(byMs: number): void
  /** Lets time pass, with everything that happens meanwhile. */
  pass(ms: number): Promise<void>
  /** Kills this engine and creates another one on the same file. */
  crashAndRestart(): Promise<EngineWorld>
  close(): void
}

export const confirmed: HostAnswer = { kind: 'confirmed', changed: true }
export const failed = (kind: Failure['kind'], code: string, retryAt: number | null = null): HostAnswer => ({
  kind: 'failed',
  failure: { kind, code: providerCode(code), detail: null, retryAt },
})

export const oneRecord = {
  version: 1,
  accounts: [{ id: 'home', provider: 'practice', fields: { username: 'u' } }],
  records: [{ account: 'home', hostname: 'nas.example.org' }],
}

export interface WorldOptions {
  readonly settings?: unknown
  readonly folder?: string
  readonly info?: Partial<Provider['info']>
  /** Services besides the practice one, and how their requests are answered. */
  readonly services?: {
    readonly providers: readonly Provider[]
    readonly answer: (request: HttpRequest) => string | HttpResult | { readonly status: number; readonly body: string }
  }
  /** Replaces the resolvers, which otherwise repeat the zone's answers. */
  readonly dns?: DnsClient
  /** For an engine of a command that ends after one round. */
  readonly isOneShot?: boolean
  /** The guards judge what is observed. */
  readonly isGuarded?: boolean
}

const NOBODY: HttpResult = { ok: false, fault: 'timeout', message: 'nobody answers', sent: true }

/** Resolvers that repeat the zone's answers. */
export function repeating(zone: EngineWorld['zone']): DnsClient {
  return {
    ask: async ({ name, type }) => {
      const [holds = null] = zone(name, type === 'AAAA' ? 'ipv6' : 'ipv4')
      if (holds === null) return { ok: false, fault: 'timeout', message: 'the zone is silent' }
      const negative = { alias: null, nameServers: [], nameServersTtl: 0, zone: 'example.org', negativeTtl: 60 }
      return { ok: true, rcode: 'NOERROR', authoritative: false, addresses: addressList(holds), ...negative }
    },
    systemServers: () => [],
  }
}

export function createEngineWorld(options: WorldOptions = {}): EngineWorld {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'homeward-engine-'))
  const { store } = openStore(join(folder, 'homeward.sqlite'), 'test')
  const listeners = new Set<() => void>()
  const sent: Sent[] = []
  const news: News[] = []
  const requests: HttpRequest[] = []
  const zoneAsked: EngineWorld['zoneAsked'][number][] = []
  let alive = true
  let sleptMs = 0
  const clock: Clock = {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    sinceBoot: () => performance.now() + sleptMs,
    setTimer: (delayMs, fire) => {
      const timer = setTimeout(fire, delayMs)
      return () => clearTimeout(timer)
    },
  }

  const provider: Provider = {
    info: describeProvider({
      id: 'practice',
      label: 'Practice',
      homepage: 'https://example.org',
      docs: 'https://example.org',
      fields: [
        { key: 'username', label: inAllLanguages('User'), secret: false, required: true },
        { key: 'password', label: inAllLanguages('Password'), secret: true, required: true },
      ],
      batchSize: 20,
      ...options.info,
    }),
    readBack: async (request, http) => {
      if (world.readBack === null) throw new Error('this provider cannot tell what it holds')
      return world.readBack(request, http)
    },
    update: async (request) => {
      sent.push({ at: Date.now(), account: request.account.id, changes: request.changes })
      const outcomes = []
      for (const { hostname, ipv4, ipv6 } of request.changes) {
        for (const [family, address] of [['ipv4', ipv4] as const, ['ipv6', ipv6] as const]) {
          if (address !== null) outcomes.push({ hostname, family, answer: await world.answer(hostname, request) })
        }
      }
      // A killed process never gets the reply.
      return alive ? { outcomes, raw: null, requests: 1 } : new Promise(() => {})
    },
  }

  const observation = (): Observation =>
    world.address === null
      ? { kind: 'unknown', why: { code: 'echo-none', params: {} } }
      : { kind: 'known', address: world.address, why: { code: 'address-chosen', params: { address: world.address } } }

  const scripted: Detector = {
    observe: async (request, adapters) => {
      if (world.detector !== null) return world.detector.observe(request, adapters)
      const seen = world.observe === null ? observation() : await world.observe(request)
      return { request, observation: seen, answers: [], candidates: [], tookMs: 1, ...world.facts(request) }
    },
  }
  const guards = createGuardMemory({ store, log: () => {}, onChange: () => {} })
  const guarded = createGuardingDetector({
    ...{ detector: scripted, memory: guards, clock, log: () => {} },
    portal: createPortalCheck({
      ...{ clock, settings: () => world.settings.detection.portal },
      http: { request: async ({ url }) => world.portal(url) },
    }),
    settings: () => world.settings,
    adapters: { list: async () => world.adapters },
    hasBattery: () => world.hasBattery,
    onBattery: () => false,
  })
  const engine = createEngine({
    settings: () => world.settings,
    store,
    adapters: {
      list: async () => world.slowAdapters ?? world.adapters,
      bestRoute: async () => null,
      subscribe: (listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      mode: { kind: 'events' },
    },
    detector: options.isGuarded ? guarded : scripted,
    provider: (id) =>
      id === 'practice' ? provider : (options.services?.providers.find(({ info }) => info.id === id) ?? null),
    credentials: {
      read: async (...args) => (typeof world.secret === 'function' ? world.secret(...args) : world.secret),
    },
    http: {
      request: async (request) => {
        if (options.services === undefined) throw new Error('nothing here speaks HTTP')
        requests.push(request)
        const answer = options.services.answer(request)
        if (typeof answer === 'string') return { ok: true, status: 200, headers: {}, body: answer }
        return 'ok' in answer ? answer : { ok: true, headers: {}, ...answer }
      },
      reset: (addresses) => world.onReset(addresses),
    },
    dns: options.dns ?? repeating((hostname, family) => world.zone(hostname, family)),
    zone: {
      read: async (hostname, family) => {
        zoneAsked.push({ at: Date.now(), hostname, family })
        const servers = world.zone(hostname, family).map((holds, index) => ({
          name: `ns${index}`,
          address: `11.22.44.${index}`,
          holds,
          ttl: 60,
          problem: null,
        }))
        return { zone: 'example.org', why: null, servers, unanswered: [] }
      },
    },
    clock,
    random: () => world.random,
    log: () => {},
    fingerprint: (text) => text,
    userAgent: () => 'Homeward/test',
    isOneShot: options.isOneShot ?? false,
  })

  const world: EngineWorld = {
    engine,
    store,
    sent,
    news,
    requests,
    settings: settingsSchema.parse(options.settings ?? oneRecord),
    address: '11.22.33.1',
    observe: null,
    facts: () => ({}),
    guards,
    portal: () => NOBODY,
    hasBattery: false,
    detector: null,
    answer: () => confirmed,
    secret: { state: 'found', value: 'hunter2' },
    zone: () => [],
    zoneAsked,
    readBack: null,
    slowAdapters: null,
    onReset: () => {},
    random: 0.5,
    adapters: [adapter({ addresses: [adapterAddress('11.22.33.1')] })],
    networkEvent: () => {
      for (const listener of [...listeners]) listener()
    },
    sleep: (ms) => {
      sleptMs += ms
      vi.setSystemTime(Date.now() + ms)
    },
    setClock: (byMs) => {
      vi.setSystemTime(Date.now() + byMs)
    },
    pass: async (ms) => {
      await vi.advanceTimersByTimeAsync(ms)
    },
    crashAndRestart: async () => {
      alive = false
      engine.stop()
      store.close()
      const next = createEngineWorld({ ...options, folder })
      next.settings = world.settings
      next.address = world.address
      next.zone = world.zone
      next.readBack = world.readBack
      next.adapters = world.adapters
      next.facts = world.facts
      next.portal = world.portal
      next.hasBattery = world.hasBattery
      return next
    },
    close: () => {
      engine.stop()
      store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  engine.news((item) => news.push(item))
  return world
}
