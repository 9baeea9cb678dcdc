// Finds out for `homeward doctor` how each address is detected now. With a running engine it reads what one more round
// observed; without one it observes itself, and sends nothing.
import { policyText } from '../contract/address-sources.ts'
import { type DoctorObservation, type DoctorReport, holdingGuard } from '../contract/doctor.ts'
import { withGuards } from '../contract/guards.ts'
import type { Settings } from '../contract/settings.ts'
import type { Engine } from '../engine/engine-api.ts'
import { until } from '../engine/until.ts'
import type { Adapter } from '../model/adapter.ts'
import { isOnline } from '../model/adapter-table.ts'
import { FAMILIES, sameAddress } from '../model/address.ts'
import { publishedAddress } from '../model/family-state.ts'
import { isoTime } from '../model/iso-time.ts'
import { networkPaths } from '../model/network-path.ts'
import { type Detector, type ObservationReport, type ObservationRequest, requestKey } from '../model/observation.ts'
import type { AdapterTable, Clock } from '../model/ports.ts'

export interface DoctorOptions {
  readonly engine: Pick<Engine, 'request' | 'view' | 'changed' | 'pause' | 'states'>
  readonly settings: () => Settings
  readonly adapters: Pick<AdapterTable, 'list' | 'mode'>
  readonly detector: Detector
  readonly clock: Pick<Clock, 'now' | 'setTimer'>
}

export interface Doctor {
  /** By one more round of this engine, which runs. */
  fromRound(): Promise<DoctorReport>
  /** Beside any engine. */
  observe(): Promise<DoctorReport>
}

/** Longer than any round observes. */
const LONGEST_ROUND_MS = 15_000

type Question = Pick<ObservationRequest, 'family' | 'policy' | 'guards'>

interface Observed {
  readonly adapters: readonly Adapter[]
  readonly reports: readonly ObservationReport[]
}

export function createDoctor(options: DoctorOptions): Doctor {
  const { engine, settings, adapters, detector, clock } = options

  function namesOf(question: Question) {
    const { family } = question
    const key = requestKey(question)
    return settings().records.filter(
      ({ guards, ...record }) => requestKey({ family, policy: record[family], guards }) === key,
    )
  }

  /** Without any name there is still something to find out. */
  function questions(): readonly Question[] {
    const all = new Map<string, Question>()
    for (const record of settings().records) {
      for (const family of FAMILIES) {
        const question = { family, policy: record[family], guards: record.guards }
        if (question.policy !== 'off') all.set(requestKey(question), question)
      }
    }
    return all.size > 0 ? [...all.values()] : FAMILIES.map((family) => ({ family, policy: 'auto' }))
  }

  function ask(question: Question, table: readonly Adapter[]): Promise<ObservationReport> {
    const { family } = question
    const published = namesOf(question).map(({ account, hostname }) =>
      publishedAddress(engine.states.state({ account, hostname, family })),
    )
    const current = [...new Set(published.filter((address) => address !== null))]
    return detector.observe({ ...question, current }, table)
  }

  function toObservation(report: ObservationReport): DoctorObservation {
    const { request, observation, answers, candidates, guards = [], tookMs } = report
    const address = observation.kind === 'known' ? observation.address : null
    return {
      family: request.family,
      policy: withGuards(policyText(request.policy), request.guards),
      hostnames: namesOf(request).map(({ hostname }) => hostname),
      outcome: observation.kind,
      address,
      why: observation.kind === 'unmanaged' ? null : observation.why,
      guards: [...guards],
      answers: answers.map((answer) => ({
        ...answer,
        agrees: answer.refused === null && address !== null && sameAddress(answer.address, address),
        tookMs: Math.round(answer.tookMs),
      })),
      candidates: [...candidates],
      tookMs: Math.round(tookMs),
    }
  }

  function toReport({ adapters: table, reports }: Observed, isRunning: boolean): DoctorReport {
    const observations = reports.map(toObservation)
    const online = isOnline(table)
    return {
      version: 1,
      at: isoTime(clock.now()),
      verdict: verdictOf(observations, online),
      online,
      isRunning,
      monitoring: adapters.mode.kind,
      observations,
      paths: networkPaths(reports, table),
    }
  }

  async function observeNow(isRunning: boolean): Promise<DoctorReport> {
    const table = await adapters.list()
    const reports = await Promise.all(questions().map((question) => ask(question, table)))
    return toReport({ adapters: table, reports }, isRunning)
  }

  return {
    fromRound: async () => {
      // In a pause there is no round, and without a name none that observes anything.
      if (engine.pause.active || settings().records.length === 0) return observeNow(true)
      const before = engine.view
      engine.request('poll')
      // A round that runs already has it followed by another one, whose view is a newer one still.
      await until(clock, engine.changed, LONGEST_ROUND_MS, () => engine.view !== before)
      const { view } = engine
      return view === null || view === before ? observeNow(true) : toReport(view, true)
    },
    observe: () => observeNow(false),
  }
}

function verdictOf(observations: readonly DoctorObservation[], online: boolean): DoctorReport['verdict'] {
  if (observations.some((observation) => holdingGuard(observation) !== null)) return 'held'
  if (observations.every(({ outcome }) => outcome !== 'unknown')) return 'fine'
  return online ? 'unknown' : 'offline'
}
