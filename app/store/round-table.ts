// The rounds, each with its whole explanation. Quiet rounds are many and alike, so fewer of them are kept.
import type { DatabaseSyncInstance } from '@photostructure/sqlite'
import * as z from 'zod/mini'
import { type StoredRound, storedRoundSchema } from '../contract/history.ts'

interface RoundRow {
  id: number
  record: string
}

/** At most this many rounds are tried to find a readable one, so that thousands of unreadable ones do not delay a start. */
const MAX_TRIES = 200

const storedSchema = z.omit(storedRoundSchema, { id: true })

const isQuiet = (round: Omit<StoredRound, 'id'>): 0 | 1 =>
  round.decisions.some((decision) => decision.action === 'update') ? 0 : 1

export function createRoundTable(database: DatabaseSyncInstance) {
  const insert = database.prepare('INSERT INTO rounds (started_at, quiet, record) VALUES (?, ?, ?)')
  const update = database.prepare('UPDATE rounds SET quiet = ?, record = ? WHERE id = ?')
  const one = database.prepare('SELECT id, record FROM rounds WHERE id = ?')
  const newest = database.prepare('SELECT id, record FROM rounds WHERE id < ? ORDER BY id DESC LIMIT 1')
  const read = (row: RoundRow | undefined): StoredRound | null => {
    if (row === undefined) return null
    const parsed = storedSchema.safeParse(parsedJson(row.record))
    return parsed.success ? { id: row.id, ...parsed.data } : null
  }
  return {
    insert: (round: Omit<StoredRound, 'id'>): number =>
      Number(insert.run(Date.parse(round.startedAt), isQuiet(round), JSON.stringify(round)).lastInsertRowid),
    update: (id: number, round: Omit<StoredRound, 'id'>) => {
      update.run(isQuiet(round), JSON.stringify(round), id)
    },
    one: (id: number): StoredRound | null => read(one.get(id) as RoundRow | undefined),
    /** The newest readable round. */
    last: (): StoredRound | null => {
      let row: RoundRow | undefined
      for (let tried = 0; tried < MAX_TRIES; tried += 1) {
        row = newest.get(row?.id ?? Number.MAX_SAFE_INTEGER) as RoundRow | undefined
        const round = read(row)
        if (round !== null || row === undefined) return round
      }
      return null
    },
  }
}

/** @returns undefined for text that is not JSON: no schema accepts it */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
