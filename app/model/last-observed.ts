// What the last round observed, from its record: all that another process knows of this machine's addresses.
import { policyText } from '../contract/address-sources.ts'
import { withGuards } from '../contract/guards.ts'
import type { StoredRound } from '../contract/history.ts'
import type { RecordSettings } from '../contract/settings.ts'
import type { Family } from './address.ts'

/** @returns the address that was observed for a family of the record; null when it was unknown, or asked for in another way */
export function lastObserved(round: StoredRound | null, record: RecordSettings, family: Family): string | null {
  const policy = withGuards(policyText(record[family]), record.guards)
  const own = round?.observations.find((each) => each.family === family && each.policy === policy)
  return own?.outcome === 'known' ? own.address : null
}
