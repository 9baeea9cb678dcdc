// Finds the settings of a hostname at an account without walking all records each time.
import type { RecordSettings, Settings } from '../contract/settings.ts'
import type { FamilyKey } from '../model/store.ts'

const recordKey = (account: string, hostname: string) => `${account}/${hostname.toLowerCase()}`

export function createRecordIndex(
  settings: Settings,
): (key: Pick<FamilyKey, 'account' | 'hostname'>) => RecordSettings | undefined {
  const records = new Map(settings.records.map((record) => [recordKey(record.account, record.hostname), record]))
  return (key) => records.get(recordKey(key.account, key.hostname))
}
