// Persisted stops: a restart must not be a way around a provider's "wait" or "go away".
import type { DatabaseSyncInstance } from '@photostructure/sqlite'
import { FAILURE_KINDS, type FailureKind } from '../contract/failure.ts'
import type { Family } from '../model/address.ts'
import { HOLD_CLASSES, type Hold, type HoldClass } from '../model/store.ts'

interface HoldRow {
  account: string
  hostname: string
  family: string
  class: string
  kind: string
  code: string
  detail: string | null
  retry_at: number | null
  since: number
  until: number | null
  attempts: number
  fingerprint: string
}

const isClass = (word: string): word is HoldClass => (HOLD_CLASSES as readonly string[]).includes(word)
const isKind = (word: string): word is FailureKind => (FAILURE_KINDS as readonly string[]).includes(word)

// A word this version does not know becomes the strictest one: better to ask the user than to send.
const toHold = (row: HoldRow): Hold => ({
  account: row.account,
  hostname: row.hostname === '' ? null : row.hostname,
  family: row.family === 'ipv4' || row.family === 'ipv6' ? row.family : null,
  class: isClass(row.class) ? row.class : 'blocked',
  failure: {
    kind: isKind(row.kind) ? row.kind : 'unrecognised',
    code: row.code,
    detail: row.detail,
    retryAt: row.retry_at,
  },
  since: row.since,
  until: row.until,
  attempts: row.attempts,
  fingerprint: row.fingerprint,
})

export function createHoldTable(database: DatabaseSyncInstance) {
  const all = database.prepare('SELECT * FROM holds')
  const put = database.prepare('INSERT OR REPLACE INTO holds VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const shift = database.prepare('UPDATE holds SET since = since + ?1, until = until + ?1, retry_at = retry_at + ?1')
  const lift = database.prepare('DELETE FROM holds WHERE account = ? AND hostname = ? AND family = ?')
  return {
    all: (): readonly Hold[] => (all.all() as unknown as HoldRow[]).map(toHold),
    put: (hold: Hold) => {
      const { failure } = hold
      put.run(
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
    },
    shift: (ms: number) => {
      shift.run(ms)
    },
    lift: (account: string, hostname: string | null, family: Family | null) => {
      lift.run(account, hostname ?? '', family ?? '')
    },
  }
}
