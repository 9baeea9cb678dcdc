// The settings prepared for rounds: every managed family of every hostname, grouped by what is observed for it. Keys and cells
// are looked up once: a quiet round over 5,000 names would otherwise spend most of its time on them.
import type { FamilyPolicy } from '../../contract/address-sources.ts'
import type { GuardSettings } from '../../contract/guards.ts'
import type { RecordSettings, Settings } from '../../contract/settings.ts'
import { FAMILIES, type Family } from '../../model/address.ts'
import { requestKey } from '../../model/observation.ts'
import { type FamilyKey, familyKey } from '../../model/store.ts'
import type { StateCache, StateCell } from '../state-cache.ts'

export interface ManagedFamily extends FamilyKey {
  /** Its `familyKey`. */
  readonly id: string
  /** Holds its newest state. */
  readonly cell: StateCell
}

/** All families with the same policy and the same guards: one observation serves them all. */
export interface PolicyGroup {
  readonly key: string
  readonly family: Family
  readonly policy: Exclude<FamilyPolicy, 'off'>
  readonly guards: GuardSettings | undefined
  readonly families: readonly ManagedFamily[]
}

export interface ManagedRecords {
  readonly settings: Settings
  readonly groups: readonly PolicyGroup[]
  record(key: Pick<FamilyKey, 'account' | 'hostname'>): RecordSettings | undefined
}

/** The group that a family of a record is in. */
export const policyKey = (family: Family, record: Pick<RecordSettings, Family | 'guards'>): string =>
  requestKey({ family, policy: record[family], guards: record.guards })

const recordKey = ({ account, hostname }: Pick<FamilyKey, 'account' | 'hostname'>) =>
  `${account}/${hostname.toLowerCase()}`

function prepare(settings: Settings, states: Pick<StateCache, 'cell'>): ManagedRecords {
  const records = new Map(settings.records.map((record) => [recordKey(record), record]))
  const groups = new Map<string, PolicyGroup & { readonly families: ManagedFamily[] }>()
  for (const record of settings.records) {
    for (const family of FAMILIES) {
      const policy = record[family]
      if (policy === 'off') continue
      const name = policyKey(family, record)
      const group = groups.get(name) ?? { key: name, family, policy, guards: record.guards, families: [] }
      groups.set(name, group)
      const key = { account: record.account, hostname: record.hostname, family }
      group.families.push({ ...key, id: familyKey(key), cell: states.cell(key) })
    }
  }
  return { settings, groups: [...groups.values()], record: (key) => records.get(recordKey(key)) }
}

/** @returns a getter for the active settings' records, which are prepared again only when the settings are replaced */
export function createManagedRecords(settings: () => Settings, states: Pick<StateCache, 'cell'>): () => ManagedRecords {
  let records: ManagedRecords | null = null
  return () => {
    const current = settings()
    if (records === null || records.settings !== current) records = prepare(current, states)
    return records
  }
}
