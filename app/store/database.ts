// Opens the SQLite file: durable (WAL, synchronous=FULL), migrated, and sound. A file that is not is set aside under
// another name, so that nothing is lost and the app starts all the same.
import { chmodSync, closeSync, existsSync, openSync, renameSync } from 'node:fs'
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite'
import { migrate, versionOf } from './migration.ts'

export interface OpenedDatabase {
  readonly database: DatabaseSyncInstance
  /** Where a damaged file went; null when the file was sound or new. */
  readonly setAside: { readonly path: string; readonly problem: string } | null
}

class DamagedDatabaseError extends Error {}

/** https://www.sqlite.org/rescode.html */
const SQLITE_CORRUPT = 11
const SQLITE_NOTADB = 26

/** A full disk, a lock or missing rights say nothing about the file: only its own content does. */
const isDamage = (error: unknown): boolean =>
  error instanceof DamagedDatabaseError ||
  (error instanceof Error && 'errcode' in error && isDamageCode(Number(error.errcode)))

// The low byte is the primary result code.
const isDamageCode = (code: number): boolean => [SQLITE_CORRUPT, SQLITE_NOTADB].includes(code & 0xff)

/**
 * For the process that has the data folder to itself.
 * @param path the database file; created with mode 0600 when missing
 * @param stamp text that makes the name of a set-aside file unique, such as the time
 * @throws when the file was written by a newer version, or when even a fresh file cannot be made
 */
export function openDatabase(path: string, stamp: string): OpenedDatabase {
  try {
    return { database: openSound(path), setAside: null }
  } catch (error) {
    if (!isDamage(error)) throw error
    const aside = `${path}.damaged-${stamp}`
    for (const suffix of ['', '-wal', '-shm']) if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix)
    return {
      database: openSound(path),
      setAside: { path: aside, problem: error instanceof Error ? error.message : String(error) },
    }
  }
}

function openSound(path: string): DatabaseSyncInstance {
  // Created by us first, since SQLite would give it the umask's mode.
  closeSync(openSync(path, 'a', 0o600))
  if (process.platform !== 'win32') chmodSync(path, 0o600)
  const database = new DatabaseSync(path)
  try {
    database.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON',
    )
    const check = database.prepare('PRAGMA quick_check(1)').get() as Record<string, unknown> | undefined
    const verdict = Object.values(check ?? {})[0]
    if (verdict !== 'ok') throw new DamagedDatabaseError(`quick_check: ${String(verdict)}`)
    migrate(database, path, versionOf(database, path))
    return database
  } catch (error) {
    database.close()
    throw error
  }
}
