// Moves unsound rows (text that is not an address, an unknown word, an impossible time) whole to a separate table: there they
// cannot break the app, and they are not lost.
import type { DatabaseSyncInstance } from '@photostructure/sqlite'
import { parseAddress } from '../model/address.ts'
import { mergeHolds } from '../model/hold-rules.ts'
import type { FamilyKey } from '../model/store.ts'
import { createHoldTable, type HoldRowKey, strictHolds } from './hold-table.ts'
import { DISMISSAL_COLUMNS, HAS_DISMISSAL, SOUND, SOUND_DISMISSAL } from './row-constraints.ts'
import { inTransaction } from './transaction.ts'

type Table = keyof typeof SOUND

/** Attempts and rounds are many, so a start checks only the newest. Readers skip an older unsound row. */
const CHECKED = { attempts: 1_000, rounds: 100 } as const
/** Without the dismissed address: the rest of its row is good without it. */
const FAMILY_ADDRESSES = ['desired', 'confirmed', 'accepted', 'previous', 'undo_to', 'undo_from'] as const

/**
 * Moves unsound rows into the table `quarantine`, as JSON. A moved hold is replaced by the strictest one: whatever it was, it
 * was a reason not to send. So is a dismissal that is lost. Where it alone is damaged, its row is copied and stays without it.
 * @returns how many rows were moved or copied
 */
export function quarantine(database: DatabaseSyncInstance, now: number): number {
  return inTransaction(database, () => {
    const copy = createCopier(database, now)
    const move = createMover(database, copy)
    const dismissed = dismissedFamilies(database)
    const families =
      clearDismissals(database, copy, dismissed) +
      move('families', `NOT ${SOUND.families}`) +
      moveWrongAddresses(database, move)
    const holds = moveHolds(database, move, now)
    if (families > 0) holdLostDismissals(database, dismissed, now)
    return (
      families +
      holds +
      keepIdsLow(database, move, 'attempts') +
      keepIdsLow(database, move, 'rounds') +
      moveInDoubt(database, move) +
      moveNewest(move, 'attempts') +
      moveNewest(move, 'rounds')
    )
  })
}

/** @returns how many rows there were */
type Mover = (table: Table, where: string, ...values: readonly (string | number)[]) => number

/** SQLite writes the row as JSON, since it can hold numbers that JavaScript cannot. */
function createCopier(database: DatabaseSyncInstance, now: number): Mover {
  return (table, where, ...values) => {
    const isThere = database.prepare(`SELECT EXISTS (SELECT 1 FROM ${table} WHERE ${where}) AS yes`).get(...values)
    if ((isThere as { yes: number }).yes === 0) return 0
    const columns = database.prepare('SELECT name FROM pragma_table_info(?)').all(table) as unknown as {
      name: string
    }[]
    const row = `json_object(${columns.map(({ name }) => `'${name}', ${name}`).join(', ')})`
    const keep = database.prepare(`INSERT INTO quarantine SELECT ?, ${row}, ? FROM ${table} WHERE ${where}`)
    return Number(keep.run(table, now, ...values).changes)
  }
}

function createMover(database: DatabaseSyncInstance, copy: Mover): Mover {
  return (table, where, ...values) => {
    const copied = copy(table, where, ...values)
    if (copied > 0) database.prepare(`DELETE FROM ${table} WHERE ${where}`).run(...values)
    return copied
  }
}

const moveNewest = (move: Mover, table: keyof typeof CHECKED): number =>
  move(table, `id > (SELECT max(id) - ${CHECKED[table]} FROM ${table}) AND NOT ${SOUND[table]}`)

interface DismissedFamily extends HoldRowKey {
  readonly address: string | null
  /** 0 or 1. */
  readonly isSound: number
}

const dismissedFamilies = (database: DatabaseSyncInstance): readonly DismissedFamily[] =>
  database
    .prepare(
      `SELECT account, hostname, family, dismissed AS address, ${SOUND_DISMISSAL} AS isSound
       FROM families WHERE ${HAS_DISMISSAL}`,
    )
    .all() as unknown as DismissedFamily[]

/** Removes damaged dismissals from rows that are sound without them. */
function clearDismissals(database: DatabaseSyncInstance, copy: Mover, dismissed: readonly DismissedFamily[]): number {
  const where = 'account = ? AND hostname = ? AND family = ?'
  const columns = DISMISSAL_COLUMNS.map((column) => `${column} = NULL`).join(', ')
  return dismissed
    .filter(({ address, isSound }) => isSound === 0 || address === null || parseAddress(address) === null)
    .reduce((sum, { account, hostname, family }) => {
      const copied = copy('families', where, account, hostname, family)
      database.prepare(`UPDATE families SET ${columns} WHERE ${where}`).run(account, hostname, family)
      return sum + copied
    }, 0)
}

/** @param before the families that had a dismissal at first */
function holdLostDismissals(database: DatabaseSyncInstance, before: readonly HoldRowKey[], now: number): void {
  const textOf = ({ account, hostname, family }: HoldRowKey) => `${account}/${hostname.toLowerCase()}/${family}`
  const kept = new Set(dismissedFamilies(database).map(textOf))
  const { all, put } = createHoldTable(database)
  const holds = new Map(
    all().map((hold) => [textOf({ ...hold, hostname: hold.hostname ?? '', family: hold.family ?? '' }), hold]),
  )
  for (const key of before) {
    if (kept.has(textOf(key))) continue
    for (const strict of strictHolds(key, now)) {
      const there = holds.get(textOf(key))
      put(there === undefined ? strict : mergeHolds(strict, there, now))
    }
  }
}

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
    .all() as unknown as HoldRowKey[]
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
