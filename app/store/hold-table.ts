// The holds: kept across restarts, so that a restart is no way around a provider's "wait" or "go away".

import type { DatabaseSyncInstance } from '@photostructure/sqlite'
import type { FailureKind } from '../contract/failure.ts'
import { providerCode } from '../contract/failure-codes.ts'
import { FAMILIES, type Family } from '../model/address.ts'
import type { Hold, HoldClass } from '../model/store.ts'
import { SOUND } from './row-constraints.ts'

/** A hold's key as stored. The hold of a whole account has '' as hostname and as family. */
export interface HoldRowKey {
  readonly account: string
  readonly hostname: string
  readonly family: string
}

interface HoldRow extends HoldRowKey {
  readonly family: Family | ''
  readonly class: HoldClass
  readonly kind: FailureKind
  readonly code: string
  readonly detail: string | null
  readonly retry_at: number | null
  readonly since: number
  readonly until: number | null
  readonly attempts: number
  readonly fingerprint: string
}

const toHold = (row: HoldRow): Hold => ({
  account: row.account,
  hostname: row.hostname === '' ? null : row.hostname,
  family: row.family === '' ? null : row.family,
  class: row.class,
  failure: { kind: row.kind, code: providerCode(row.code), detail: row.detail, retryAt: row.retry_at },
  since: row.since,
  until: row.until,
  attempts: row.attempts,
  fingerprint: row.fingerprint,
})

/**
 * Replaces a hold that cannot be read by the strictest one: asking the user is better than sending. A hold whose family is
 * unknown is replaced for both families.
 */
export function strictHolds({ account, hostname, family }: HoldRowKey, since: number): readonly Hold[] {
  const strict = (of: Family | null): Hold => ({
    account,
    hostname: hostname === '' ? null : hostname,
    family: of,
    class: 'blocked',
    failure: { kind: 'unrecognised', code: 'quarantined', detail: null, retryAt: null },
    since,
    until: null,
    attempts: 1,
    fingerprint: '',
  })
  if (hostname === '') return [strict(null)]
  const known = FAMILIES.filter((each) => each === family)
  return (known.length === 0 ? FAMILIES : known).map(strict)
}

export function createHoldTable(database: DatabaseSyncInstance) {
  const sound = database.prepare(`SELECT * FROM holds WHERE ${SOUND.holds}`)
  const unsound = database.prepare(`SELECT account, hostname, family FROM holds WHERE NOT ${SOUND.holds}`)
  const values = 'VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'
  const put = database.prepare(`INSERT OR REPLACE INTO holds ${values}`)
  const putUnlessHeld = database.prepare(`INSERT OR IGNORE INTO holds ${values}`)
  const shift = database.prepare('UPDATE holds SET since = since + ?1, until = until + ?1, retry_at = retry_at + ?1')
  const remove = database.prepare('DELETE FROM holds WHERE account = ? AND hostname = ? AND family = ?')
  const write = (statement: typeof put, hold: Hold) => {
    const { failure } = hold
    statement.run(
      hold.account,
      hold.hostname ?? '',
      hold.family ?? '',
      hold.class,
      failure.kind,
      failure.code,
      failure.detail,
      failure.retryAt,
      hold.since,
      hold.until,
      hold.attempts,
      hold.fingerprint,
    )
  }
  return {
    all: (): readonly Hold[] => [
      ...(sound.all() as unknown as HoldRow[]).map(toHold),
      ...(unsound.all() as unknown as HoldRowKey[]).flatMap((key) => strictHolds(key, Date.now())),
    ],
    put: (hold: Hold) => write(put, hold),
    putUnlessHeld: (hold: Hold) => write(putUnlessHeld, hold),
    /** As `holdAfterClockShift`, for all rows. */
    shift: (ms: number): void => {
      shift.run(ms)
    },
    remove: (account: string, hostname: string | null, family: Family | null) => {
      remove.run(account, hostname ?? '', family ?? '')
    },
  }
}
