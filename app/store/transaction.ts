// Transactions: with and without waiting for the disk.
import type { DatabaseSyncInstance } from '@photostructure/sqlite'

/** Runs `work` in one transaction: on return all of it is durable; after an error none of it happened. */
export function inTransaction<T>(database: DatabaseSyncInstance, work: () => T): T {
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    database.exec('COMMIT')
    return result
  } catch (error) {
    // On a full disk SQLite has rolled back already; a second rollback would throw and hide the cause.
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

/**
 * Runs `work` without waiting for the disk after each transaction (`synchronous=NORMAL`). A killed process loses nothing: the
 * system has the pages. A loss of power may undo the last of these transactions, each as a whole, until a later transaction
 * waits. That one makes all earlier ones durable, since they share the write-ahead log
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
