// One process of a run: the real engine with the real store, between the simulated network, servers and user.
import { join } from 'node:path'
import { type CommandHandlers, createCommandHandlers } from '../../app/commands/handlers.ts'
import { createGuardMemory, type StoredGuardMemory } from '../../app/detection/guards/guard-memory.ts'
import { createGuardingDetector } from '../../app/detection/guards/guarding-detector.ts'
import { createPortalCheck } from '../../app/detection/guards/portal-check.ts'
import { createEngine, type Engine, type EngineOptions, type News } from '../../app/engine/engine.ts'
import { FAMILIES, type Family } from '../../app/model/address.ts'
import type { Detector, Observation } from '../../app/model/observation.ts'
import type { Clock } from '../../app/model/ports.ts'
import type { Provider } from '../../app/model/provider.ts'
import type { Store } from '../../app/model/store.ts'
import { openStore } from '../../app/store/sqlite-store.ts'
import { adapter, adapterAddress, defaultRoute } from '../../app/testing/adapters.ts'
import { repeating } from '../../app/testing/engine-world.ts'
import { accountsOf } from './generators/scenario.ts'
import { applyLookup } from './model/apply-replies.ts'
import type { AttemptTracker } from './model/attempt-tracker.ts'
import { createObservedAddresses, type ObservedAddresses } from './model/observed-addresses.ts'
import { createForcedUpdateOracle } from './oracles/forced-update-oracle.ts'
import { createRequestInvariants } from './oracles/request-invariants.ts'
import { accountOfHostname, isManaged, isPaused, type SimulationState } from './simulation-state.ts'
import { guardStore, type StoreHooks } from './world/guarded-store.ts'
import { routerOf } from './world/network.ts'
import { createServer, type InFlight } from './world/server.ts'
import type { RecordsAt, ServerRecords } from './world/server-records.ts'
import { createCredentialStore, createSettingsEditor } from './world/user-files.ts'
import { elapsed } from './world/virtual-time.ts'
import { zoneAnswers } from './world/zone.ts'

export interface AppProcess {
  readonly engine: Engine
  readonly commands: CommandHandlers
  /** As the engine has it: behind the guard. */
  readonly store: Store
  /** What is really written. */
  readonly file: Store
  readonly observed: ObservedAddresses
  /** What the guards remember. */
  readonly guards: StoredGuardMemory
  readonly providers: readonly Provider[]
  readonly isAlive: boolean
  /** The number of updates on their way. */
  readonly requestsInFlight: number
  /** The write at which it crashed; null while it did not. */
  readonly crashedAt: keyof Store | null
  /** Texts that left the engine since they were last taken. */
  takeTexts(): readonly string[]
  /** The system announces a change. */
  announceChange(): void
  /** Ends it without notice. @returns how many requests were cut off */
  kill(): number
  closeFile(): void
}

export interface AppProcessOptions {
  readonly state: SimulationState
  readonly folder: string
  readonly recordsAt: RecordsAt
  /** What the server of an account's current endpoint holds. */
  readonly recordsOf: (account: string) => ServerRecords
  readonly fingerprint: (text: string) => string
  readonly inFlight: InFlight
  readonly attempts: AttemptTracker
}

export function startProcess(options: AppProcessOptions): AppProcess {
  const { state, folder, recordsAt, inFlight, attempts } = options
  const { store: file } = openStore(join(folder, 'homeward.sqlite'), 'simulation')
  const observed = createObservedAddresses()
  const listeners = new Set<() => void>()
  const texts: string[] = []
  let crashedAt: keyof Store | null = null
  const status = { isAlive: true }
  const isAlive = () => status.isAlive

  /** The next process does not know the replies that this one did not write down. */
  function undoUnwritten(): void {
    for (const undo of [...inFlight.undo.values()].reverse()) undo()
    inFlight.undo.clear()
  }

  const hooks = storeHooks(options, isAlive, (write) => {
    status.isAlive = false
    crashedAt = write
    undoUnwritten()
  })
  const store = guardStore(file, state.guard, hooks)
  const clock = createSimulatedClock(state, isAlive)
  const onReply = createForcedUpdateOracle({
    ...{ state, observed, isAlive },
    holdOn: (key) => engine.states.holdOn(key),
    before: attempts.before,
  })
  const invariants = createRequestInvariants(state, observed, options.recordsOf)
  const server = { state, recordsAt, invariants, isAlive, before: attempts.before, inFlight, onReply }
  const providers = accountsOf(state.scenario).map((account) => createServer(account, server))
  const provider = (id: string): Provider | null => providers.find(({ info }) => info.id === id) ?? null
  const credentials = createCredentialStore(state)
  const log: EngineOptions['log'] = (level, message, details) =>
    texts.push(`${level} ${message} ${JSON.stringify(details ?? {})}`)
  const guards = createGuardMemory({ store, log, onChange: () => {} })
  const adapters = adapterTable(state, listeners)
  const engine: Engine = createEngine({
    settings: () => state.settings,
    store,
    ...{ provider, credentials, clock },
    ...{ adapters, log },
    detector: createDetector({ state, observed, guards, adapters, clock, log }),
    ...nameServers(options, isAlive),
    http: { request: () => Promise.reject(new Error('nothing in the simulation speaks HTTP')), reset: () => {} },
    random: () => state.scenario.randomValue,
    fingerprint: options.fingerprint,
    userAgent: () => 'Homeward/test',
  })
  engine.news((news: News) => texts.push(JSON.stringify(news)))
  const commands = createCommandHandlers({
    ...{ engine, credentials, store, provider, clock },
    settings: () => state.settings,
    editor: createSettingsEditor(state),
    locale: () => 'en',
    answer: guards.answer,
    onSecretsChanged: async () => {},
  })

  return {
    ...{ engine, commands, store, file, observed, guards, providers },
    get isAlive() {
      return status.isAlive
    },
    get requestsInFlight() {
      return inFlight.requests.size
    },
    get crashedAt() {
      return crashedAt
    },
    takeTexts: () => texts.splice(0),
    announceChange: () => {
      for (const listener of [...listeners]) listener()
    },
    kill: () => {
      status.isAlive = false
      undoUnwritten()
      engine.stop()
      const cutOff = inFlight.requests.size
      inFlight.requests.clear()
      return cutOff
    },
    closeFile: () => file.close(),
  }
}

/** Tells the reference model what was written and what was not. */
function storeHooks(
  { state, inFlight, attempts }: AppProcessOptions,
  isAlive: () => boolean,
  onCrash: (write: keyof Store) => void,
): StoreHooks {
  return {
    onAttemptsBegun: attempts.begun,
    onFamilyWritten: attempts.written,
    onAttemptsSettled: (settlements) => {
      attempts.settled(settlements)
      if (settlements.some(({ result }) => ['confirmed', 'unchanged', 'accepted'].includes(result))) {
        state.silence.cameThrough(state.model)
      }
    },
    onSettlingRefused: attempts.notSettled,
    onHoldWritten: ({ account, hostname }) => {
      state.model.account(account).heldAt = elapsed()
      for (const query of inFlight.undo.keys()) {
        const isOfAccount = typeof query === 'object' && query.account.id === account && hostname === null
        if (isOfAccount) inFlight.undo.delete(query)
      }
    },
    onTimesShifted: () => {
      state.unsavedStepMs = 0
    },
    onRefused: (write) => {
      state.counters.count(`refused: ${write}`)
      state.hasLostRounds ||= write === 'addRound'
      // What was learnt about a server could not be written: it does not count.
      if (write === 'setValue') state.places.uncertain()
      if (write === 'setValue') for (const facts of state.model.accounts) facts.batchLimit = null
    },
    onCrash: (write, isAfter) => {
      onCrash(write)
      if (write === 'setValue') state.places.uncertain()
      state.guard.crash = null
      state.trace.note(`the process crashes ${isAfter ? 'after' : 'before'} ${write}`)
    },
    isAlive,
  }
}

function createSimulatedClock(state: SimulationState, isAlive: () => boolean): Clock {
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    // The system tells it in whole seconds.
    sinceBoot: () => Math.floor((performance.now() - state.bootedAt) / 1_000) * 1_000,
    setTimer: (delayMs, fire) => {
      const timer = setTimeout(() => {
        try {
          if (isAlive()) fire()
        } catch (error) {
          // A crash at a write is thrown through everything that called it.
          if (isAlive()) throw error
        }
      }, delayMs)
      return () => clearTimeout(timer)
    },
  }
}

function adapterTable({ network }: SimulationState, listeners: Set<() => void>): EngineOptions['adapters'] {
  return {
    list: async () => [
      adapter({
        addresses: [adapterAddress(`192.168.1.${network.revision % 250}`)],
        defaultRoutes: network.isUp
          ? FAMILIES.map((family) => ({ ...defaultRoute(family), gatewayPhysicalAddress: routerOf(network.place) }))
          : [],
      }),
    ],
    bestRoute: async () => null,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    mode: { kind: 'events' },
  }
}

interface DetectorParts {
  readonly state: SimulationState
  readonly observed: ObservedAddresses
  readonly guards: StoredGuardMemory
  readonly adapters: EngineOptions['adapters']
  readonly clock: Clock
  readonly log: EngineOptions['log']
}

/** The real guards around simulated observations. The computer has a battery, so that each new network is asked about. */
function createDetector({ state, observed, guards, adapters, clock, log }: DetectorParts): Detector {
  const { network, places, trace } = state
  const unguarded: Detector = {
    observe: async (request) => {
      const address = network.isUp ? network.addresses[request.family] : null
      const observation: Observation =
        address === null
          ? { kind: 'unknown', why: { code: 'echo-none', params: {} } }
          : { kind: 'known', address, why: { code: 'address-chosen', params: { address } } }
      return { request, observation, answers: [], candidates: [], tookMs: 1 }
    },
  }
  const guarding = createGuardingDetector({
    ...{ detector: unguarded, memory: guards, adapters, clock, log },
    portal: createPortalCheck({
      ...{ clock, settings: () => state.settings.detection.portal },
      http: { request: () => Promise.reject(new Error('nothing in the simulation speaks HTTP')) },
    }),
    settings: () => state.settings,
    hasBattery: () => true,
    onBattery: () => false,
  })
  return {
    observe: async (request, table) => {
      const address = network.isUp ? network.addresses[request.family] : null
      const isToCount = address !== null && places.seen(network.place)
      const report = await guarding.observe(request, table)
      const { observation } = report
      const counts = observation.kind === 'known' ? observation.address : null
      trace.check(counts === (isToCount ? address : null), 'wrong', () => {
        return `${counts} counts at ${network.place}, and ${isToCount ? address : 'nothing'} should`
      })
      if (counts !== null) noteObserved(state, observed, request.family, counts)
      return report
    },
  }
}

function noteObserved(state: SimulationState, observed: ObservedAddresses, family: Family, address: string): void {
  const { model, pause } = state
  if (observed.observe(family, address)) model.resetBackoff('new-series')
  if (pause.hasMissedTrigger && isPaused(state) !== true) {
    model.resetBackoff('network')
    pause.hasMissedTrigger = false
  }
  for (const facts of model.families) {
    // An undo lasts until another address is observed, if that can be written down.
    const isOver = facts.undo !== null && facts.undo.from !== address && !state.guard.isDiskFull
    if (facts.family === family && isManaged(state, facts) && isOver) facts.undo = null
  }
}

/** Public resolvers and the zone's authoritative servers, which tell the same. */
function nameServers(
  { state, recordsOf }: AppProcessOptions,
  isAlive: () => boolean,
): Pick<EngineOptions, 'dns' | 'zone'> {
  const answers = (account: string, key: Parameters<typeof zoneAnswers>[2]) =>
    zoneAnswers(state.zone, recordsOf(account), key)
  return {
    dns: repeating((hostname, family) => {
      const account = accountOfHostname(state, hostname)
      return account === null ? [] : answers(account, { hostname, family })
    }),
    zone: {
      read: async (hostname, family) => {
        const account = accountOfHostname(state, hostname)
        if (account === null || !isAlive()) return { zone: null, why: 'no-zone', servers: [], unanswered: [] }
        const key = { account, hostname, family }
        const found = answers(account, key)
        applyLookup(state, key, found)
        const servers = found.map((holds, index) => {
          return { name: `ns${index}`, address: `11.22.44.${index}`, holds, ttl: 60, problem: null }
        })
        return { zone: 'example.org', why: null, servers, unanswered: [] }
      },
    },
  }
}
