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
import { stateAt, targetOf } from './account-target.ts'
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
  /** Why the store cannot be written, null when it can. */
  readonly onStoreTrouble: (reason: string | null) => void
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
  /** All triggers that this round answers, `trigger` among them. */
  readonly triggers: ReadonlySet<Trigger>
  /** The user wants parked jobs tried now. What a provider or the user stopped stays stopped. */
  readonly retryParked: boolean
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

const AFTER_NETWORK: readonly Trigger[] = ['network-change', 'gateway-push', 'resume', 'startup']
const CLOCK_SLACK_MS = 60_000

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

  /** What a fresh look may try again at once: the network may be back, or the user says so. */
  function liftWaits({ triggers, retryParked }: RoundRequest): void {
    const networkMayBeBack = AFTER_NETWORK.some((trigger) => triggers.has(trigger))
    const now = clock.now()
    for (const hold of ledger.holds()) {
      // The clock was ahead when the hold was made: what is left of it counts from now.
      if (hold.since > now + CLOCK_SLACK_MS) {
        ledger.putHold({ ...hold, since: now, until: hold.until === null ? null : now + (hold.until - hold.since) })
      }
      if (hold.class !== 'parked') continue
      // Nothing was sent and nothing will be without it: looking for the secret costs no provider anything.
      if (hold.failure.code === 'secret-unreadable') {
        ledger.putHold({ ...hold, until: now })
        continue
      }
      if (networkMayBeBack && hold.failure.kind === 'network') ledger.liftHold(hold.account, hold.hostname, hold.family)
      // Tried once, and the waits go on growing from where they were.
      else if (retryParked || (triggers.has('user') && hold.failure.kind === 'network'))
        ledger.putHold({ ...hold, until: now })
    }
    if (networkMayBeBack) jobs.nudge()
  }

  /** A round that cannot be written down is still carried out; the attempts themselves are never sent unwritten. */
  function write(round: Omit<RoundRecord, 'id'>): number | null {
    try {
      const id = options.store.addRound(round)
      options.onStoreTrouble(null)
      return id
    } catch (error) {
      options.log('error', 'the round could not be written', { error: String(error) })
      options.onStoreTrouble(error instanceof Error ? error.message : String(error))
      return null
    }
  }

  function decideAll(
    { settings, families }: WatchList,
    observations: ReadonlyMap<string, Observation>,
    { forced, drifted }: RoundRequest,
  ): readonly Decided[] {
    const accounts = new Map(
      settings.accounts.map((account) => [
        account.id,
        { info: options.accounts.provider(account.id)?.info ?? null, target: targetOf(account) },
      ]),
    )
    const now = clock.now()
    return families.map((watched) => {
      const { id, plan, place, account, hostname, family } = watched
      const { info = null, target = null } = accounts.get(account) ?? {}
      const observation = observations.get(plan) ?? { kind: 'unmanaged' }
      endUndo(watched, observation)
      const decision = decide({
        family,
        observation,
        state: target === null ? place.state : stateAt(place.state, target),
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
    const isOnlyNoise = request.triggers.size === 1 && request.triggers.has('network-change')
    if (isOnlyNoise && !changed && unknownRounds === 0) return null
    // Pooled connections of the network before lead nowhere, and would be waited for until they time out.
    if (changed && lastSnapshot !== null) options.http.reset()
    lastSnapshot = snapshot

    const list = options.watchList()
    const reports = await Promise.all(plansOf(list).map((plan) => options.detector.observe(plan, adapters)))
    await liftEditedHolds({ ledger, accounts: options.accounts, record: list.record })
    liftWaits(request)

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
    const roundId = write(round)

    if (jobs.busy) {
      const actions = new Map(decided.map(({ id, decision }) => [id, decision.action]))
      // What is held meanwhile is not sent either, with whatever address it waited.
      jobs.retractIf((want) => ['unchanged', 'hold'].includes(actions.get(familyKey(want)) ?? 'unchanged'))
    }
    jobs.submit(
      decided.flatMap(({ decision, account, hostname, family }): Want[] =>
        decision.action === 'update'
          ? [{ account, hostname, family, address: decision.address, trigger: causeOf(decision, request), roundId }]
          : [],
      ),
    )
    return { record: { id: roundId ?? 0, ...round }, adapters, online: isOnline(adapters), reports }
  }

  return { run }
}
