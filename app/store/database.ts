// Opens the SQLite file: durable (WAL, synchronous=FULL), sound, and of this version. A file that is not sound is set aside
// under another name, so that nothing is lost and the app starts all the same.
import { chmodSync, closeSync, existsSync, openSync, renameSync } from 'node:fs'
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite'
import { messageOf } from '../model/message-of.ts'
import { isDamage } from './corruption.ts'
import { checkWhenDue, markClosed, markOpen } from './integrity-check.ts'
import { migrate, versionOf } from './migration.ts'
import { quarantine } from './quarantine.ts'

export interface OpenedDatabase {
  readonly database: DatabaseSyncInstance
  /** Where a damaged file went; null when the file was sound or new. */
  readonly setAside: { readonly path: string; readonly problem: string } | null
  /** Rows that could not be right and were moved to where they stop nothing. */
  readonly quarantined: number
}

/** What is left of the write-ahead log once all of it is in the database: a large transaction must not stay on the disk twice. */
const LOG_LIMIT_BYTES = 4 * 1024 * 1024

/**
 * For the process that has the data folder to itself.
 * @param path the database file; created with mode 0600 when missing
 * @param stamp text that makes the name of a set-aside file unique, such as the time
 * @param now epoch ms
 * @throws when the file was written by a newer version, or when even a fresh file cannot be made
 */
export function openDatabase(path: string, stamp: string, now: number): OpenedDatabase {
  try {
    return { ...openSound(path, now), setAside: null }
  } catch (error) {
    if (!isDamage(error)) throw error
    const aside = `${path}.damaged-${stamp}`
    for (const suffix of ['', '-wal', '-shm']) if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix)
    return {
      ...openSound(path, now),
      setAside: { path: aside, problem: messageOf(error) },
    }
  }
}

function openSound(path: string, now: number): Omit<OpenedDatabase, 'setAside'> {
  // Created by us first, since SQLite would give it the umask's mode.
  closeSync(openSync(path, 'a', 0o600))
  if (process.platform !== 'win32') chmodSync(path, 0o600)
  const database = new DatabaseSync(path)
  try {
    database.exec(
      `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON;
       PRAGMA journal_size_limit = ${LOG_LIMIT_BYTES}`,
    )
    const version = versionOf(database, path)
    checkWhenDue(database, version, now)
    migrate(database, path, version)
    const quarantined = quarantine(database, now)
    tellCutOff(database)
    markOpen(database, now)
    return { database, quarantined }
  } catch (error) {
    database.close()
    throw error
  }
}

/**
 * @param isSuspect damage was met: the next start looks at the whole file. Everything is brought from the log into the
 *   file, which the last one to close it does by itself; but somebody may still be reading.
 */
export function closeDatabase(database: DatabaseSyncInstance, isSuspect: boolean): void {
  if (!isSuspect) markClosed(database)
  try {
    database.exec('PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)')
  } catch {
    // A full disk, say: then it is brought there by the next one who has the file.
  }
  database.close()
}

/**
 * Nobody else has the file, so nothing is under way: what reads "pending" was cut off with its process. Whether it arrived is
 * asked by way of the family that it left in doubt.
 */
function tellCutOff(database: DatabaseSyncInstance): void {
  database.exec(
    "UPDATE attempts SET result = 'unconfirmed', kind = 'network', code = 'cut-off' WHERE result = 'pending'",
  )
}
