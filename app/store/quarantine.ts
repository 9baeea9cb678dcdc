// Rows that cannot be right (an address that is none, a word that nobody wrote) are moved out of the way, whole, so that one
// of them neither stops the app nor is lost.
import type { DatabaseSyncInstance } from '@photostructure/sqlite'
import { FAILURE_KINDS } from '../contract/failure.ts'
import { ATTEMPT_RESULTS } from '../contract/history.ts'
import { TRIGGERS } from '../contract/snapshot.ts'
import { parseAddress } from '../model/address.ts'
import { HOLD_CLASSES } from '../model/store.ts'
import { inTransaction } from './transaction.ts'

type Row = Readonly<Record<string, unknown>>

const isAddress = (value: unknown): boolean =>
  value === null || (typeof value === 'string' && parseAddress(value) !== null)
const isOneOf = (words: readonly string[], value: unknown): boolean => words.includes(String(value))
const isKind = (value: unknown): boolean => value === null || isOneOf(FAILURE_KINDS, value)
const isFamily = (value: unknown): boolean => isOneOf(['ipv4', 'ipv6'], value)

/** Per small table: its key, and what each row must be. Attempts are many: the database picks out the suspects itself. */
const TABLES: readonly {
  readonly name: string
  readonly suspects: string
  readonly key: readonly string[]
  readonly isSound: (row: Row) => boolean
}[] = [
  {
    name: 'families',
    suspects: 'SELECT * FROM families',
    key: ['account', 'hostname', 'family'],
    isSound: (row) =>
      ['desired', 'confirmed', 'previous', 'undo_to', 'undo_from'].every((column) => isAddress(row[column])),
  },
  {
    name: 'holds',
    suspects: 'SELECT * FROM holds',
    key: ['account', 'hostname', 'family'],
    isSound: (row) => isOneOf(HOLD_CLASSES, row.class) && isKind(row.kind) && row.kind !== null,
  },
  {
    name: 'attempts',
    suspects: `SELECT * FROM attempts WHERE result NOT IN (${list(ATTEMPT_RESULTS)}) OR cause NOT IN (${list(TRIGGERS)})
      OR (kind IS NOT NULL AND kind NOT IN (${list(FAILURE_KINDS)})) OR family NOT IN ('ipv4', 'ipv6')`,
    key: ['id'],
    isSound: (row) =>
      isOneOf(ATTEMPT_RESULTS, row.result) && isOneOf(TRIGGERS, row.cause) && isKind(row.kind) && isFamily(row.family),
  },
]

function list(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(', ')
}

/**
 * Moves unsound rows into the table `quarantine`, as JSON. A hold that is moved is replaced by the strictest one, since
 * whatever it was, it was a reason not to send.
 * @returns how many rows were moved
 */
export function quarantine(database: DatabaseSyncInstance, now: number): number {
  const keep = database.prepare('INSERT INTO quarantine (source, row, at) VALUES (?, ?, ?)')
  return inTransaction(database, () => {
    let moved = 0
    for (const { name, suspects, key, isSound } of TABLES) {
      const remove = database.prepare(`DELETE FROM ${name} WHERE ${key.map((column) => `${column} = ?`).join(' AND ')}`)
      for (const row of database.prepare(suspects).all() as unknown as Row[]) {
        if (isSound(row)) continue
        keep.run(name, JSON.stringify(row), now)
        remove.run(...key.map((column) => row[column] as string | number))
        if (name === 'holds') holdStrictly(database, row, now)
        moved += 1
      }
    }
    return moved
  })
}

function holdStrictly(database: DatabaseSyncInstance, row: Row, now: number): void {
  database
    .prepare(
      `INSERT INTO holds (account, hostname, family, class, kind, code, since, attempts, fingerprint)
       VALUES (?, ?, ?, 'blocked', 'unrecognised', 'quarantined', ?, 1, '')`,
    )
    .run(String(row.account), String(row.hostname), String(row.family), now)
}
