// The store for processes that only read, perhaps beside a running instance of another version. Nothing is created, migrated,
// repaired or written.
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite'
import { messageOf } from '../model/message-of.ts'
import type { Store } from '../model/store.ts'
import { namingLock } from './locked.ts'
import { NEWEST_VERSION, versionOf } from './migration.ts'
import { MIGRATIONS } from './schema.ts'

/**
 * @returns the file's database, or an empty one where there is none yet
 * @throws when the file belongs to another version, or cannot be read
 */
export function openForReading(path: string): DatabaseSyncInstance {
  if (sizeOf(path) === 0) return openEmpty()
  const { database, version } = openExisting(path)
  if (version === NEWEST_VERSION) return database
  database.close()
  // An engine is just creating it.
  if (version === 0) return openEmpty()
  throw new Error(
    `${path} was written by an older Homeward (version ${version}, this one needs ${NEWEST_VERSION}). Quit the older Homeward where it runs and start this one once: it brings the file forward.`,
  )
}

/** @returns 0 for no file. @throws where it may not be looked at: nobody knows then what it holds */
function sizeOf(path: string): number {
  try {
    return statSync(path).size
  } catch (error) {
    if (NO_FILE.includes((error as NodeJS.ErrnoException).code)) return 0
    throw error
  }
}

const NO_FILE: readonly (string | undefined)[] = ['ENOENT', 'ENOTDIR']

interface Opened {
  readonly database: DatabaseSyncInstance
  readonly version: number
}

function openExisting(path: string): Opened {
  try {
    return openRead(path)
  } catch (error) {
    // SQLite makes two files beside the database even to read it. In a folder that is full or may not be written it cannot.
    if (!CANNOT_WRITE.test(messageOf(error))) throw error
    return openUnchanging(path) ?? openCopy(path)
  }
}

const CANNOT_WRITE = /unable to open|readonly|read-only|disk is full|disk I\/O/i

function openRead(path: string | URL): Opened {
  const database = new DatabaseSync(path, { readOnly: true, timeout: 5_000 })
  try {
    return { database, version: versionOf(database, String(path)) }
  } catch (error) {
    database.close()
    throw namingLock(error)
  }
}

/** @returns null where another file beside the database holds what was written last */
function openUnchanging(path: string): Opened | null {
  if (sizeOf(`${path}-wal`) > 0) return null
  const url = pathToFileURL(path)
  url.searchParams.set('immutable', '1')
  return openRead(url)
}

/** Reads a copy, with what was written last, into memory. Nothing is written to the folder itself. */
function openCopy(path: string): Opened {
  const folder = mkdtempSync(join(tmpdir(), 'homeward-read-'))
  try {
    const copy = join(folder, basename(path))
    for (const suffix of ['', '-wal']) copyFileSync(path + suffix, copy + suffix)
    const whole = new DatabaseSync(copy)
    whole.exec('PRAGMA journal_mode = DELETE')
    whole.close()
    const database = new DatabaseSync(':memory:')
    database.deserialize(readFileSync(copy))
    return { database, version: versionOf(database, path) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function openEmpty(): DatabaseSyncInstance {
  const database = new DatabaseSync(':memory:')
  database.exec(MIGRATIONS.join(';'))
  return database
}

/** Ignores every write of a reader. A reader may not send either, since it cannot write the attempt first. */
export function forReading(store: Store): Store {
  const refuse = (): never => {
    throw new Error('who only reads the store sends nothing')
  }
  const drop = (): void => {}
  return {
    ...store,
    beginAttempts: refuse,
    addRound: refuse,
    settleAttempts: drop,
    putFamily: drop,
    putFamilies: drop,
    putShifted: drop,
    deleteFamilies: drop,
    putHold: drop,
    deleteHold: drop,
    setValue: drop,
    prune: () => false,
    probe: drop,
  }
}
