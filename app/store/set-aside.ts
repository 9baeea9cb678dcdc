// Sets a damaged database aside under another name, so that nothing is lost and the app starts with a new one.
import { existsSync, renameSync } from 'node:fs'

/** SQLite keeps one database in up to three files. */
const SUFFIXES = ['', '-wal', '-shm'] as const

/**
 * @param stamp text that makes the new name unique, such as the time
 * @returns the new path of the database file
 */
export function setAside(path: string, stamp: string): string {
  const aside = `${path}.damaged-${stamp}`
  for (const suffix of SUFFIXES) if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix)
  return aside
}
