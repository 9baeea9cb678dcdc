// The rounds, each with its whole explanation. Quiet ones are many and alike, so fewer of them are kept.
import type { DatabaseSyncInstance } from '@photostructure/sqlite'
import * as z from 'zod/mini'
import { type RoundRecord, roundRecordSchema } from '../contract/history.ts'

const storedSchema = z.omit(roundRecordSchema, { id: true })

export function createRoundTable(database: DatabaseSyncInstance) {
  const insert = database.prepare('INSERT INTO rounds (started_at, quiet, record) VALUES (?, ?, ?)')
  const one = database.prepare('SELECT record FROM rounds WHERE id = ?')
  const prune = database.prepare(
    `DELETE FROM rounds WHERE started_at < ?1
       OR (quiet = 1 AND id <= (SELECT max(id) FROM rounds) - ?2)
       OR id <= (SELECT max(id) FROM rounds) - ?3`,
  )
  return {
    insert: (round: Omit<RoundRecord, 'id'>): number =>
      Number(
        insert.run(Date.parse(round.startedAt), round.decisions.length === 0 ? 1 : 0, JSON.stringify(round))
          .lastInsertRowid,
      ),
    one: (id: number): RoundRecord | null => {
      const row = one.get(id) as { record: string } | undefined
      if (row === undefined) return null
      const parsed = storedSchema.safeParse(JSON.parse(row.record))
      return parsed.success ? { id, ...parsed.data } : null
    },
    prune: (before: number, keepQuiet: number, keep: number) => {
      prune.run(before, keepQuiet, keep)
    },
  }
}
