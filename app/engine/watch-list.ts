// The settings made ready for rounds: every hostname and family that is managed, with its keys computed once, since a
// quiet round over thousands of names would otherwise spend its time on making them.
import type { FamilyPolicy, RecordSettings, Settings } from '../contract/settings.ts'
import { FAMILIES, type Family } from '../model/address.ts'
import { type FamilyKey, familyKey } from '../model/store.ts'
import type { Ledger, StatePlace } from './ledger.ts'

export interface WatchedFamily extends FamilyKey {
  /** `familyKey` of it. */
  readonly id: string
  /** What it shares with all names of the same family and policy: one observation serves them all. */
  readonly plan: string
  readonly policy: Exclude<FamilyPolicy, 'off'>
  /** Where its newest state stands. */
  readonly place: StatePlace
}

export interface WatchList {
  readonly settings: Settings
  readonly families: readonly WatchedFamily[]
  record(key: Pick<FamilyKey, 'account' | 'hostname'>): RecordSettings | undefined
}

export const planKey = (family: Family, policy: FamilyPolicy): string =>
  typeof policy === 'string' ? `${family} ${policy}` : `${family} ${JSON.stringify(policy)}`

const recordKey = ({ account, hostname }: Pick<FamilyKey, 'account' | 'hostname'>) =>
  `${account}/${hostname.toLowerCase()}`

function createWatchList(settings: Settings, ledger: Pick<Ledger, 'place'>): WatchList {
  const records = new Map(settings.records.map((record) => [recordKey(record), record]))
  const families = settings.records.flatMap((record) =>
    FAMILIES.flatMap((family): WatchedFamily[] => {
      const policy = record[family]
      if (policy === 'off') return []
      const key = { account: record.account, hostname: record.hostname, family }
      return [{ ...key, id: familyKey(key), plan: planKey(family, policy), policy, place: ledger.place(key) }]
    }),
  )
  return { settings, families, record: (key) => records.get(recordKey(key)) }
}

/** The list of the settings in force, made anew only when they are replaced. */
export function createCurrentWatchList(settings: () => Settings, ledger: Pick<Ledger, 'place'>): () => WatchList {
  let list: WatchList | null = null
  return () => {
    const now = settings()
    if (list === null || list.settings !== now) list = createWatchList(now, ledger)
    return list
  }
}
