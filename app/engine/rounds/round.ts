// A round: observe, decide, hand over to the jobs, write down why. It changes nothing at a provider itself and waits for no job.
import type { StoredRound } from '../../contract/history.ts'
import type { Trigger } from '../../contract/snapshot.ts'
import type { Adapter } from '../../model/adapter.ts'
import { comparableTable, isOnline } from '../../model/adapter-table.ts'
import { sameAddress } from '../../model/address.ts'
import { unknownRetryDelayMs } from '../../model/backoff.ts'
import { type Decision, decide } from '../../model/decide.ts'
import { publishedAddress } from '../../model/family-state.ts'
import { hasMoved, isIdentified, type Network, networkOf } from '../../model/guards/network.ts'
import { messageOf } from '../../model/message-of.ts'
import type { Detector, Observation, ObservationReport } from '../../model/observation.ts'
import type { AdapterTable, Clock, HttpClient } from '../../model/ports.ts'
import { familyKey } from '../../model/store.ts'
import type { AccountResolver } from '../account-resolver.ts'
import { destinationOf, stateAtDestination } from '../destination.ts'
import { createEditedHolds, type EditedHolds } from '../holds/end-after-edit.ts'
import { dropExpired, dropOrphaned, expireEarly, networkMayBeBack, type RoundCause } from '../holds/expiry.ts'
import type { JobRunner } from '../jobs/job-runner.ts'
import type { PendingUpdate } from '../jobs/pending-update.ts'
import type { StateCache } from '../state-cache.ts'
import type { Drifted } from '../verification/drift/drift-scan.ts'
import { endDeadConnections } from './dead-connections.ts'
import { type Decisions, type FamilyDecision, mergeDecisions } from './decisions.ts'
import type { EarlyChecks } from './early-checks.ts'
import { forcedRecord } from './forced-record.ts'
import { HandOver, toUpdates } from './hand-over.ts'
import { type ManagedFamily, type ManagedRecords, type PolicyGroup, policyKey } from './managed-records.ts'
import { createRoundWriter, type RoundWriterOptions } from './round-writer.ts'
import { toStoredRound } from './stored-round.ts'

export interface RoundOptions extends RoundWriterOptions {
  readonly managedRecords: () => ManagedRecords
  readonly adapters: AdapterTable
  readonly detector: Detector
  readonly states: StateCache
  readonly accounts: AccountResolver
  readonly jobs: JobRunner
  readonly http: Pick<HttpClient, 'reset'>
  readonly clock: Clock
  readonly earlyChecks: Pick<EarlyChecks, 'delayAfter'>
  /** Whether one request of this account says all that a name holds, so that its families are better sent together. */
  readonly carriesBoth: (account: string) => boolean
  readonly scheduleBy: (at: number, trigger: Trigger) => void
  readonly nextRoundAt: () => number | null
}

/** The last round, for the snapshot. */
export interface RoundView {
  readonly round: StoredRound
  readonly adapters: readonly Adapter[]
  readonly online: boolean
  readonly reports: readonly ObservationReport[]
}

export interface RoundRequest extends RoundCause {
  /** The trigger that says most of those that this round answers. */
  readonly trigger: Trigger
  /** Hostnames (lower case), and records by `forcedRecord`, to update although nothing changed. */
  readonly forced: ReadonlySet<string>
  /** By family key, what the zone holds instead of the confirmed address: that one is sent again. */
  readonly drifted: Drifted
}

export interface Round {
  /** @returns null when nothing had changed and the round ended at once */
  run(request: RoundRequest): Promise<RoundView | null>
  /** The address of the newest observation by a policy; null when it was unknown, or not observed yet. */
  observed(policy: string): string | null
}

/** A group whose observation has come. */
interface GroupOutcome extends Decisions {
  readonly report: ObservationReport
}

const isDismissed = (decision: Decision): boolean =>
  decision.action === 'hold' && decision.why.code === 'hold-forgotten'

class ObservingRound implements Round {
  readonly #options: RoundOptions
  readonly #editedHolds: EditedHolds
  /** By `policyKey`. */
  readonly #observations = new Map<string, string | null>()
  #lastAdapters: string | null = null
  #lastNetwork: Network | null = null
  #unknownRounds = 0

  constructor(options: RoundOptions) {
    this.#options = options
    this.#editedHolds = createEditedHolds({
      ...options,
      record: (key) => options.managedRecords().record(key),
      onLateEdit: () => options.scheduleBy(options.clock.now(), 'config-change'),
    })
  }

  async run(request: RoundRequest): Promise<RoundView | null> {
    const { states, clock, jobs, http } = this.#options
    const isBack = networkMayBeBack(request)
    const startedAt = clock.now()
    const started = clock.monotonic()
    const adapters = await this.#listAdapters()
    const current = comparableTable(adapters)
    const network = networkOf(adapters)
    // Many routers give the same address in the same local network.
    const isChanged = current !== this.#lastAdapters || hasMoved(this.#lastNetwork, network)
    const isOnlyNoise = request.triggers.size === 1 && request.triggers.has('network-change')
    if (isOnlyNoise && !isChanged && this.#unknownRounds === 0) return null
    // Pooled connections of the previous network lead nowhere, and would have to time out first.
    if (isChanged && this.#lastAdapters !== null) endDeadConnections(http, adapters)
    this.#lastAdapters = current
    if (network !== null && isIdentified(network)) this.#lastNetwork = network

    const records = this.#options.managedRecords()
    const online = isOnline(adapters)
    // In the order of the groups, whichever observation comes first.
    const outcomes: (GroupOutcome | null)[] = records.groups.map(() => null)
    const known = () => outcomes.filter((outcome) => outcome !== null)
    const writer = createRoundWriter(this.#options, () =>
      toStoredRound({
        trigger: request.trigger,
        startedAt,
        tookMs: clock.monotonic() - started,
        reports: known().map(({ report }) => report),
        decisions: mergeDecisions(known()).notable,
        nextRoundAt: this.#options.nextRoundAt(),
      }),
    )
    expireEarly(states, request, clock.now())
    const edits = this.#editedHolds.end(request.triggers)

    const handOver = new HandOver(this.#options)
    // Each group is decided when its own observation is there: a slow source delays no other family.
    await Promise.all(
      records.groups.map(async (group, index) => {
        const report = await this.#observe(group, adapters)
        await edits
        const { observation } = report
        this.#observations.set(group.key, observation.kind === 'known' ? observation.address : null)
        const decisions = this.#decide(records, group, report.observation, request)
        outcomes[index] = { report, ...decisions }
        // Before the last jobs have the round written, which tells when the next one is due.
        if (known().length === outcomes.length) this.#scheduleNext(known(), online)
        this.#cancelObsolete(records, group, decisions.notable)
        // In one step with what follows: a job that waits would otherwise send the address from before the change once more.
        if (isBack) jobs.networkRestored(new Set(group.families.map(({ account }) => account)))
        await handOver.submit(records, group, toUpdates(decisions.notable, request.trigger, writer.open))
      }),
    )
    await edits
    if (records.groups.length === 0) {
      this.#scheduleNext([], online)
      jobs.cancelIf(() => true)
    }
    this.#dropHolds(records, mergeDecisions(known()).notable)
    return { round: writer.close(), adapters, online, reports: known().map(({ report }) => report) }
  }

  observed(policy: string): string | null {
    return this.#observations.get(policy) ?? null
  }

  async #listAdapters(): Promise<readonly Adapter[]> {
    try {
      return await this.#options.adapters.list()
    } catch (error) {
      // An unreadable table does not mean a machine without adapters: every observation is unknown, and nothing changes.
      this.#options.log('error', 'the adapter table could not be read', { error: messageOf(error) })
      return []
    }
  }

  #observe(
    { family, policy, guards, families }: PolicyGroup,
    adapters: readonly Adapter[],
  ): Promise<ObservationReport> {
    const current = new Set<string>()
    for (const { cell } of families) {
      const published = publishedAddress(cell.state)
      if (published !== null) current.add(published)
    }
    return this.#options.detector.observe({ family, policy, guards, current: [...current] }, adapters)
  }

  #decide(
    { settings }: ManagedRecords,
    { families }: PolicyGroup,
    observation: Observation,
    { forced, drifted }: RoundRequest,
  ): Decisions {
    const { states, clock } = this.#options
    const accounts = new Map(
      settings.accounts.map((account) => [
        account.id,
        { info: this.#options.accounts.provider(account.id)?.info ?? null, destination: destinationOf(account) },
      ]),
    )
    const now = clock.now()
    const notable: FamilyDecision[] = []
    let due: number | null = null
    for (const managed of families) {
      const { id, cell, account, hostname, family } = managed
      const { info = null, destination = null } = accounts.get(account) ?? {}
      this.#endUndo(managed, observation)
      const decision = decide({
        family,
        observation,
        state: destination === null ? cell.state : stateAtDestination(cell.state, destination),
        holds: states.holdsOn(managed),
        keepAliveDays: info?.keepAliveDays ?? null,
        minIntervalS: info?.minIntervalS ?? null,
        forced: forced.size > 0 && (forced.has(hostname.toLowerCase()) || forced.has(forcedRecord(managed))),
        drifted: drifted.get(id),
        now,
      })
      if (decision.action !== 'up-to-date') notable.push({ id, account, hostname, family, decision })
      else if (decision.due !== null) due = Math.min(due ?? decision.due, decision.due)
    }
    return { notable, due }
  }

  /** An undo lasts until the next real change: any other observed address counts again. */
  #endUndo(managed: ManagedFamily, observation: Observation): void {
    const undo = managed.cell.state?.undo
    if (!undo || observation.kind !== 'known') return
    if (!sameAddress(undo.from, observation.address)) this.#options.states.setUndo(managed, null)
  }

  /** Cancels what the jobs no longer have to send. */
  #cancelObsolete(records: ManagedRecords, group: PolicyGroup, notable: readonly FamilyDecision[]): void {
    const { jobs } = this.#options
    if (!jobs.busy) return
    const actions = new Map(notable.map(({ id, decision }) => [id, decision.action]))
    jobs.cancelIf((update) => {
      const record = records.record(update)
      // A record that was removed from the settings is in no group.
      if (record === undefined || record[update.family] === 'off') return true
      if (policyKey(update.family, record) !== group.key) return false
      return this.#isObsolete(update, actions.get(familyKey(update)) ?? 'up-to-date')
    })
  }

  /** @param action what the round decided for the family of a pending update */
  #isObsolete(update: PendingUpdate, action: Decision['action']): boolean {
    // What is on hold by now is not sent either, whichever address was pending.
    if (action === 'hold') return true
    if (action !== 'up-to-date') return false
    // The published address came back: a forced update of it goes on, any other address is gone.
    return !update.force || !sameAddress(update.address, publishedAddress(this.#options.states.state(update)))
  }

  #scheduleNext(outcomes: readonly GroupOutcome[], online: boolean): void {
    const { clock, scheduleBy, earlyChecks } = this.#options
    const { notable, due } = mergeDecisions(outcomes)
    const kinds = outcomes.map(({ report }) => report.observation.kind)
    const isUnknown = online && kinds.includes('unknown')
    this.#unknownRounds = isUnknown ? this.#unknownRounds + 1 : 0
    const delayMs = earlyChecks.delayAfter(kinds) ?? (isUnknown ? unknownRetryDelayMs(this.#unknownRounds) : null)
    if (delayMs !== null) scheduleBy(clock.now() + delayMs, 'retry')
    for (const { report } of outcomes) {
      if (report.againInMs !== undefined) scheduleBy(clock.now() + report.againInMs, 'retry')
    }
    let heldUntil = Number.POSITIVE_INFINITY
    for (const { decision } of notable) {
      if (decision.action === 'hold' && decision.until !== null) heldUntil = Math.min(heldUntil, decision.until)
    }
    if (Number.isFinite(heldUntil)) scheduleBy(heldUntil, 'retry')
    if (due !== null) scheduleBy(due, 'poll')
  }

  /** Drops the holds that nothing needs any more. */
  #dropHolds({ settings }: ManagedRecords, notable: readonly FamilyDecision[]): void {
    const { states, clock } = this.#options
    if (states.holds().length === 0 && states.dismissed().length === 0) return
    const inSettings = new Set(settings.accounts.map(({ id }) => id))
    dropOrphaned(states, (account) => inSettings.has(account), clock.now())
    // Records that were removed from the settings have no decision, so they keep no hold.
    const busyAccounts = new Set(notable.filter((each) => this.#hasWork(each)).map(({ account }) => account))
    const busyFamilies = new Set(notable.filter(({ decision }) => !isDismissed(decision)).map(({ id }) => id))
    dropExpired(
      states,
      ({ account, hostname, family }) =>
        hostname === null || family === null
          ? !busyAccounts.has(account)
          : !busyFamilies.has(familyKey({ account, hostname, family })),
      clock.now(),
    )
  }

  /** Whether the account still has to send something for the family. */
  #hasWork(decided: FamilyDecision): boolean {
    const { decision } = decided
    // Without an end the decision follows from a hold that needs the user, or from a dismissal.
    if (decision.action === 'hold') return decision.until !== null
    if (decision.action !== 'keep') return true
    const state = this.#options.states.state(decided)
    return state !== null && (state.unsettled !== null || !sameAddress(state.lastSent, publishedAddress(state)))
  }
}

export const createRound = (options: RoundOptions): Round => new ObservingRound(options)
