// Per hostname and family: desired, confirmed, and the attempt whose outcome is not known.
import type { DatabaseSyncInstance } from '@photostructure/sqlite'
import { type Family, parseAddress } from '../model/address.ts'
import type { FamilyKey, FamilyState, NewAttempt, Unsettled } from '../model/store.ts'
import { SOUND } from './row-constraints.ts'

interface FamilyRow {
  account: string
  hostname: string
  family: Family
  desired: string | null
  desired_at: number | null
  confirmed: string | null
  confirmed_at: number | null
  previous: string | null
  sent_at: number | null
  unsettled: number | null
  unsettled_address: string | null
  verified: string | null
  verified_at: number | null
  undo_to: string | null
  undo_from: string | null
  target: string | null
  corrections: number
}

const isAddress = (text: string | null): text is string => text !== null && parseAddress(text) !== null

/**
 * An attempt whose row is gone or cannot be read stays in doubt all the same: it was for what is desired. Where that is no
 * address either, there is nothing that could have arrived.
 */
function unsettledOf(row: FamilyRow): Unsettled | null {
  if (row.unsettled === null) return null
  const address = [row.unsettled_address, row.desired].find(isAddress)
  return address === undefined ? null : { attempt: row.unsettled, address }
}

const toState = (row: FamilyRow): FamilyState => ({
  account: row.account,
  hostname: row.hostname,
  family: row.family,
  desired: row.desired,
  desiredAt: row.desired_at,
  confirmed: row.confirmed,
  confirmedAt: row.confirmed_at,
  previous: row.previous,
  sentAt: row.sent_at,
  destination: row.target,
  verified: row.verified,
  verifiedAt: row.verified_at,
  undo: row.undo_to === null || row.undo_from === null ? null : { to: row.undo_to, from: row.undo_from },
  corrections: row.corrections,
  unsettled: unsettledOf(row),
})

export function createFamilyTable(database: DatabaseSyncInstance) {
  const all = database.prepare(
    `SELECT f.*, a.to_address AS unsettled_address
     FROM (SELECT * FROM families WHERE ${SOUND.families}) f LEFT JOIN attempts a ON a.id = f.unsettled`,
  )
  const inDoubt = database.prepare(
    'SELECT account, hostname, family, desired AS address FROM families WHERE unsettled = ?',
  )
  // Sent to another place than before, what was confirmed there says nothing any more.
  const markSent = database.prepare(
    `INSERT INTO families (account, hostname, family, desired, desired_at, sent_at, unsettled, target)
     VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7)
     ON CONFLICT DO UPDATE SET
       desired_at = CASE WHEN desired IS excluded.desired THEN desired_at ELSE excluded.desired_at END,
       desired = excluded.desired,
       confirmed = CASE WHEN target IS NULL OR target = excluded.target THEN confirmed END,
       confirmed_at = CASE WHEN target IS NULL OR target = excluded.target THEN confirmed_at END,
       previous = CASE WHEN target IS NULL OR target = excluded.target THEN previous END,
       verified = CASE WHEN target IS NULL OR target = excluded.target THEN verified END,
       verified_at = CASE WHEN target IS NULL OR target = excluded.target THEN verified_at END,
       undo_to = CASE WHEN target IS NULL OR target = excluded.target THEN undo_to END,
       undo_from = CASE WHEN target IS NULL OR target = excluded.target THEN undo_from END,
       corrections = CASE WHEN target IS NULL OR target = excluded.target THEN corrections ELSE 0 END,
       sent_at = excluded.sent_at, unsettled = excluded.unsettled, target = excluded.target`,
  )
  // The address before goes to `previous` only when it really changes: confirming the same one again keeps the undo.
  const confirm = database.prepare(
    `UPDATE families SET
       previous = CASE WHEN confirmed IS NOT NULL AND confirmed <> ?1 THEN confirmed ELSE previous END,
       corrections = CASE WHEN confirmed = ?1 THEN corrections ELSE 0 END,
       confirmed = ?1, confirmed_at = ?2,
       unsettled = CASE WHEN unsettled = ?3 THEN NULL ELSE unsettled END
     WHERE account = ?4 AND hostname = ?5 AND family = ?6`,
  )
  const settle = database.prepare(
    'UPDATE families SET unsettled = ?1 WHERE unsettled = ?2 AND account = ?3 AND hostname = ?4 AND family = ?5',
  )
  const verify = database.prepare(
    'UPDATE families SET verified = ?, verified_at = ? WHERE account = ? AND hostname = ? AND family = ?',
  )
  const undo = database.prepare(
    'UPDATE families SET undo_to = ?, undo_from = ? WHERE account = ? AND hostname = ? AND family = ?',
  )
  const correct = database.prepare(
    'UPDATE families SET corrections = ? WHERE account = ? AND hostname = ? AND family = ?',
  )
  const shift = database.prepare(
    `UPDATE families SET desired_at = desired_at + ?1, confirmed_at = confirmed_at + ?1, sent_at = sent_at + ?1,
       verified_at = verified_at + ?1`,
  )
  const shiftSent = database.prepare('UPDATE families SET sent_at = sent_at + ?')
  const forget = database.prepare('DELETE FROM families WHERE account = ? AND hostname = ? AND family = ?')
  return {
    all: (): readonly FamilyState[] => (all.all() as unknown as FamilyRow[]).map(toState),
    /** @returns the family that an attempt leaves in doubt, and the address it must have asked for */
    inDoubt: (attempt: number): (FamilyKey & { address: string }) | null => {
      const row = inDoubt.get(attempt) as unknown as (FamilyKey & { address: string | null }) | undefined
      return row !== undefined && isAddress(row.address) ? { ...row, address: row.address } : null
    },
    markSent: ({ account, hostname, family, to, at, destination: target }: NewAttempt, attempt: number) => {
      markSent.run(account, hostname, family, to, at, attempt, target)
    },
    confirm: (key: FamilyKey, attempt: number, address: string, at: number) => {
      confirm.run(address, at, attempt, key.account, key.hostname, key.family)
    },
    /** @param leaves an earlier attempt that stays without an outcome */
    settle: (key: FamilyKey, attempt: number, leaves: Unsettled | null) => {
      settle.run(leaves?.attempt ?? null, attempt, key.account, key.hostname, key.family)
    },
    verify: (key: FamilyKey, address: string | null, at: number) => {
      verify.run(address, at, key.account, key.hostname, key.family)
    },
    undo: (key: FamilyKey, value: FamilyState['undo']) => {
      undo.run(value?.to ?? null, value?.from ?? null, key.account, key.hostname, key.family)
    },
    correct: (key: FamilyKey, count: number) => {
      correct.run(count, key.account, key.hostname, key.family)
    },
    /** @param of only when it was last sent, from which minimum intervals count */
    shift: (ms: number, of?: 'waits') => {
      if (of === 'waits') shiftSent.run(ms)
      else shift.run(ms)
    },
    forget: (key: FamilyKey) => {
      forget.run(key.account, key.hostname, key.family)
    },
  }
}
