// The engine's part of the snapshot, built whole from what is known now. Pure.

import type { RoundRecord } from '../contract/history.ts'
import type { Locale } from '../contract/locale.ts'
import type { AccountSettings, Settings } from '../contract/settings.ts'
import type { AccountStatus, AppSnapshot, Notice, RecordStatus, Verified } from '../contract/snapshot.ts'
import type { JobRunner } from '../engine/jobs/job-runner.ts'
import { planKey } from '../engine/rounds/managed-records.ts'
import type { RoundView } from '../engine/rounds/round.ts'
import type { StateCache } from '../engine/state-cache.ts'
import { FAMILIES, sameAddress } from '../model/address.ts'
import { remainingWait } from '../model/hold.ts'
import type { Observation } from '../model/observation.ts'
import type { Provider } from '../model/provider.ts'
import type { FamilyKey, Hold } from '../model/store.ts'
import { desiredOf, toFamilyRow } from './family-row.ts'
import { toHoldView } from './hold-view.ts'
import { toInterfaceViews } from './interface-view.ts'
import { overall } from './overall.ts'
import { toRecordStatus } from './record-status.ts'
import { undoable } from './undoable.ts'

export type SecretStates = AccountStatus['secrets']

export interface SnapshotFacts {
  readonly revision: number
  readonly version: string
  readonly locale: Locale
  readonly settings: Settings
  readonly settingsFile: { readonly path: string; readonly editable: boolean }
  readonly states: Pick<StateCache, 'state' | 'holdOn' | 'familyHold' | 'accountHold' | 'holds'>
  readonly jobs: Pick<JobRunner, 'isWanted' | 'breaker'>
  readonly view: RoundView | null
  readonly verified: (key: FamilyKey) => Verified | null
  /** The newest round, also one of an earlier run. */
  readonly lastRound: RoundRecord | null
  readonly providers: readonly Provider[]
  readonly secrets: (account: string) => SecretStates
  readonly notices: readonly Notice[]
  readonly paused: boolean
  readonly pausedUntil: number | null
  readonly nextLookAt: number | null
  readonly loginItem: AppSnapshot['loginItem']
}

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())

export function buildSnapshot(facts: SnapshotFacts): AppSnapshot {
  const { settings, view, lastRound } = facts
  const records = recordStatuses(facts)
  const whole = overall({
    locale: facts.locale,
    records,
    notices: facts.notices,
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
    pausedUntil: iso(facts.pausedUntil),
    records,
    accounts: settings.accounts.map((account) => accountStatus(account, facts)),
    holds: facts.states.holds().map((hold) => toHoldView(hold, facts.locale)),
    interfaces: view === null ? [] : toInterfaceViews(view.adapters, view.reports),
    providers: facts.providers.map((provider) => provider.info),
    notices: [...facts.notices],
    settings: {
      file: facts.settingsFile.path,
      editable: facts.settingsFile.editable,
      language: settings.language,
      theme: settings.theme,
      contact: settings.contact ?? null,
      notifications: settings.notifications,
      detection: settings.detection,
    },
    loginItem: facts.loginItem,
    lastRound:
      lastRound === null
        ? null
        : { id: lastRound.id, trigger: lastRound.trigger, at: lastRound.startedAt, tookMs: lastRound.tookMs },
    nextLook: facts.paused ? null : iso(facts.nextLookAt),
  }
}

function recordStatuses(facts: SnapshotFacts): RecordStatus[] {
  const { states, jobs, view } = facts
  const observations = new Map(
    view?.reports.map((report) => [planKey(report.plan.family, report.plan.policy), report.observation]),
  )
  return facts.settings.records.map((record) => {
    const keys = FAMILIES.map((family) => ({ account: record.account, hostname: record.hostname, family }))
    const seen = keys.map(({ family }): Observation | null => {
      if (record[family] === 'off') return { kind: 'unmanaged' }
      return observations.get(planKey(family, record[family])) ?? null
    })
    const holds = keys.map((key, index) => holdOf(key, seen[index] ?? null, states))
    const rows = keys.map((key, index) =>
      toFamilyRow({
        key,
        locale: facts.locale,
        state: states.state(key),
        hold: holds[index] ?? null,
        observation: seen[index] ?? null,
        wanted: jobs.isWanted(key),
        breaker: jobs.breaker(record.account),
        nextLookAt: facts.nextLookAt,
      }),
    )
    const updating = keys.some((key) => jobs.isWanted(key))
    const [ipv4 = null, ipv6 = null] = keys.map((key) => (record[key.family] === 'off' ? null : states.state(key)))
    const [seen4 = null, seen6 = null] = keys.map((key) => (record[key.family] === 'off' ? null : facts.verified(key)))
    return toRecordStatus({
      record,
      rows,
      holds,
      previous: undoable({ ipv4, ipv6 }),
      verified: { ipv4: seen4, ipv6: seen6 },
      updating,
      online: view?.online ?? true,
    })
  })
}

/** What a row speaks of: an update that was let go stays so, although its account goes on waiting for other names. */
function holdOf(key: FamilyKey, observation: Observation | null, states: SnapshotFacts['states']): Hold | null {
  if (observation?.kind === 'unmanaged') return null
  const own = states.familyHold(key)
  if (own?.class !== 'forgotten') return states.holdOn(key)
  const state = states.state(key)
  const desired = desiredOf({ state, observation })
  if (sameAddress(own.fingerprint, desired)) return own
  if (state?.unsettled == null && sameAddress(state?.confirmed ?? null, desired)) return states.accountHold(key.account)
  // Another address is wanted by now: of what was let go only the time counts that the provider named.
  return states.accountHold(key.account) ?? remainingWait(own, 0)
}

function accountStatus(account: AccountSettings, facts: SnapshotFacts): AccountStatus {
  const hold = facts.states.accountHold(account.id)
  return {
    id: account.id,
    provider: account.provider,
    endpoint: account.endpoint ?? null,
    ca: account.ca ?? null,
    allowPlainHttp: account.allowPlainHttp ?? false,
    fields: account.fields,
    secrets: facts.secrets(account.id),
    failure: hold?.failure ?? null,
    breaker: facts.jobs.breaker(account.id),
    heldUntil: iso(hold?.until ?? null),
  }
}
