// Every attempt to update a name at its provider: written before it is sent, settled after the reply.

import type { DatabaseSyncInstance } from '@photostructure/sqlite'
import type { FailureKind } from '../contract/failure.ts'
import { providerCode } from '../contract/failure-codes.ts'
import type { Attempt, HistoryPage, HistoryQuery } from '../contract/history.ts'
import type { Trigger } from '../contract/snapshot.ts'
import type { Family } from '../model/address.ts'
import { isoTime, isoTimeOrNull } from '../model/iso-time.ts'
import type { NewAttempt, Settlement } from '../model/store.ts'
import { SOUND } from './row-constraints.ts'

interface AttemptRow {
  id: number
  round_id: number | null
  started_at: number
  settled_at: number | null
  account: string
  hostname: string
  family: Family
  cause: Trigger
  from_address: string | null
  to_address: string
  result: Attempt['result']
  kind: FailureKind | null
  code: string | null
  detail: string | null
}

const toAttempt = (row: AttemptRow): Attempt => ({
  id: row.id,
  roundId: row.round_id,
  at: isoTime(row.started_at),
  settledAt: isoTimeOrNull(row.settled_at),
  account: row.account,
  hostname: row.hostname,
  family: row.family,
  trigger: row.cause,
  from: row.from_address,
  to: row.to_address,
  result: row.result,
  kind: row.kind,
  code: row.code === null ? null : providerCode(row.code),
  detail: row.detail,
})

export function createAttemptTable(database: DatabaseSyncInstance) {
  const insert = database.prepare(
    `INSERT INTO attempts (round_id, started_at, account, hostname, family, cause, from_address, to_address)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const settle = database.prepare(
    'UPDATE attempts SET settled_at = ?, result = ?, kind = ?, code = ?, detail = ? WHERE id = ?',
  )
  const remove = database.prepare('DELETE FROM attempts WHERE id = ?')
  return {
    insert: (attempt: NewAttempt): number =>
      Number(
        insert.run(
          attempt.roundId,
          attempt.at,
          attempt.account,
          attempt.hostname,
          attempt.family,
          attempt.trigger,
          attempt.from,
          attempt.to,
        ).lastInsertRowid,
      ),
    settle: (settlement: Settlement): void => {
      if (settlement.result === 'withdrawn') {
        remove.run(settlement.attempt)
        return
      }
      const failure = 'failure' in settlement ? settlement.failure : null
      settle.run(
        settlement.at,
        settlement.result,
        failure?.kind ?? null,
        failure?.code ?? null,
        failure?.detail ?? settlement.raw,
        settlement.attempt,
      )
    },
    query: (query: HistoryQuery): HistoryPage => {
      const where: string[] = []
      const values: (string | number)[] = []
      const restrict = (clause: string, value: string | number | undefined) => {
        if (value === undefined) return
        where.push(clause)
        values.push(value)
      }
      restrict('hostname = ?', query.hostname)
      restrict('result = ?', query.result)
      restrict('cause = ?', query.trigger)
      restrict('id < ?', query.before)
      const rows = database
        .prepare(`SELECT * FROM attempts WHERE ${[...where, SOUND.attempts].join(' AND ')} ORDER BY id DESC LIMIT ?`)
        .all(...values, query.limit + 1) as unknown as AttemptRow[]
      return { attempts: rows.slice(0, query.limit).map(toAttempt), more: rows.length > query.limit }
    },
  }
}
