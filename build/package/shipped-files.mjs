// Checksums of the files outside the archive, which its integrity check does not cover.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'

/** @returns {Promise<Record<string, string>>} name -> SHA-256 in hex */
export async function checksums(folder, names) {
  const sums = {}
  for (const name of names) {
    const bytes = await readFile(path.join(folder, name))
    sums[name] = createHash('sha256').update(bytes).digest('hex')
  }
  return sums
}
