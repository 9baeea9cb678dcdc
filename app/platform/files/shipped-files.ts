// Checks the libraries beside the packaged archive. The user may write to their folder, and Electron checks only the archive,
// which holds their checksums.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Written by build/package/stage-app.mjs: name -> SHA-256 in hex. */
const LIST = 'shipped-files.json'

function checksum(file: string): string | null {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex')
  } catch {
    return null
  }
}

/**
 * @param entry folder of the running bundle, two levels below the app's folder
 * @returns the name of the first file that is missing or differs from the packed one; null when none does, and in a checkout,
 *   where nothing was packed.
 */
export function changedShippedFile(entry: string): string | null {
  const list = join(entry, LIST)
  if (!existsSync(list)) return null
  const sums = JSON.parse(readFileSync(list, 'utf8')) as Record<string, string>
  const changed = Object.entries(sums).find(([name, sum]) => checksum(join(entry, '../..', name)) !== sum)
  return changed?.[0] ?? null
}
