// The states of families, one whole row each. What a state becomes is decided in model/family-state.ts.
import type { DatabaseSyncInstance } from '@photostructure/sqlite'
import type { FailureKind } from '../contract/failure.ts'
import { providerCode } from '../contract/failure-codes.ts'
import { type Family, parseAddress } from '../model/address.ts'
import type { Dismissal, FamilyKey, FamilyState, ShiftedTimes, Unsettled } from '../model/store.ts'
import { SOUND } from './row-constraints.ts'

/** The column `target` is the state's `destination`: the stored word is older than the code's. */
interface FamilyRow {
  readonly account: string
  readonly hostname: string
  readonly family: Family
  readonly desired: string | null
  readonly desired_at: number | null
  readonly confirmed: string | null
  readonly confirmed_at: number | null
  readonly accepted: string | null
  readonly accepted_at: number | null
  readonly previous: string | null
  readonly sent_at: number | null
  readonly unsettled: number | null
  readonly verified: string | null
  readonly verified_at: number | null
  readonly undo_to: string | null
  readonly undo_from: string | null
  readonly target: string | null
  readonly corrections: number
  readonly dismissed: string | null
  readonly dismissed_kind: FailureKind | null
  readonly dismissed_code: string | null
  readonly dismissed_detail: string | null
  readonly dismissed_since: number | null
  readonly dismissed_attempts: number | null
}

/** A row joined with the address of its unsettled attempt. */
type ReadRow = FamilyRow & { readonly unsettled_address: string | null }

const toRow = (state: FamilyState): FamilyRow => ({
  account: state.account,
  hostname: state.hostname,
  family: state.family,
  desired: state.lastSent,
  desired_at: state.firstSentAt,
  confirmed: state.confirmed,
  confirmed_at: state.confirmedAt,
  accepted: state.accepted,
  accepted_at: state.acceptedAt,
  previous: state.previous,
  sent_at: state.sentAt,
  unsettled: state.unsettled?.attempt ?? null,
  verified: state.verified,
  verified_at: state.verifiedAt,
  undo_to: state.undo?.to ?? null,
  undo_from: state.undo?.from ?? null,
  target: state.destination,
  corrections: state.corrections,
  dismissed: state.dismissed?.address ?? null,
  dismissed_kind: state.dismissed?.failure.kind ?? null,
  dismissed_code: state.dismissed?.failure.code ?? null,
  dismissed_detail: state.dismissed?.failure.detail ?? null,
  dismissed_since: state.dismissed?.since ?? null,
  dismissed_attempts: state.dismissed?.attempts ?? null,
})

const toState = (row: ReadRow): FamilyState => ({
  account: row.account,
  hostname: row.hostname,
  family: row.family,
  lastSent: row.desired,
  firstSentAt: row.desired_at,
  confirmed: row.confirmed,
  confirmedAt: row.confirmed_at,
  accepted: row.accepted,
  acceptedAt: row.accepted_at,
  previous: row.previous,
  sentAt: row.sent_at,
  destination: row.target,
  verified: row.verified,
  verifiedAt: row.verified_at,
  undo: row.undo_to === null || row.undo_from === null ? null : { to: row.undo_to, from: row.undo_from },
  unsettled: unsettledOf(row),
  corrections: row.corrections,
  dismissed: dismissalOf(row),
})

const isAddress = (text: string | null): text is string => text !== null && parseAddress(text) !== null

/**
 * An attempt whose row is missing or unreadable stays in doubt all the same: it asked for the last address sent. Where that is
 * no address either, nothing can have been applied.
 */
function unsettledOf(row: ReadRow): Unsettled | null {
  if (row.unsettled === null) return null
  const address = [row.unsettled_address, row.desired].find(isAddress)
  return address === undefined ? null : { attempt: row.unsettled, address }
}

/** A dismissal with missing parts is ignored here: at the start, `quarantine.ts` replaces it by a strict hold. */
function dismissalOf(row: FamilyRow): Dismissal | null {
  const { dismissed: address, dismissed_kind: kind, dismissed_since: since, dismissed_attempts: attempts } = row
  if (address === null || kind === null || since === null || attempts === null) return null
  const failure = { kind, code: providerCode(row.dismissed_code ?? ''), detail: row.dismissed_detail }
  return { address, failure, since, attempts }
}

const COLUMNS: readonly (keyof FamilyRow)[] = [
  ...(['account', 'hostname', 'family', 'desired', 'desired_at', 'confirmed', 'confirmed_at', 'previous'] as const),
  ...(['sent_at', 'unsettled', 'verified', 'verified_at', 'undo_to', 'undo_from', 'target', 'corrections'] as const),
  ...(['dismissed', 'dismissed_kind', 'dismissed_code', 'dismissed_detail'] as const),
  ...(['dismissed_since', 'dismissed_attempts', 'accepted', 'accepted_at'] as const),
]

export function createFamilyTable(database: DatabaseSyncInstance) {
  const all = database.prepare(
    `SELECT f.*, a.to_address AS unsettled_address
     FROM (SELECT * FROM families WHERE ${SOUND.families}) f LEFT JOIN attempts a ON a.id = f.unsettled`,
  )
  const put = database.prepare(
    `INSERT OR REPLACE INTO families (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')})`,
  )
  const shiftAll = database.prepare(
    `UPDATE families SET desired_at = desired_at + ?1, confirmed_at = confirmed_at + ?1, sent_at = sent_at + ?1,
       accepted_at = accepted_at + ?1, verified_at = verified_at + ?1, dismissed_since = dismissed_since + ?1`,
  )
  const shiftWaits = database.prepare('UPDATE families SET sent_at = sent_at + ?1')
  const remove = database.prepare('DELETE FROM families WHERE account = ? AND hostname = ? AND family = ?')
  return {
    all: (): readonly FamilyState[] => (all.all() as unknown as ReadRow[]).map(toState),
    put: (state: FamilyState): void => {
      const row = toRow(state)
      put.run(...COLUMNS.map((column) => row[column]))
    },
    /** As `afterClockShift`, for all rows. */
    shift: (ms: number, times: ShiftedTimes): void => {
      if (times === 'all') shiftAll.run(ms)
      else shiftWaits.run(ms)
    },
    delete: ({ account, hostname, family }: FamilyKey): void => {
      remove.run(account, hostname, family)
    },
  }
}
