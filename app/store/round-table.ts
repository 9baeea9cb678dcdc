// The rounds, each with its whole explanation. Quiet ones are many and alike, so fewer of them are kept.
import type { DatabaseSyncInstance } from '@photostructure/sqlite'
import * as z from 'zod/mini'
import { type RoundRecord, roundRecordSchema } from '../contract/history.ts'

interface RoundRow {
  id: number
  record: string
}

const storedSchema = z.omit(roundRecordSchema, { id: true })

export function createRoundTable(database: DatabaseSyncInstance) {
  const insert = database.prepare('INSERT INTO rounds (started_at, quiet, record) VALUES (?, ?, ?)')
  const one = database.prepare('SELECT id, record FROM rounds WHERE id = ?')
  const last = database.prepare('SELECT id, record FROM rounds ORDER BY id DESC LIMIT 1')
  const read = (row: RoundRow | undefined): RoundRecord | null => {
    if (row === undefined) return null
    const parsed = storedSchema.safeParse(JSON.parse(row.record))
    return parsed.success ? { id: row.id, ...parsed.data } : null
  }
  return {
    insert: (round: Omit<RoundRecord, 'id'>): number =>
      Number(
        insert.run(
          Date.parse(round.startedAt),
          round.decisions.some((decision) => decision.action === 'update') ? 0 : 1,
          JSON.stringify(round),
        ).lastInsertRowid,
      ),
    one: (id: number): RoundRecord | null => read(one.get(id) as RoundRow | undefined),
    last: (): RoundRecord | null => read(last.get() as RoundRow | undefined),
  }
}
