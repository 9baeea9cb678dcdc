// A record's state from its families: the worst one speaks for it.
import type { RecordSettings } from '../../contract/settings.ts'
import type { FamilyRow, RecordStatus } from '../../contract/snapshot.ts'
import type { Hold } from '../../model/store.ts'

/** Comebacks that failed before a trouble that mends itself is worth the user's attention. */
const PATIENCE = 3

export interface RecordFacts {
  readonly record: RecordSettings
  readonly rows: readonly FamilyRow[]
  /** The holds behind the rows, in the same order. */
  readonly holds: readonly (Hold | null)[]
  readonly previous: RecordStatus['previous']
  readonly updating: boolean
  readonly online: boolean
}

export function toRecordStatus({ record, rows, holds, previous, updating, online }: RecordFacts): RecordStatus {
  return {
    account: record.account,
    hostname: record.hostname,
    policies: { ipv4: record.ipv4, ipv6: record.ipv6 },
    state: stateOf(),
    families: [...rows],
    previous,
  }

  function stateOf(): RecordStatus['state'] {
    if (updating) return 'updating'
    if (holds.some((hold) => hold !== null && needsUser(hold, online))) return 'attention'
    if (!online) return 'offline'
    const isSettled = rows.every((row) => row.state === 'confirmed' || row.state === 'unmanaged')
    const isTold = rows.some((row) => row.message !== null)
    return isSettled && !isTold ? 'ok' : 'waiting'
  }
}

/** Without a network nothing is anybody's fault; with one, a failure that lasts is. */
function needsUser(hold: Hold, online: boolean): boolean {
  if (hold.class === 'needs-user' || hold.class === 'blocked') return true
  return hold.class === 'parked' && online && hold.attempts >= PATIENCE
}
