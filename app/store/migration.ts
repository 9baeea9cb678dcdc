// Migrates the file to this version's shape, and keeps a copy of the older file.
import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs'
import type { DatabaseSyncInstance } from '@photostructure/sqlite'
import { MIGRATIONS } from './schema.ts'

export const NEWEST_VERSION = MIGRATIONS.length

/** The file's version; 0 is one without tables yet. @throws when a newer Homeward wrote it */
export function versionOf(database: DatabaseSyncInstance, path: string): number {
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number }
  if (version <= NEWEST_VERSION) return version
  throw new Error(
    `${path} was written by a newer Homeward (version ${version}, this one knows ${NEWEST_VERSION}). Install the newer Homeward again, or move the file away to start afresh.`,
  )
}

export function migrate(database: DatabaseSyncInstance, path: string, version: number): void {
  if (version === NEWEST_VERSION) return
  if (version > 0) keepCopy(database, `${path}.version-${version}`)
  // All steps in one transaction: one sync for a new file, and no version in between.
  const steps = MIGRATIONS.slice(version).join(';')
  database.exec(`BEGIN IMMEDIATE; ${steps}; PRAGMA user_version = ${NEWEST_VERSION}; COMMIT`)
}

/** SQLite makes the copy: it includes what is still in the write-ahead log, even if another process has the file open. */
function keepCopy(database: DatabaseSyncInstance, copy: string): void {
  // A copy from an interrupted migration may be incomplete.
  rmSync(copy, { force: true })
  // Created here first, since SQLite would use the umask's mode.
  closeSync(openSync(copy, 'a', 0o600))
  database.prepare('VACUUM INTO ?').run(copy)
  const file = openSync(copy, 'r+')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
