// Modification times of the addon's sources and binaries: they decide whether a build can be skipped.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** @returns the modification time in epoch milliseconds; 0 when there is no such file */
export function writtenAt(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

/** @returns the newest modification time of the addon's sources and build scripts */
export function newestSource(root) {
  const files = [join(root, 'native-addon/binding.gyp')]
  for (const folder of ['native-addon/src', 'native-addon/include', 'build/native']) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) files.push(join(entry.parentPath ?? entry.path, entry.name))
    }
  }
  return Math.max(...files.map(writtenAt))
}
