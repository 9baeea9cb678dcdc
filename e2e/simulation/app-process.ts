// One process of a life: the real engine with the real store, between the model's network, servers and user.
import { join } from 'node:path'
import { type CommandHandlers, createCommandHandlers } from '../../app/commands/handlers.ts'
import { createEngine, type Engine, type News } from '../../app/engine/engine.ts'
import type { ObservationPlan } from '../../app/model/observation.ts'
import type { Clock } from '../../app/model/ports.ts'
import type { Provider } from '../../app/model/provider.ts'
import type { Store } from '../../app/model/store.ts'
import { openStore } from '../../app/store/sqlite-store.ts'
import { adapter, adapterAddress } from '../../app/testing/adapters.ts'
import { repeating } from '../../app/testing/engine-world.ts'
import { witness } from './apply-replies.ts'
import type { Bookkeeping } from './attempt-tracker.ts'
import { accountsOf } from './generators/scenario.ts'
import { createTold, type Told } from './observed-addresses.ts'
import { createPersistence } from './oracles/forced-update-oracle.ts'
import { createRequestJudge } from './oracles/request-invariants.ts'
import { isPaused, type LifeState, recordOf } from './simulation-state.ts'
import { guardStore } from './world/guarded-store.ts'
import { accountOfHostname, createServer, type Flights, zoneAnswers } from './world/server.ts'
import type { Place } from './world/server-records.ts'
import { createCredentials, createEditor } from './world/user-files.ts'
import { passed } from './world/virtual-time.ts'

export interface Run {
  readonly engine: Engine
  readonly intents: CommandHandlers
  /** Behind the guard. */
  readonly store: Store
  /** What is really written. */
  readonly written: Store
  readonly told: Told
  readonly providers: readonly Provider[]
  readonly isAlive: boolean
  /** Updates on their way. */
  readonly underWay: number
  /** The write at which it ended by itself, null while it did not. */
  readonly cutAt: string | null
  /** Texts that left the engine since they were last taken. */
  takeTexts(): readonly string[]
  networkEvent(): void
  /** Ends it without notice. @returns how many requests were cut off */
  kill(): number
  /** Closes its file. */
  close(): void
}

export interface RunOptions {
  readonly life: LifeState
  readonly folder: string
  readonly place: (account: string, endpoint: string | null) => Place
  readonly mark: (text: string) => string
  readonly flights: Flights
  readonly books: Bookkeeping
}

export function startRun({ life, folder, place, mark, flights, books }: RunOptions): Run {
  const { store: written } = openStore(join(folder, 'homeward.sqlite'), 'promises')
  const told = createTold()
  const listeners = new Set<() => void>()
  const texts: string[] = []
  let isAlive = true
  let cutAt: string | null = null

  const clock: Clock = {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    // The system tells it in whole seconds.
    sinceBoot: () => Math.floor((performance.now() - life.bootedAt) / 1_000) * 1_000,
    setTimer: (delayMs, fire) => {
      const timer = setTimeout(() => {
        try {
          if (isAlive) fire()
        } catch (error) {
          // What ends the process at a write is thrown through all of it.
          if (isAlive) throw error
        }
      }, delayMs)
      return () => clearTimeout(timer)
    },
  }

  const store = guardStore(written, life.guard, {
    onBegun: books.begun,
    onSettled: books.settled,
    onUnsettled: books.unsettled,
    onHeld: ({ account, hostname }) => {
      life.book.account(account).heldAt = passed()
      for (const asked of flights.unwritten.keys()) {
        if (typeof asked === 'object' && asked.account.id === account && hostname === null)
          flights.unwritten.delete(asked)
      }
    },
    onShifted: () => {
      life.owedStepMs = 0
    },
    onRefused: (write) => {
      life.tally.count(`refused: ${write}`)
      life.hasLostRounds ||= write === 'addRound'
    },
    onCut: (write, isAfter) => {
      isAlive = false
      cutAt = write
      takeBackUnwritten()
      life.guard.cut = null
      life.trail.note(`the process ends ${isAfter ? 'after' : 'before'} ${write}`)
    },
    isAlive: () => isAlive,
  })
  /** What was heard and not written down is not known to the next process. */
  function takeBackUnwritten(): void {
    for (const takeBack of [...flights.unwritten.values()].reverse()) takeBack()
    flights.unwritten.clear()
  }

  const judge = createRequestJudge(life, told)
  const onAnswer = createPersistence({
    ...{ life, told },
    isAlive: () => isAlive,
    holdOn: (key) => engine.states.holdOn(key),
    before: books.before,
  })
  const server = { life, place, judge, isAlive: () => isAlive, before: books.before, flights, onAnswer }
  const providers = accountsOf(life.climate).map((account) => createServer(account, server))
  const provider = (id: string): Provider | null => providers.find(({ info }) => info.id === id) ?? null

  function observe({ family }: ObservationPlan): string | null {
    const address = life.sky.isUp ? life.sky.now[family] : null
    if (address === null) return null
    if (told.tell(family, address)) life.book.excuse('wish')
    if (life.pause.hasMissed && isPaused(life) !== true) {
      life.book.excuse('network')
      life.pause.hasMissed = false
    }
    for (const facts of life.book.names) {
      const isWatched = facts.family === family && (recordOf(life, facts)?.[family] ?? 'off') !== 'off'
      // An undo lasts until another address is seen, as far as that can be written down.
      if (isWatched && facts.undo !== null && facts.undo.from !== address && !life.guard.isFull) facts.undo = null
    }
    return address
  }

  const credentials = createCredentials(life)
  const engine: Engine = createEngine({
    settings: () => life.settings,
    store,
    adapters: {
      list: async () => [
        adapter({
          addresses: [adapterAddress(`192.168.1.${life.sky.shape % 250}`)],
          ...(life.sky.isUp ? {} : { defaultRoutes: [] }),
        }),
      ],
      bestRoute: async () => null,
      subscribe: (listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      mode: { kind: 'events' },
    },
    detector: {
      observe: async (plan) => {
        const address = observe(plan)
        const observation =
          address === null
            ? ({ kind: 'unknown', why: { code: 'echo-none', params: {} } } as const)
            : ({ kind: 'known', address, why: { code: 'address-chosen', params: { address } } } as const)
        return { plan, observation, answers: [], candidates: [], tookMs: 1 }
      },
    },
    provider,
    credentials,
    http: { request: () => Promise.reject(new Error('nothing here speaks HTTP')), reset: () => {} },
    dns: repeating((hostname, family) => {
      const account = accountOfHostname(life, hostname)
      return account === null ? [] : zoneAnswers(life, place, { account, hostname, family })
    }),
    zone: {
      read: async (hostname, family) => {
        const account = accountOfHostname(life, hostname)
        if (account === null || !isAlive) return { zone: null, why: 'no-zone', servers: [], silent: [] }
        const key = { account, hostname, family }
        const answers = zoneAnswers(life, place, key)
        witness(life, key, answers)
        const servers = answers.map((holds, index) => {
          return { name: `ns${index}`, address: `11.22.44.${index}`, holds, ttl: 60, problem: null }
        })
        return { zone: 'example.org', why: null, servers, silent: [] }
      },
    },
    clock,
    random: () => life.climate.draw,
    log: (level, message, details) => texts.push(`${level} ${message} ${JSON.stringify(details ?? {})}`),
    fingerprint: mark,
    userAgent: () => 'Homeward/test',
  })
  engine.news((news: News) => texts.push(JSON.stringify(news)))

  const intents = createCommandHandlers({
    ...{ engine, credentials, store, provider, clock },
    settings: () => life.settings,
    editor: createEditor(life),
    locale: () => 'en',
    onSecretsChanged: async () => {},
  })

  return {
    ...{ engine, intents, store, written, told, providers },
    get isAlive() {
      return isAlive
    },
    get underWay() {
      return flights.underWay.size
    },
    get cutAt() {
      return cutAt
    },
    takeTexts: () => texts.splice(0),
    networkEvent: () => {
      for (const listener of [...listeners]) listener()
    },
    kill: () => {
      isAlive = false
      takeBackUnwritten()
      engine.stop()
      const cutOff = flights.underWay.size
      flights.underWay.clear()
      return cutOff
    },
    close: () => written.close(),
  }
}
