// Transactions, and how durable they are when they return.
import type { DatabaseSyncInstance } from '@photostructure/sqlite'

/** Runs `work` in one transaction: all of it is durable on return, or none of it happened. */
export function inTransaction<T>(database: DatabaseSyncInstance, work: () => T): T {
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    database.exec('COMMIT')
    return result
  } catch (error) {
    // A full disk makes SQLite roll back by itself; a second time would throw, and hide why.
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

/**
 * Runs `work` without waiting for the disk after each transaction (`synchronous=NORMAL`). A process that is killed loses
 * nothing by it: the system has the pages. A loss of power may take the last of these transactions, each whole, until the
 * next one that waits: that one makes all before it durable, since they share the write-ahead log
 * (https://www.sqlite.org/pragma.html#pragma_synchronous).
 */
export function withoutWaiting<T>(database: DatabaseSyncInstance, work: () => T): T {
  database.exec('PRAGMA synchronous = NORMAL')
  try {
    return work()
  } finally {
    database.exec('PRAGMA synchronous = FULL')
  }
}
