// Opens the SQLite file: durable (WAL, synchronous=FULL), undamaged, and of this version. A damaged file is set aside under
// another name, so that nothing is lost and the app starts all the same.
import { chmodSync, closeSync, openSync } from 'node:fs'
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite'
import { messageOf } from '../model/message-of.ts'
import { isCorruption } from './corruption.ts'
import { checkWhenDue, markClosed, markOpen } from './integrity-check.ts'
import { LOCK_WAIT_MS, namingLock } from './locked.ts'
import { migrate, versionOf } from './migration.ts'
import { quarantine } from './quarantine.ts'
import { setAside } from './set-aside.ts'

export interface OpenedDatabase {
  readonly database: DatabaseSyncInstance
  /** Where a damaged file was moved to; null when the file was undamaged or new. */
  readonly setAside: { readonly path: string; readonly problem: string } | null
  /** How many unsound rows were moved to the quarantine. */
  readonly quarantined: number
}

/** The write-ahead log is cut to this size after a checkpoint, so that a large transaction does not stay on the disk twice. */
const LOG_LIMIT_BYTES = 4 * 1024 * 1024

/**
 * For the process that owns the data folder.
 * @param path the database file; created with mode 0600 when missing
 * @param stamp text that makes the name of a set-aside file unique, such as the time
 * @param now epoch ms
 * @throws when the file was written by a newer version, or when not even a new file can be created; with the text
 *   `STORE_LOCKED` while another program has it locked
 */
export function openDatabase(path: string, stamp: string, now: number): OpenedDatabase {
  try {
    return { ...openUndamaged(path, now), setAside: null }
  } catch (error) {
    if (!isCorruption(error)) throw namingLock(error)
    const aside = setAside(path, stamp)
    return { ...openUndamaged(path, now), setAside: { path: aside, problem: messageOf(error) } }
  }
}

const configure = (database: DatabaseSyncInstance): void =>
  database.exec(
    `PRAGMA busy_timeout = ${LOCK_WAIT_MS}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
     PRAGMA journal_size_limit = ${LOG_LIMIT_BYTES}`,
  )

/** Opens a file that this process has just written itself: attempts in it may still be under way. */
export function reopenDatabase(path: string, now: number): DatabaseSyncInstance {
  const database = new DatabaseSync(path)
  configure(database)
  markOpen(database, now)
  return database
}

function openUndamaged(path: string, now: number): Omit<OpenedDatabase, 'setAside'> {
  // Created here first, since SQLite would use the umask's mode.
  closeSync(openSync(path, 'a', 0o600))
  if (process.platform !== 'win32') chmodSync(path, 0o600)
  const database = new DatabaseSync(path)
  try {
    configure(database)
    // If another program has it locked, this fails before anything else waits for it.
    database.exec('BEGIN IMMEDIATE; ROLLBACK')
    const version = versionOf(database, path)
    checkWhenDue(database, version, now)
    migrate(database, path, version)
    const quarantined = quarantine(database, now)
    settleInterrupted(database)
    markOpen(database, now)
    return { database, quarantined }
  } catch (error) {
    database.close()
    throw error
  }
}

/**
 * Moves everything from the log into the file. SQLite does this when the last process closes the file, but a reader may still
 * have it open.
 * @param isSuspect damage was found: the next start checks the whole file
 */
export function closeDatabase(database: DatabaseSyncInstance, isSuspect: boolean): void {
  if (!isSuspect) markClosed(database)
  try {
    database.exec('PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)')
  } catch {
    // The disk is full, for example. The next process that opens the file does it.
  }
  database.close()
}

/**
 * Nobody else has the file, so no attempt is under way: a pending one was interrupted with its process. Its family is in
 * doubt, so the zone or the provider is asked later whether it was applied.
 */
function settleInterrupted(database: DatabaseSyncInstance): void {
  database.exec(
    "UPDATE attempts SET result = 'unconfirmed', kind = 'network', code = 'cut-off' WHERE result = 'pending'",
  )
}
