// The rounds, each with its whole explanation. Quiet ones are many and alike, so fewer of them are kept.
import type { DatabaseSyncInstance } from '@photostructure/sqlite'
import * as z from 'zod/mini'
import { type RoundRecord, roundRecordSchema } from '../contract/history.ts'

interface RoundRow {
  id: number
  record: string
}

const storedSchema = z.omit(roundRecordSchema, { id: true })

const isQuiet = (round: Omit<RoundRecord, 'id'>): 0 | 1 =>
  round.decisions.some((decision) => decision.action === 'update') ? 0 : 1

export function createRoundTable(database: DatabaseSyncInstance) {
  const insert = database.prepare('INSERT INTO rounds (started_at, quiet, record) VALUES (?, ?, ?)')
  const update = database.prepare('UPDATE rounds SET quiet = ?, record = ? WHERE id = ?')
  const one = database.prepare('SELECT id, record FROM rounds WHERE id = ?')
  const last = database.prepare('SELECT id, record FROM rounds ORDER BY id DESC LIMIT 1')
  const prune = database.prepare(
    `DELETE FROM rounds WHERE started_at < ?1
       OR (quiet = 1 AND id <= (SELECT max(id) FROM rounds) - ?2)
       OR id <= (SELECT max(id) FROM rounds) - ?3`,
  )
  const read = (row: RoundRow | undefined): RoundRecord | null => {
    if (row === undefined) return null
    const parsed = storedSchema.safeParse(JSON.parse(row.record))
    return parsed.success ? { id: row.id, ...parsed.data } : null
  }
  return {
    insert: (round: Omit<RoundRecord, 'id'>): number =>
      Number(insert.run(Date.parse(round.startedAt), isQuiet(round), JSON.stringify(round)).lastInsertRowid),
    update: (id: number, round: Omit<RoundRecord, 'id'>) => {
      update.run(isQuiet(round), JSON.stringify(round), id)
    },
    one: (id: number): RoundRecord | null => read(one.get(id) as RoundRow | undefined),
    last: (): RoundRecord | null => read(last.get() as RoundRow | undefined),
    prune: (before: number, keepQuiet: number, keep: number) => {
      prune.run(before, keepQuiet, keep)
    },
  }
}
