// The store on SQLite: the tables behind one port, each change one durable transaction.
import type { DatabaseSyncInstance } from '@photostructure/sqlite'
import type { Store } from '../model/store.ts'
import { createAttemptTable } from './attempt-table.ts'
import { CLOCK_READING, readingOf, textOf } from './clock-reading.ts'
import { reportingCorruption } from './corruption.ts'
import { closeDatabase, type OpenedDatabase, openDatabase, reopenDatabase } from './database.ts'
import { createReplaceableStore, writeAgain } from './deleted-file.ts'
import { createFamilyTable } from './family-table.ts'
import { createHoldTable } from './hold-table.ts'
import { waitingOnce } from './locked.ts'
import { forReading, openForReading } from './read-only-store.ts'
import { createRetention } from './retention.ts'
import { createRoundTable } from './round-table.ts'
import { inTransaction, withoutWaiting } from './transaction.ts'

/** As large as an ordinary transaction: on a full disk a smaller write may still find room. */
const PROBE_BYTES = 16_384
const PROBE = 'probe'

export interface OpenedStore {
  readonly store: Store
  readonly setAside: OpenedDatabase['setAside']
  readonly quarantined: number
  /** Whether the file was deleted meanwhile and written again. */
  readonly wasRewritten: () => boolean
}

/**
 * @param mayRepair whether the file may be created, migrated and repaired: only by the process that owns the data folder.
 *   All others read it as it is.
 * @throws when another version wrote the file (for the owner: a newer one), or when it cannot be created
 */
export function openStore(path: string, stamp: string, mayRepair = true): OpenedStore {
  if (!mayRepair) {
    const database = openForReading(path)
    return {
      store: forReading(createStore(database, () => database.close())),
      setAside: null,
      quarantined: 0,
      wasRewritten: () => false,
    }
  }
  const { database: first, setAside, quarantined } = openDatabase(path, stamp, Date.now())
  let database = first
  let isRewritten = false
  let isSuspect = false
  const replaceable = createReplaceableStore(
    path,
    () => {
      if (isRewritten) database = reopenDatabase(path, Date.now())
      return createStore(database, () => closeDatabase(database, isSuspect))
    },
    () => {
      writeAgain(database, path)
      isRewritten = true
    },
  )
  const store = reportingCorruption(replaceable.store, () => {
    isSuspect = true
  })
  return { store, setAside, quarantined, wasRewritten: () => replaceable.wasRewritten }
}

function createStore(database: DatabaseSyncInstance, close: () => void): Store {
  const families = createFamilyTable(database)
  const attempts = createAttemptTable(database)
  const holds = createHoldTable(database)
  const rounds = createRoundTable(database)
  const retention = createRetention(database)
  const readValue = database.prepare('SELECT value FROM app_values WHERE name = ?')
  const writeValue = database.prepare('INSERT OR REPLACE INTO app_values VALUES (?, ?)')
  const dropValue = database.prepare('DELETE FROM app_values WHERE name = ?')

  const store: Store = {
    families: families.all,
    beginAttempts: (newAttempts, stateOf, others = []) =>
      inTransaction(database, () => {
        others.forEach(families.put)
        return newAttempts.map((attempt) => {
          const id = attempts.insert(attempt)
          families.put(stateOf(attempt, id))
          return id
        })
      }),
    settleAttempts: (settlements, states, { moreFollows = false, holds: newHolds = [], values = [] } = {}) => {
      const settleAll = () =>
        inTransaction(database, () => {
          settlements.forEach(attempts.settle)
          states.forEach(families.put)
          newHolds.forEach(holds.put)
          for (const [name, value] of values) writeValue.run(name, value)
        })
      if (moreFollows) withoutWaiting(database, settleAll)
      else settleAll()
    },
    putFamily: families.put,
    putFamilies: (states) => inTransaction(database, () => states.forEach(families.put)),
    putShifted: (ms, times, reading) =>
      // In one transaction with the reading: the next start must not shift them a second time.
      inTransaction(database, () => {
        families.shift(ms, times)
        holds.shift(ms)
        writeValue.run(CLOCK_READING, textOf(reading))
      }),
    clockReading: () => readingOf((readValue.get(CLOCK_READING) as { value: string } | undefined)?.value),
    setClockReading: (reading) => {
      writeValue.run(CLOCK_READING, textOf(reading))
    },
    deleteFamilies: (keys) => inTransaction(database, () => keys.forEach(families.delete)),
    holds: holds.all,
    putHold: holds.put,
    deleteHold: holds.remove,
    addRound: rounds.insert,
    updateRound: rounds.update,
    round: rounds.one,
    lastRound: rounds.last,
    history: attempts.query,
    getValue: (name) => (readValue.get(name) as { value: string } | undefined)?.value ?? null,
    setValue: (name, value) => {
      if (value === null) dropValue.run(name)
      else writeValue.run(name, value)
    },
    prune: retention.prune,
    // The store around this one looks after its file.
    check: () => false,
    probe: () => {
      writeValue.run(PROBE, 'x'.repeat(PROBE_BYTES))
      dropValue.run(PROBE)
    },
    close,
  }
  return waitingOnce(store, database)
}
