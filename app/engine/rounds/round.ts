// A round: observe, decide, hand over jobs, write down why. It changes nothing at a provider itself and waits for no job.
import type { RoundRecord } from '../../contract/history.ts'
import type { Reason } from '../../contract/reason.ts'
import type { Trigger } from '../../contract/snapshot.ts'
import type { Adapter } from '../../model/adapter.ts'
import { sameAddress } from '../../model/address.ts'
import { lookAgainDelayMs } from '../../model/backoff.ts'
import { canonicalSnapshot, isOnline } from '../../model/canonical-snapshot.ts'
import { decide } from '../../model/decide.ts'
import type { Detector, Observation, ObservationReport } from '../../model/observation.ts'
import type { AdapterTable, Clock, HttpClient } from '../../model/ports.ts'
import { familyKey } from '../../model/store.ts'
import type { AccountResolver } from '../account-resolver.ts'
import { destinationOf, stateAtDestination } from '../destination.ts'
import { dropFinished, dropOrphans, endWaits, type FreshLook, networkMayBeBack } from '../holds/expiry.ts'
import { createEditedHolds, type EditedHolds } from '../holds/lift-after-edit.ts'
import type { JobRunner } from '../jobs/job-runner.ts'
import type { PendingUpdate } from '../jobs/pending-update.ts'
import type { StateCache } from '../state-cache.ts'
import type { Drifted } from '../verification/drift/drift-scan.ts'
import { type Decided, type Decisions, mergeDecisions } from './decisions.ts'
import { planKey, type WatchedFamily, type WatchedPlan, type WatchList } from './managed-records.ts'
import { createRoundLog, type RoundLogOptions } from './round-log.ts'
import { toRoundRecord } from './round-record.ts'

export interface RoundOptions extends RoundLogOptions {
  readonly watchList: () => WatchList
  readonly adapters: AdapterTable
  readonly detector: Detector
  readonly states: StateCache
  readonly accounts: AccountResolver
  readonly jobs: JobRunner
  readonly http: Pick<HttpClient, 'reset'>
  readonly clock: Clock
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

export interface RoundRequest extends FreshLook {
  /** The weightiest of the triggers that this round answers. */
  readonly trigger: Trigger
  /** Hostnames (lower case) to update although nothing changed. */
  readonly forced: ReadonlySet<string>
  /** Per family key what the zone was found to hold instead of the confirmed address: sent again. */
  readonly drifted: Drifted
}

interface Look extends Decisions {
  readonly report: ObservationReport
}

export interface Round {
  /** @returns null when nothing had changed and the round ended at once. */
  run(request: RoundRequest): Promise<RoundView | null>
}

const isDrift = ({ code }: Reason): boolean => code === 'update-drift' || code === 'update-drift-gone'
/** Sent although the address is the confirmed one. */
const insists = (why: Reason): boolean =>
  why.code === 'update-forced' || why.code === 'update-keep-alive' || isDrift(why)

export function createRound(options: RoundOptions): Round {
  const { states, clock, jobs } = options
  const editedHolds: EditedHolds = createEditedHolds({
    ...options,
    record: (key) => options.watchList().record(key),
    onLateEdit: () => options.lookBy(clock.now(), 'config-change'),
  })
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

  function observe({ family, policy, families }: WatchedPlan, adapters: readonly Adapter[]) {
    const current = new Set<string>()
    for (const { place } of families) if (place.state?.confirmed) current.add(place.state.confirmed)
    return options.detector.observe({ family, policy, current: [...current] }, adapters)
  }

  function decideAll(
    { settings }: WatchList,
    families: readonly WatchedFamily[],
    observation: Observation,
    { forced, drifted }: RoundRequest,
  ): Decisions {
    const accounts = new Map(
      settings.accounts.map((account) => [
        account.id,
        { info: options.accounts.provider(account.id)?.info ?? null, target: destinationOf(account) },
      ]),
    )
    const now = clock.now()
    const notable: Decided[] = []
    let due: number | null = null
    for (const watched of families) {
      const { id, place, account, hostname, family } = watched
      const { info = null, target = null } = accounts.get(account) ?? {}
      endUndo(watched, observation)
      const decision = decide({
        family,
        observation,
        state: target === null ? place.state : stateAtDestination(place.state, target),
        holds: states.holdsOn(watched),
        keepAliveDays: info?.keepAliveDays ?? null,
        minIntervalS: info?.minIntervalS ?? null,
        forced: forced.size > 0 && forced.has(hostname.toLowerCase()),
        drifted: drifted.get(id),
        now,
      })
      if (decision.action !== 'unchanged') notable.push({ id, account, hostname, family, decision })
      else if (decision.due !== null) due = Math.min(due ?? decision.due, decision.due)
    }
    return { notable, due }
  }

  /** An undo lasts until the next real change: once another address is observed, that one counts again. */
  function endUndo(watched: WatchedFamily, observation: Observation): void {
    const undo = watched.place.state?.undo
    if (!undo || observation.kind !== 'known') return
    if (!sameAddress(undo.from, observation.address)) states.setUndo(watched, null)
  }

  /** Gives the jobs what they have to do, and takes from them what is over. */
  function handOver(
    list: WatchList,
    plan: WatchedPlan,
    notable: readonly Decided[],
    { trigger }: RoundRequest,
    roundId: () => number | null,
  ): void {
    if (jobs.busy) {
      const actions = new Map(notable.map(({ id, decision }) => [id, decision.action]))
      jobs.retractIf((want) => {
        const policy = list.record(want)?.[want.family] ?? 'off'
        // Names that were removed from the settings are in no plan.
        if (policy === 'off') return true
        if (planKey(want.family, policy) !== plan.key) return false
        const action = actions.get(familyKey(want)) ?? 'unchanged'
        // What is held meanwhile is not sent either, with whatever address it waited.
        if (action === 'hold') return true
        // What is confirmed came back: only that may be insisted on, not an address that is gone.
        const isGone = !sameAddress(want.address, states.state(want)?.confirmed ?? null)
        return action === 'unchanged' && (!want.insists || isGone)
      })
    }
    const wants = notable.flatMap(({ decision, account, hostname, family }): PendingUpdate[] => {
      if (decision.action !== 'update') return []
      const { address, why } = decision
      // What had drifted is sent because of that, whatever made the round begin.
      const cause = isDrift(why) ? 'drift' : trigger
      return [{ account, hostname, family, address, trigger: cause, roundId: roundId(), insists: insists(why) }]
    })
    jobs.submit(wants)
  }

  function planNextLook(looks: readonly Look[], online: boolean): void {
    const { notable, due } = mergeDecisions(looks)
    const isUnknown = online && looks.some(({ report }) => report.observation.kind === 'unknown')
    unknownRounds = isUnknown ? unknownRounds + 1 : 0
    const delayMs = isUnknown ? lookAgainDelayMs(unknownRounds) : null
    if (delayMs !== null) options.lookBy(clock.now() + delayMs, 'retry')
    let held = Number.POSITIVE_INFINITY
    for (const { decision } of notable) {
      if (decision.action === 'hold' && decision.until !== null) held = Math.min(held, decision.until)
    }
    if (Number.isFinite(held)) options.lookBy(held, 'retry')
    if (due !== null) options.lookBy(due, 'poll')
  }

  /** Whether the account has something left to do for it. */
  function hasWork(decided: Decided): boolean {
    const { decision } = decided
    // What is stopped until the user acts is stopped by a hold of its own.
    if (decision.action === 'hold') return decision.until !== null
    if (decision.action !== 'keep') return true
    const state = states.state(decided)
    return state !== null && (state.unsettled !== null || !sameAddress(state.desired, state.confirmed))
  }

  function tidy({ settings }: WatchList, notable: readonly Decided[]): void {
    if (states.holds().length === 0) return
    const known = new Set(settings.accounts.map(({ id }) => id))
    dropOrphans(states, (account) => known.has(account), clock.now())
    // Names that are no longer in the settings are in no decision, and keep nothing waiting.
    const accounts = new Set(notable.filter(hasWork).map(({ account }) => account))
    const families = new Set(notable.map(({ id }) => id))
    dropFinished(
      states,
      ({ account, hostname, family }) =>
        hostname === null || family === null
          ? !accounts.has(account)
          : !families.has(familyKey({ account, hostname, family })),
      clock.now(),
    )
  }

  async function run(request: RoundRequest): Promise<RoundView | null> {
    const startedAt = clock.now()
    const started = clock.monotonic()
    const adapters = await listAdapters()
    const snapshot = canonicalSnapshot(adapters)
    const changed = snapshot !== lastSnapshot
    const isOnlyNoise = request.triggers.size === 1 && request.triggers.has('network-change')
    if (isOnlyNoise && !changed && unknownRounds === 0) return null
    // Pooled connections of the network before lead nowhere, and would be waited for until they time out.
    if (changed && lastSnapshot !== null) options.http.reset()
    lastSnapshot = snapshot

    const list = options.watchList()
    const online = isOnline(adapters)
    // In the order of the plans, whichever is answered first.
    const looks: (Look | null)[] = list.plans.map(() => null)
    const looked = () => looks.filter((look) => look !== null)
    const log = createRoundLog(options, () =>
      toRoundRecord({
        trigger: request.trigger,
        startedAt,
        tookMs: clock.monotonic() - started,
        reports: looked().map(({ report }) => report),
        decided: mergeDecisions(looked()).notable,
        nextLookAt: options.nextLookAt(),
      }),
    )
    endWaits(states, request, clock.now())
    if (networkMayBeBack(request)) jobs.nudge()
    const edits = editedHolds.lift(request.triggers)

    // Each is decided when its own answer is there: what one family has to wait for delays no other.
    await Promise.all(
      list.plans.map(async (plan, index) => {
        const report = await observe(plan, adapters)
        await edits
        const decisions = decideAll(list, plan.families, report.observation, request)
        looks[index] = { report, ...decisions }
        // Written down with the round, so before the last of the jobs opens its record.
        if (looked().length === looks.length) planNextLook(looked(), online)
        handOver(list, plan, decisions.notable, request, log.open)
      }),
    )
    await edits
    if (list.plans.length === 0) {
      planNextLook([], online)
      jobs.retractIf(() => true)
    }
    tidy(list, mergeDecisions(looked()).notable)
    return { record: log.close(), adapters, online, reports: looked().map(({ report }) => report) }
  }

  return { run }
}
