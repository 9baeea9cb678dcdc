// A folder for this process alone, where the user's own data folder cannot be made or written: its disk may not be there yet.
// It holds Electron's own files and a log, and is thrown away.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DataFolder, locateDataFolder } from './data-folder.ts'

export interface SubstituteFolder {
  readonly folder: DataFolder
  readonly remove: () => void
}

/** @throws when there is no room for temporary files either */
export function prepareSubstituteFolder(): SubstituteFolder {
  const root = mkdtempSync(join(tmpdir(), 'homeward-start-'))
  const folder = locateDataFolder({ platform: process.platform, env: { HOMEWARD_HOME: root }, home: null })
  mkdirSync(folder.logs, { mode: 0o700 })
  return { folder, remove: () => rmSync(root, { recursive: true, force: true }) }
}
