// How old the addon's sources and products are: what decides whether a build can be skipped.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Modification time in epoch milliseconds, 0 when there is no such file. */
export function writtenAt(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

/** The newest modification time of what goes into the addon, its build recipe included. */
export function newestSource(root) {
  const files = [join(root, 'native-addon/binding.gyp')]
  for (const folder of ['native-addon/src', 'native-addon/include', 'build/native']) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) files.push(join(entry.parentPath ?? entry.path, entry.name))
    }
  }
  return Math.max(...files.map(writtenAt))
}
