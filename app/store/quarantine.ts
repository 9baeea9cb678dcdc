// Unsound rows (text that is no address, an unknown word, an impossible time) are moved to a table of their own, whole, so
// that such a row neither breaks the app nor is lost.
import type { DatabaseSyncInstance } from '@photostructure/sqlite'
import { parseAddress } from '../model/address.ts'
import type { FamilyKey } from '../model/store.ts'
import { createHoldTable, type HoldKey, strictHolds } from './hold-table.ts'
import { SOUND } from './row-constraints.ts'
import { inTransaction } from './transaction.ts'

type Table = keyof typeof SOUND

/** Attempts and rounds are many, so a start checks only the newest. Readers skip an older unsound row. */
const CHECKED = { attempts: 1_000, rounds: 100 } as const
const FAMILY_ADDRESSES = ['desired', 'confirmed', 'previous', 'undo_to', 'undo_from', 'dismissed'] as const

/**
 * Moves unsound rows into the table `quarantine`, as JSON. A moved hold is replaced by the strictest one: whatever it was, it
 * was a reason not to send.
 * @returns how many rows were moved
 */
export function quarantine(database: DatabaseSyncInstance, now: number): number {
  return inTransaction(database, () => {
    const move = createMover(database, now)
    const families = move('families', `NOT ${SOUND.families}`) + moveWrongAddresses(database, move)
    return (
      families +
      moveHolds(database, move, now) +
      keepIdsLow(database, move, 'attempts') +
      keepIdsLow(database, move, 'rounds') +
      moveInDoubt(database, move) +
      moveNewest(move, 'attempts') +
      moveNewest(move, 'rounds')
    )
  })
}

type Mover = (table: Table, where: string, ...values: readonly (string | number)[]) => number

/** SQLite writes the row as JSON, since it can hold numbers that JavaScript cannot. */
function createMover(database: DatabaseSyncInstance, now: number): Mover {
  return (table, where, ...values) => {
    const isThere = database.prepare(`SELECT EXISTS (SELECT 1 FROM ${table} WHERE ${where}) AS yes`).get(...values)
    if ((isThere as { yes: number }).yes === 0) return 0
    const columns = database.prepare('SELECT name FROM pragma_table_info(?)').all(table) as unknown as {
      name: string
    }[]
    const row = `json_object(${columns.map(({ name }) => `'${name}', ${name}`).join(', ')})`
    const keep = database.prepare(`INSERT INTO quarantine SELECT ?, ${row}, ? FROM ${table} WHERE ${where}`)
    const moved = Number(keep.run(table, now, ...values).changes)
    database.prepare(`DELETE FROM ${table} WHERE ${where}`).run(...values)
    return moved
  }
}

const moveNewest = (move: Mover, table: keyof typeof CHECKED): number =>
  move(table, `id > (SELECT max(id) - ${CHECKED[table]} FROM ${table}) AND NOT ${SOUND[table]}`)

/** Hostnames share their addresses, so these are few even where hostnames are many. */
function moveWrongAddresses(database: DatabaseSyncInstance, move: Mover): number {
  const columns = FAMILY_ADDRESSES.map((column) => `SELECT ${column} AS address FROM families`).join(' UNION ALL ')
  const used = database
    .prepare(`SELECT DISTINCT address FROM (${columns}) WHERE address IS NOT NULL`)
    .all() as unknown as { address: string }[]
  if (used.every(({ address }) => parseAddress(address) !== null)) return 0
  const rows = database
    .prepare(`SELECT account, hostname, family, ${FAMILY_ADDRESSES.join(', ')} FROM families`)
    .all() as unknown as (FamilyKey & Readonly<Record<(typeof FAMILY_ADDRESSES)[number], string | null>>)[]
  const isWrong = (address: string | null) => address !== null && parseAddress(address) === null
  return rows
    .filter((row) => FAMILY_ADDRESSES.some((column) => isWrong(row[column])))
    .reduce((sum, { account, hostname, family }) => {
      return sum + move('families', 'account = ? AND hostname = ? AND family = ?', account, hostname, family)
    }, 0)
}

/** Attempts in doubt are checked however old they are, since the engine will trust their addresses. */
function moveInDoubt(database: DatabaseSyncInstance, move: Mover): number {
  const inDoubt = 'id IN (SELECT unsettled FROM families WHERE unsettled IS NOT NULL)'
  const moved = move('attempts', `${inDoubt} AND NOT ${SOUND.attempts}`)
  const rows = database.prepare(`SELECT id, to_address AS address FROM attempts WHERE ${inDoubt}`).all()
  return (rows as unknown as { id: number; address: string }[])
    .filter(({ address }) => parseAddress(address) === null)
    .reduce((sum, { id }) => sum + move('attempts', 'id = ?', id), moved)
}

function moveHolds(database: DatabaseSyncInstance, move: Mover, now: number): number {
  const where = `NOT ${SOUND.holds}`
  const keys = database
    .prepare(`SELECT account, hostname, family FROM holds WHERE ${where}`)
    .all() as unknown as HoldKey[]
  if (keys.length === 0) return 0
  const moved = move('holds', where)
  const { putUnlessHeld } = createHoldTable(database)
  for (const hold of keys.flatMap((key) => strictHolds(key, now))) putUnlessHeld(hold)
  return moved
}

/** New ids follow the highest one ever used, so a damaged id could leave none for new rows. */
function keepIdsLow(database: DatabaseSyncInstance, move: Mover, table: 'attempts' | 'rounds'): number {
  const moved = move(table, `id < 0 OR id > ${Number.MAX_SAFE_INTEGER}`)
  database
    .prepare(`UPDATE sqlite_sequence SET seq = (SELECT ifnull(max(id), 0) FROM ${table}) WHERE name = ? AND seq > ?`)
    .run(table, Number.MAX_SAFE_INTEGER)
  return moved
}
