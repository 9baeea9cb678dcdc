// The settings made ready for rounds: every hostname and family that is managed, grouped by what has to be observed for it,
// with its keys computed once, since a quiet round over thousands of names would otherwise spend its time on making them.
import type { FamilyPolicy, RecordSettings, Settings } from '../../contract/settings.ts'
import { FAMILIES, type Family } from '../../model/address.ts'
import { type FamilyKey, familyKey } from '../../model/store.ts'
import type { StateCache, StateCell } from '../state-cache.ts'

export interface WatchedFamily extends FamilyKey {
  /** `familyKey` of it. */
  readonly id: string
  /** Where its newest state stands. */
  readonly place: StateCell
}

/** All names of the same family and policy: one observation serves them all. */
export interface WatchedPlan {
  readonly key: string
  readonly family: Family
  readonly policy: Exclude<FamilyPolicy, 'off'>
  readonly families: readonly WatchedFamily[]
}

export interface WatchList {
  readonly settings: Settings
  readonly plans: readonly WatchedPlan[]
  record(key: Pick<FamilyKey, 'account' | 'hostname'>): RecordSettings | undefined
}

export const planKey = (family: Family, policy: FamilyPolicy): string =>
  typeof policy === 'string' ? `${family} ${policy}` : `${family} ${JSON.stringify(policy)}`

const recordKey = ({ account, hostname }: Pick<FamilyKey, 'account' | 'hostname'>) =>
  `${account}/${hostname.toLowerCase()}`

function createWatchList(settings: Settings, states: Pick<StateCache, 'cell'>): WatchList {
  const records = new Map(settings.records.map((record) => [recordKey(record), record]))
  const plans = new Map<string, WatchedPlan & { readonly families: WatchedFamily[] }>()
  for (const record of settings.records) {
    for (const family of FAMILIES) {
      const policy = record[family]
      if (policy === 'off') continue
      const name = planKey(family, policy)
      const plan = plans.get(name) ?? { key: name, family, policy, families: [] }
      plans.set(name, plan)
      const key = { account: record.account, hostname: record.hostname, family }
      plan.families.push({ ...key, id: familyKey(key), place: states.cell(key) })
    }
  }
  return { settings, plans: [...plans.values()], record: (key) => records.get(recordKey(key)) }
}

/** The list of the settings in force, made anew only when they are replaced. */
export function createCurrentWatchList(settings: () => Settings, states: Pick<StateCache, 'cell'>): () => WatchList {
  let list: WatchList | null = null
  return () => {
    const now = settings()
    if (list === null || list.settings !== now) list = createWatchList(now, states)
    return list
  }
}
