// The store's real side: the tables as one port, each change one durable transaction.
import type { DatabaseSyncInstance } from '@photostructure/sqlite'
import type { Settlement, Store } from '../model/store.ts'
import { createAttemptTable } from './attempt-table.ts'
import { CLOCK_READING, readingOf, textOf } from './clock-reading.ts'
import { noticingDamage } from './corruption.ts'
import { closeDatabase, type OpenedDatabase, openDatabase } from './database.ts'
import { createFamilyTable } from './family-table.ts'
import { createHoldTable } from './hold-table.ts'
import { forReading, openForReading } from './read-only-store.ts'
import { createRetention } from './retention.ts'
import { createRoundTable } from './round-table.ts'
import { inTransaction, withoutWaiting } from './transaction.ts'

export interface OpenedStore {
  readonly store: Store
  readonly setAside: OpenedDatabase['setAside']
  readonly quarantined: number
}

/**
 * @param mayRepair whether the file may be made, brought forward and mended: only by a process that has the data folder to
 *   itself. Others read it as it is.
 * @throws when another version wrote the file (for who may repair: a newer one), or when it cannot be made
 */
export function openStore(path: string, stamp: string, mayRepair = true): OpenedStore {
  if (!mayRepair) {
    const database = openForReading(path)
    return { store: forReading(createStore(database, () => database.close())), setAside: null, quarantined: 0 }
  }
  const { database, setAside, quarantined } = openDatabase(path, stamp, Date.now())
  let isSuspect = false
  const store = createStore(database, () => closeDatabase(database, isSuspect))
  return {
    store: noticingDamage(store, () => {
      isSuspect = true
    }),
    setAside,
    quarantined,
  }
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

  function settle(settlement: Settlement): void {
    // Of an attempt whose row is gone, the family knows the name and the address.
    const of = attempts.settle(settlement) ?? families.inDoubt(settlement.attempt)
    if (of === null) return
    if (settlement.result === 'failed') families.settle(of, settlement.attempt, settlement.leaves ?? null)
    // An unconfirmed attempt stays the family's unsettled one until the provider or the zone has been asked.
    else if (settlement.result !== 'unconfirmed') families.confirm(of, settlement.attempt, of.address, settlement.at)
  }

  return {
    families: families.all,
    beginAttempts: (news) =>
      inTransaction(database, () =>
        news.map((attempt) => {
          const id = attempts.insert(attempt)
          families.markSent(attempt, id)
          return id
        }),
      ),
    settleAttempts: (settlements, { moreFollows = false, holds: stops = [] } = {}) => {
      const settleAll = () =>
        inTransaction(database, () => {
          settlements.forEach(settle)
          stops.forEach(holds.put)
        })
      if (moreFollows) withoutWaiting(database, settleAll)
      else settleAll()
    },
    setVerified: families.verify,
    setUndo: families.undo,
    setCorrections: families.correct,
    shiftTimes: (ms, reading, of) =>
      // Together with the reading: moved once, they must not be moved again at the next start.
      inTransaction(database, () => {
        families.shift(ms, of)
        holds.shift(ms)
        writeValue.run(CLOCK_READING, textOf(reading))
      }),
    clockReading: () => readingOf((readValue.get(CLOCK_READING) as { value: string } | undefined)?.value),
    setClockReading: (reading) => {
      writeValue.run(CLOCK_READING, textOf(reading))
    },
    forgetFamilies: (keys) =>
      inTransaction(database, () => {
        for (const key of keys) families.forget(key)
      }),
    holds: holds.all,
    putHold: holds.put,
    liftHold: holds.lift,
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
    close,
  }
}
