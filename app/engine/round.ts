// A round: observe, decide, hand over jobs, write down why. It changes nothing at a provider itself and waits for no job.
import type { RoundRecord } from '../contract/history.ts'
import type { FamilyPolicy, Settings } from '../contract/settings.ts'
import type { Trigger } from '../contract/snapshot.ts'
import type { Adapter } from '../model/adapter.ts'
import { FAMILIES, type Family, sameAddress } from '../model/address.ts'
import { lookAgainDelayMs } from '../model/backoff.ts'
import { canonicalSnapshot, isOnline } from '../model/canonical-snapshot.ts'
import { decide } from '../model/decide.ts'
import type { Detector, ObservationPlan, ObservationReport } from '../model/observation.ts'
import type { AdapterTable, Clock, HttpClient, Log } from '../model/ports.ts'
import type { Store } from '../model/store.ts'
import type { AccountDirectory } from './account-directory.ts'
import type { Decided } from './decided.ts'
import { liftEditedHolds } from './edited-holds.ts'
import type { JobRunner } from './job-runner.ts'
import type { Ledger } from './ledger.ts'
import { createRecordIndex } from './record-index.ts'
import { toRoundRecord } from './round-record.ts'
import type { Want } from './want.ts'

export interface RoundOptions {
  readonly settings: () => Settings
  readonly adapters: AdapterTable
  readonly detector: Detector
  readonly ledger: Ledger
  readonly store: Pick<Store, 'addRound'>
  readonly accounts: AccountDirectory
  readonly jobs: JobRunner
  readonly http: Pick<HttpClient, 'reset'>
  readonly clock: Clock
  readonly log: Log
  readonly lookBy: (at: number, trigger: Trigger) => void
  readonly nextLookAt: () => number | null
}

/** What the last round saw: the status is drawn from it. */
export interface RoundView {
  readonly record: RoundRecord
  readonly adapters: readonly Adapter[]
  readonly online: boolean
  readonly reports: readonly ObservationReport[]
}

export interface RoundRequest {
  readonly trigger: Trigger
  /** Hostnames (lower case) to update although nothing changed. */
  readonly forced: ReadonlySet<string>
}

export const planKey = (family: Family, policy: FamilyPolicy): string => `${family} ${JSON.stringify(policy)}`

export interface Round {
  /** @returns null when nothing had changed and the round ended at once. */
  run(request: RoundRequest): Promise<RoundView | null>
}

export function createRound(options: RoundOptions): Round {
  const { ledger, clock, jobs } = options
  let lastSnapshot: string | null = null
  let unknownRounds = 0

  async function listAdapters(): Promise<readonly Adapter[]> {
    try {
      return await options.adapters.list()
    } catch (error) {
      // No table is not an empty machine: every observation becomes unknown and nothing is changed.
      options.log('error', 'the adapter table could not be read', { error: String(error) })
      return []
    }
  }

  function plansOf(settings: Settings): readonly ObservationPlan[] {
    const plans = new Map<string, { family: Family; policy: FamilyPolicy; current: Set<string> }>()
    for (const record of settings.records) {
      for (const family of FAMILIES) {
        const policy = record[family]
        if (policy === 'off') continue
        const key = planKey(family, policy)
        const plan = plans.get(key) ?? { family, policy, current: new Set() }
        plans.set(key, plan)
        const confirmed = ledger.state({ account: record.account, hostname: record.hostname, family })?.confirmed
        if (confirmed) plan.current.add(confirmed)
      }
    }
    return [...plans.values()].map((plan) => ({ ...plan, current: [...plan.current] }))
  }

  /** What a fresh look may try again at once: the network is back, or the user says so. */
  function liftWaits(trigger: Trigger): void {
    const isNetwork = trigger === 'network-change' || trigger === 'resume' || trigger === 'startup'
    if (!isNetwork && trigger !== 'user') return
    for (const hold of ledger.holds()) {
      if (hold.class === 'parked' && (trigger === 'user' || hold.failure.kind === 'network')) {
        ledger.liftHold(hold.account, hold.hostname, hold.family)
      }
    }
    jobs.nudge()
  }

  function decideAll(
    settings: Settings,
    reports: readonly ObservationReport[],
    request: RoundRequest,
  ): readonly Decided[] {
    const observations = new Map(
      reports.map((report) => [planKey(report.plan.family, report.plan.policy), report.observation]),
    )
    const infos = new Map(settings.accounts.map(({ id }) => [id, options.accounts.provider(id)?.info ?? null]))
    const now = clock.now()
    return settings.records.flatMap((record) =>
      FAMILIES.map((family): Decided => {
        const key = { account: record.account, hostname: record.hostname, family }
        const info = infos.get(record.account) ?? null
        const decision = decide({
          family,
          observation: observations.get(planKey(family, record[family])) ?? { kind: 'unmanaged' },
          state: ledger.state(key),
          hold: ledger.holdOn(key),
          keepAliveDays: info?.keepAliveDays ?? null,
          minIntervalS: info?.minIntervalS ?? null,
          forced: request.forced.has(record.hostname.toLowerCase()),
          now,
        })
        return { ...key, decision }
      }),
    )
  }

  /** An undo lasts until the next real change: once another address is observed, that one counts again. */
  function endUndos(settings: Settings, reports: readonly ObservationReport[]): void {
    for (const { plan, observation } of reports) {
      if (observation.kind !== 'known') continue
      for (const { account, hostname, ...record } of settings.records) {
        const key = { account, hostname, family: plan.family }
        const undo = ledger.state(key)?.undo
        if (!undo || planKey(plan.family, record[plan.family]) !== planKey(plan.family, plan.policy)) continue
        if (!sameAddress(undo.from, observation.address)) ledger.setUndo(key, null)
      }
    }
  }

  function planNextLook(reports: readonly ObservationReport[], decided: readonly Decided[], online: boolean): void {
    const isUnknown = online && reports.some((report) => report.observation.kind === 'unknown')
    unknownRounds = isUnknown ? unknownRounds + 1 : 0
    if (isUnknown) options.lookBy(clock.now() + lookAgainDelayMs(unknownRounds), 'retry')
    for (const { decision } of decided) {
      if (decision.action === 'hold' && decision.until !== null) options.lookBy(decision.until, 'retry')
      if (decision.action === 'unchanged' && decision.due !== null) options.lookBy(decision.due, 'poll')
    }
  }

  async function run(request: RoundRequest): Promise<RoundView | null> {
    const startedAt = clock.now()
    const started = clock.monotonic()
    const adapters = await listAdapters()
    const snapshot = canonicalSnapshot(adapters)
    const changed = snapshot !== lastSnapshot
    if (request.trigger === 'network-change' && !changed && unknownRounds === 0) return null
    // Pooled connections of the network before lead nowhere, and would be waited for until they time out.
    if (changed && lastSnapshot !== null) options.http.reset()
    lastSnapshot = snapshot

    const settings = options.settings()
    const plans = plansOf(settings)
    const reports = await Promise.all(plans.map((plan) => options.detector.observe(plan, adapters)))
    const record = createRecordIndex(settings)
    await liftEditedHolds({ ledger, accounts: options.accounts, record })
    liftWaits(request.trigger)

    endUndos(settings, reports)
    const decided = decideAll(settings, reports, request)
    planNextLook(reports, decided, isOnline(adapters))
    const round = toRoundRecord({
      trigger: request.trigger,
      startedAt,
      tookMs: clock.monotonic() - started,
      reports,
      decided,
      nextLookAt: options.nextLookAt(),
    })
    const roundId = options.store.addRound(round)

    jobs.retract(decided.filter(({ decision }) => decision.action === 'unchanged' || decision.action === 'none'))
    jobs.submit(
      decided.flatMap(({ decision, account, hostname, family }): Want[] =>
        decision.action === 'update'
          ? [{ account, hostname, family, address: decision.address, trigger: request.trigger, roundId }]
          : [],
      ),
    )
    return { record: { id: roundId, ...round }, adapters, online: isOnline(adapters), reports }
  }

  return { run }
}
