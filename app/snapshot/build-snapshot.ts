// Builds the whole snapshot from what the engine knows now. Pure.

import type { StoredRound } from '../contract/history.ts'
import type { Locale } from '../contract/locale.ts'
import { reason } from '../contract/reason.ts'
import { type AccountSettings, appOptionsOf, type Settings } from '../contract/settings.ts'
import type { AccountStatus, AppSnapshot, HoldView, Notice, RecordStatus, Verified } from '../contract/snapshot.ts'
import { destinationOf, stateAtDestination } from '../engine/destination.ts'
import type { JobRunner } from '../engine/jobs/job-runner.ts'
import { policyKey } from '../engine/rounds/managed-records.ts'
import type { RoundView } from '../engine/rounds/round.ts'
import type { StateCache } from '../engine/state-cache.ts'
import { FAMILIES } from '../model/address.ts'
import { isDismissed, publishedAddress } from '../model/family-state.ts'
import type { GuardMemory } from '../model/guards/memory.ts'
import { needsUser } from '../model/hold.ts'
import { isoTimeOrNull } from '../model/iso-time.ts'
import { lastObserved } from '../model/last-observed.ts'
import { networkPaths } from '../model/network-path.ts'
import { type Observation, requestKey } from '../model/observation.ts'
import type { Provider } from '../model/provider.ts'
import type { FamilyKey, Hold } from '../model/store.ts'
import type { LearntForm } from '../model/update-form.ts'
import { desiredOf, toFamilyRow } from './family-row.ts'
import { type HoldViewer, holdViewer, toDismissedView } from './hold-view.ts'
import { toInterfaceViews } from './interface-view.ts'
import { toLearntReasons } from './learnt-reasons.ts'
import { overall } from './overall.ts'
import { questionAbout, toQuestionViews } from './questions.ts'
import { toRecordStatus } from './record-status.ts'
import { undoPreview } from './undo-preview.ts'

export type SecretStates = AccountStatus['secrets']

export interface SnapshotFacts {
  readonly revision: number
  readonly version: string
  readonly locale: Locale
  readonly settings: Settings
  readonly settingsFile: { readonly path: string; readonly editable: boolean }
  readonly states: Pick<StateCache, 'state' | 'holdOn' | 'familyHold' | 'accountHold' | 'holds' | 'dismissed'>
  readonly jobs: Pick<JobRunner, 'isPending' | 'breaker'>
  readonly view: RoundView | null
  readonly verified: (key: FamilyKey) => Verified | null
  /** What was learnt about an account's server; null for none. */
  readonly learnt: (account: string) => LearntForm | null
  /** What the guards remember. */
  readonly guards: Pick<GuardMemory, 'questions'>
  /** The newest round, also one of an earlier run. */
  readonly lastRound: StoredRound | null
  readonly providers: readonly Provider[]
  readonly secrets: (account: string) => SecretStates
  readonly notices: readonly Notice[]
  readonly paused: boolean
  readonly pausedUntil: number | null
  readonly nextRoundAt: number | null
  readonly loginItem: AppSnapshot['loginItem']
}

export function buildSnapshot(facts: SnapshotFacts): AppSnapshot {
  const { settings, view, lastRound } = facts
  const viewOf = holdViewer(facts.locale, provenAccounts(facts))
  const records = recordStatuses(facts, viewOf)
  const questions = toQuestionViews(facts.guards, settings, facts.locale)
  const whole = overall({
    locale: facts.locale,
    records,
    notices: facts.notices,
    questions,
    online: view?.online ?? true,
    paused: facts.paused,
    pausedUntil: facts.pausedUntil,
  })
  return {
    revision: facts.revision,
    version: facts.version,
    locale: facts.locale,
    overall: whole.state,
    summary: whole.summary,
    paused: facts.paused,
    pausedUntil: isoTimeOrNull(facts.pausedUntil),
    records,
    accounts: settings.accounts.map((account) => accountStatus(account, facts)),
    holds: holdViews(facts, viewOf),
    questions,
    interfaces: view === null ? [] : toInterfaceViews(view.adapters, view.reports),
    paths: view === null ? [] : networkPaths(view.reports, view.adapters),
    providers: facts.providers.map((provider) => provider.info),
    notices: [...facts.notices],
    settings: {
      file: facts.settingsFile.path,
      editable: facts.settingsFile.editable,
      ...appOptionsOf(settings),
    },
    loginItem: facts.loginItem,
    lastRound:
      lastRound === null
        ? null
        : { id: lastRound.id, trigger: lastRound.trigger, at: lastRound.startedAt, tookMs: lastRound.tookMs },
    nextLook: facts.paused ? null : isoTimeOrNull(facts.nextRoundAt),
  }
}

function recordStatuses(facts: SnapshotFacts, viewOf: HoldViewer): RecordStatus[] {
  const { states, jobs, view } = facts
  const observations = new Map(view?.reports.map((report) => [requestKey(report.request), report.observation]))
  return facts.settings.records.map((record) => {
    const keys = FAMILIES.map((family) => ({ account: record.account, hostname: record.hostname, family }))
    const seen = keys.map(({ family }): Observation | null => {
      if (record[family] === 'off') return { kind: 'unmanaged' }
      if (view !== null) return observations.get(policyKey(family, record)) ?? null
      // A process that has not observed anything yet knows what the last one did.
      const address = lastObserved(facts.lastRound, record, family)
      return address === null ? null : { kind: 'known', address, why: reason('address-chosen', { address }) }
    })
    const holds = keys.map((key, index) => holdOf(key, seen[index] ?? null, states))
    const rows = keys.map((key, index) =>
      toFamilyRow({
        key,
        locale: facts.locale,
        state: states.state(key),
        hold: holds[index] ?? null,
        viewOf,
        observation: seen[index] ?? null,
        verified: states.state(key)?.accepted == null ? null : facts.verified(key),
        isPending: jobs.isPending(key),
        breaker: jobs.breaker(record.account),
        nextRoundAt: facts.nextRoundAt,
        question: record[key.family] === 'off' ? null : questionAbout(facts.guards, key.family, record),
      }),
    )
    const updating = keys.some((key) => jobs.isPending(key))
    const [ipv4 = null, ipv6 = null] = keys.map((key) => (record[key.family] === 'off' ? null : states.state(key)))
    const [seen4 = null, seen6 = null] = keys.map((key) => (record[key.family] === 'off' ? null : facts.verified(key)))
    return toRecordStatus({
      record,
      rows,
      holds,
      previous: undoPreview({ ipv4, ipv6 }),
      verified: { ipv4: seen4, ipv6: seen6 },
      updating,
      learnt: toLearntReasons(facts.learnt(record.account)),
      online: view?.online ?? true,
    })
  })
}

/** The hold that a row is about. A dismissed update has none, unless the record itself needs the user. */
function holdOf(key: FamilyKey, observation: Observation | null, states: SnapshotFacts['states']): Hold | null {
  if (observation?.kind === 'unmanaged') return null
  const state = states.state(key)
  const own = states.familyHold(key)
  const isShown = (own !== null && needsUser(own)) || !isDismissed(state, desiredOf({ state, observation }))
  return isShown ? states.holdOn(key) : null
}

/** The accounts that ever had a success at their present destination. */
function provenAccounts({ settings, states }: SnapshotFacts): ReadonlySet<string> {
  // Only the sentence of a hold needs it, and there may be thousands of records.
  if (states.holds().length === 0) return new Set()
  const destinations = new Map(settings.accounts.map((account) => [account.id, destinationOf(account)]))
  const isConfirmed = (key: FamilyKey): boolean => {
    const destination = destinations.get(key.account)
    const state = destination === undefined ? null : stateAtDestination(states.state(key), destination)
    return publishedAddress(state) !== null
  }
  const proven = settings.records.filter((record) => FAMILIES.some((family) => isConfirmed({ ...record, family })))
  return new Set(proven.map(({ account }) => account))
}

const holdViews = ({ states, locale }: SnapshotFacts, viewOf: HoldViewer): HoldView[] => [
  ...states.holds().map(viewOf),
  ...states.dismissed().map((state) => toDismissedView(state, locale)),
]

function accountStatus(account: AccountSettings, facts: SnapshotFacts): AccountStatus {
  const hold = facts.states.accountHold(account.id)
  return {
    id: account.id,
    provider: account.provider,
    endpoint: account.endpoint ?? null,
    ca: account.ca ?? null,
    allowPlainHttp: account.allowPlainHttp ?? false,
    ...(account.dialect === undefined ? {} : { dialect: account.dialect }),
    ...(account.dns === undefined ? {} : { dns: account.dns }),
    fields: account.fields,
    secrets: facts.secrets(account.id),
    failure: hold?.failure ?? null,
    breaker: facts.jobs.breaker(account.id),
    heldUntil: isoTimeOrNull(hold?.until ?? null),
  }
}
