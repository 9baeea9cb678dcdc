// Snapshot and explanation of an engine world, as `homeward why` and the window show them: for tests of the texts.

import { explainedHistory } from '../commands/explain.ts'
import { type ExplainedFacts, explainRound } from '../contract/explain/round.ts'
import type { Locale } from '../contract/locale.ts'
import type { AppSnapshot } from '../contract/snapshot.ts'
import { createDetector } from '../detection/detector.ts'
import type { Family } from '../model/address.ts'
import type { AdapterTable, HttpClient } from '../model/ports.ts'
import { buildSnapshot } from '../snapshot/build-snapshot.ts'
import type { EngineWorld } from './engine-world.ts'
import { noGateways } from './gateways.ts'

export function snapshotOf(world: EngineWorld, locale: Locale): AppSnapshot {
  const { engine, store } = world
  return buildSnapshot({
    revision: 1,
    version: 'test',
    locale,
    settings: world.settings,
    settingsFile: { path: 'settings.yaml', editable: true },
    states: engine.states,
    jobs: engine.jobs,
    view: engine.view,
    verified: engine.verified,
    learnt: engine.learnt,
    guards: world.guards.current,
    lastRound: store.lastRound(),
    providers: [],
    secrets: () => ({}),
    notices: [],
    paused: engine.pause.active,
    pausedUntil: engine.pause.until,
    nextRoundAt: engine.nextRoundAt,
    loginItem: 'unavailable',
  })
}

export function factsOf(world: EngineWorld, locale: Locale): ExplainedFacts {
  const { records, paused, summary } = snapshotOf(world, locale)
  const [record] = records
  if (record === undefined) throw new Error('there is no name to explain')
  return { record, ...explainedHistory(world.store, record), pause: paused ? summary : null, isRunning: true }
}

/** Replaces every time by «time», in the form of either language, so that only the words are compared. */
const timeless = (text: string): string =>
  text
    .replace(/[A-Z][a-z]{2} \d{1,2}, \d{4},? (at )?\d{1,2}:\d\d(:\d\d)?\s[AP]M/g, '«time»')
    .replace(/\d{4}年\d{1,2}月\d{1,2}日 \d{1,2}:\d\d(:\d\d)?/g, '«time»')

export const explained = (world: EngineWorld, locale: Locale): string =>
  explainRound(locale, factsOf(world, locale))
    .map(({ topic, lines }) => [`[${topic}]`, ...lines].join('\n'))
    .map(timeless)
    .join('\n')

/** A real detector on a network whose echo services all give these answers: a body, or a status instead. */
export function echoesSay(
  answers: (family: Family) => readonly (string | number)[],
  egress: string | null = null,
): EngineWorld['detector'] {
  let asked = 0
  const http: HttpClient = {
    request: async ({ family }) => {
      const all = answers(family ?? 'ipv4')
      const answer = all[asked++ % all.length] ?? 500
      if (typeof answer === 'string') return { ok: true, status: 200, headers: {}, body: answer }
      return { ok: true, status: answer, headers: {}, body: '' }
    },
    reset: () => {},
  }
  const route = { adapterIndex: 9, sourceAddress: '10.8.0.2', nextHop: null }
  return detectorOn(http, async () => (egress === null ? null : { adapterId: egress, ...route }))
}

/** A real detector on a scripted network, with the time of an engine world. */
export function detectorOn(
  http: HttpClient,
  bestRoute: AdapterTable['bestRoute'] = async () => null,
): NonNullable<EngineWorld['detector']> {
  return createDetector({
    http,
    clock: {
      now: () => Date.now(),
      monotonic: () => performance.now(),
      sinceBoot: () => performance.now(),
      setTimer: (delayMs, fire) => {
        const timer = setTimeout(fire, delayMs)
        return () => clearTimeout(timer)
      },
    },
    log: () => {},
    bestRoute,
    echo: () => ({}),
    ...noGateways,
  })
}
