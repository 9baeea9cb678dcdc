// The store for processes that only read, perhaps beside a running instance of another version. Nothing is created, migrated,
// repaired or written.
import { existsSync, statSync } from 'node:fs'
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite'
import type { Store } from '../model/store.ts'
import { NEWEST_VERSION, versionOf } from './migration.ts'
import { MIGRATIONS } from './schema.ts'

/**
 * @returns the file's database, or an empty one where there is none yet
 * @throws when the file belongs to another version, or cannot be read
 */
export function openForReading(path: string): DatabaseSyncInstance {
  if (!existsSync(path) || statSync(path).size === 0) return openEmpty()
  const database = new DatabaseSync(path, { readOnly: true, timeout: 5_000 })
  try {
    const version = versionOf(database, path)
    if (version === NEWEST_VERSION) return database
    if (version > 0) {
      throw new Error(
        `${path} was written by an older Homeward (version ${version}, this one needs ${NEWEST_VERSION}). Quit the older Homeward where it runs and start this one once: it brings the file forward.`,
      )
    }
  } catch (error) {
    database.close()
    throw error
  }
  // An engine is just creating it.
  database.close()
  return openEmpty()
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
