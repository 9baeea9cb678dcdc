// A record's state from its families: the worst one counts.
import type { RecordSettings } from '../contract/settings.ts'
import type { FamilyRow, RecordStatus } from '../contract/snapshot.ts'
import { needsUser } from '../model/hold.ts'
import type { Hold } from '../model/store.ts'

/** A parked job that failed so often in a row is worth the user's attention. */
const FAILURES_BEFORE_ATTENTION = 3

export interface RecordFacts {
  readonly record: RecordSettings
  readonly rows: readonly FamilyRow[]
  /** The holds behind the rows, in the same order. */
  readonly holds: readonly (Hold | null)[]
  readonly previous: RecordStatus['previous']
  readonly verified: RecordStatus['verified']
  readonly updating: boolean
  readonly learnt: RecordStatus['learnt']
  readonly online: boolean
}

export function toRecordStatus(facts: RecordFacts): RecordStatus {
  const { record, rows, holds, previous, verified, updating, learnt, online } = facts
  const onDrift = record.onDrift ?? 'show'
  const drifted = [verified.ipv4, verified.ipv6].filter((each) => each !== null && each.drift !== null)
  return {
    account: record.account,
    hostname: record.hostname,
    policies: { ipv4: record.ipv4, ipv6: record.ipv6 },
    state: stateOf(),
    families: [...rows],
    previous,
    verified,
    onDrift,
    ...(record.guards === undefined ? {} : { guards: record.guards }),
    learnt,
  }

  function stateOf(): RecordStatus['state'] {
    if (updating) return 'updating'
    if (holds.some((hold) => hold !== null && needsAttention(hold, online))) return 'attention'
    if (rows.some(({ question }) => question !== undefined)) return 'attention'
    if (!online) return 'offline'
    // The user decided whether drift is corrected automatically. Drift that sending does not correct always needs them.
    const isCorrected = onDrift === 'correct' && drifted.every((each) => each?.selfCorrecting)
    if (drifted.length > 0) return isCorrected ? 'waiting' : 'attention'
    const isSettled = rows.every(({ state }) => state === 'confirmed' || state === 'accepted' || state === 'unmanaged')
    // What an accepted address waits for is no trouble until it is drift.
    const hasMessage = rows.some((row) => row.message !== null && row.state !== 'accepted')
    return isSettled && !hasMessage ? 'ok' : 'waiting'
  }
}

/** Without a network every update fails. With one, a failure that lasts needs somebody. */
function needsAttention(hold: Hold, online: boolean): boolean {
  if (needsUser(hold)) return true
  return hold.class === 'parked' && online && hold.attempts >= FAILURES_BEFORE_ATTENTION
}
