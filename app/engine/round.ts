// A round: observe, decide, hand over jobs, write down why. It changes nothing at a provider itself and waits for no job.
import type { RoundRecord } from '../contract/history.ts'
import type { Reason } from '../contract/reason.ts'
import type { FamilyPolicy } from '../contract/settings.ts'
import type { Trigger } from '../contract/snapshot.ts'
import type { Adapter } from '../model/adapter.ts'
import { type Family, sameAddress } from '../model/address.ts'
import { lookAgainDelayMs } from '../model/backoff.ts'
import { canonicalSnapshot, isOnline } from '../model/canonical-snapshot.ts'
import { decide } from '../model/decide.ts'
import type { Detector, Observation, ObservationPlan, ObservationReport } from '../model/observation.ts'
import type { AdapterTable, Clock, HttpClient, Log } from '../model/ports.ts'
import { familyKey, type Store } from '../model/store.ts'
import type { AccountDirectory } from './account-directory.ts'
import type { Decided } from './decided.ts'
import { liftEditedHolds } from './edited-holds.ts'
import type { JobRunner } from './job-runner.ts'
import type { Ledger } from './ledger.ts'
import { toRoundRecord } from './round-record.ts'
import type { Drifted } from './verification/drift-watch.ts'
import type { Want } from './want.ts'
import { planKey, type WatchedFamily, type WatchList } from './watch-list.ts'

export interface RoundOptions {
  readonly watchList: () => WatchList
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
  /** Per family key what the zone was found to hold instead of the confirmed address: sent again. */
  readonly drifted: Drifted
}

export interface Round {
  /** @returns null when nothing had changed and the round ended at once. */
  run(request: RoundRequest): Promise<RoundView | null>
}

/** Whatever made the round begin: what had drifted is sent because of that. */
const causeOf = ({ why }: { readonly why: Reason }, { trigger }: RoundRequest): Trigger =>
  why.code === 'update-drift' || why.code === 'update-drift-gone' ? 'drift' : trigger

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

  function plansOf({ families }: WatchList): readonly ObservationPlan[] {
    const plans = new Map<string, { family: Family; policy: FamilyPolicy; current: Set<string> }>()
    for (const { place, plan: key, family, policy } of families) {
      const plan = plans.get(key) ?? { family, policy, current: new Set() }
      if (plan.current.size === 0) plans.set(key, plan)
      const confirmed = place.state?.confirmed
      if (confirmed) plan.current.add(confirmed)
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
    { settings, families }: WatchList,
    observations: ReadonlyMap<string, Observation>,
    { forced, drifted }: RoundRequest,
  ): readonly Decided[] {
    const infos = new Map(settings.accounts.map(({ id }) => [id, options.accounts.provider(id)?.info ?? null]))
    const now = clock.now()
    return families.map((watched) => {
      const { id, plan, place, account, hostname, family } = watched
      const info = infos.get(account)
      const observation = observations.get(plan) ?? { kind: 'unmanaged' }
      endUndo(watched, observation)
      const decision = decide({
        family,
        observation,
        state: place.state,
        hold: ledger.isFree ? null : ledger.holdOn(watched),
        keepAliveDays: info?.keepAliveDays ?? null,
        minIntervalS: info?.minIntervalS ?? null,
        forced: forced.size > 0 && forced.has(hostname.toLowerCase()),
        drifted: drifted.get(id),
        now,
      })
      return { id, account, hostname, family, decision }
    })
  }

  /** An undo lasts until the next real change: once another address is observed, that one counts again. */
  function endUndo(watched: WatchedFamily, observation: Observation): void {
    const undo = watched.place.state?.undo
    if (!undo || observation.kind !== 'known') return
    if (!sameAddress(undo.from, observation.address)) ledger.setUndo(watched, null)
  }

  function planNextLook(reports: readonly ObservationReport[], decided: readonly Decided[], online: boolean): void {
    const isUnknown = online && reports.some((report) => report.observation.kind === 'unknown')
    unknownRounds = isUnknown ? unknownRounds + 1 : 0
    if (isUnknown) options.lookBy(clock.now() + lookAgainDelayMs(unknownRounds), 'retry')
    let held = Number.POSITIVE_INFINITY
    let due = Number.POSITIVE_INFINITY
    for (const { decision } of decided) {
      if (decision.action === 'hold' && decision.until !== null) held = Math.min(held, decision.until)
      if (decision.action === 'unchanged' && decision.due !== null) due = Math.min(due, decision.due)
    }
    if (Number.isFinite(held)) options.lookBy(held, 'retry')
    if (Number.isFinite(due)) options.lookBy(due, 'poll')
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

    const list = options.watchList()
    const reports = await Promise.all(plansOf(list).map((plan) => options.detector.observe(plan, adapters)))
    await liftEditedHolds({ ledger, accounts: options.accounts, record: list.record })
    liftWaits(request.trigger)

    const observations = new Map(
      reports.map(({ plan, observation }) => [planKey(plan.family, plan.policy), observation]),
    )
    const decided = decideAll(list, observations, request)
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

    if (jobs.busy) {
      const actions = new Map(decided.map(({ id, decision }) => [id, decision.action]))
      jobs.retractIf((want) => (actions.get(familyKey(want)) ?? 'unchanged') === 'unchanged')
    }
    jobs.submit(
      decided.flatMap(({ decision, account, hostname, family }): Want[] =>
        decision.action === 'update'
          ? [{ account, hostname, family, address: decision.address, trigger: causeOf(decision, request), roundId }]
          : [],
      ),
    )
    return { record: { id: roundId, ...round }, adapters, online: isOnline(adapters), reports }
  }

  return { run }
}
