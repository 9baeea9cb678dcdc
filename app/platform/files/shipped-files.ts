// Checks the libraries beside the packaged archive. The user may write to their folder, and Electron checks only the archive,
// which holds their checksums.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Written by build/package/stage-app.mjs: name -> SHA-256 in hex. */
const LIST = 'shipped-files.json'
/** Code is loaded from these. A file more in one of them may be preferred to the one that came with it. */
const FOLDERS_OF_CODE = ['native-addon', 'node_modules']

function checksum(file: string): string | null {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex')
  } catch {
    return null
  }
}

/** @returns names as in the list, of whatever is not a folder. Links are not followed. */
function filesBelow(root: string, name: string): string[] {
  try {
    return readdirSync(join(root, name), { withFileTypes: true }).flatMap((entry) => {
      const inside = `${name}/${entry.name}`
      return entry.isDirectory() ? filesBelow(root, inside) : [inside]
    })
  } catch {
    // The folder is not there. Its files are missed by their checksums.
    return []
  }
}

/**
 * @param entry folder of the running bundle, two levels below the app's folder
 * @returns the name of the first file that is missing, differs from the packed one or was not packed; null when there is none,
 *   and in a checkout, where nothing was packed.
 */
export function changedShippedFile(entry: string): string | null {
  const list = join(entry, LIST)
  if (!existsSync(list)) return null
  const sums = JSON.parse(readFileSync(list, 'utf8')) as Record<string, string>
  const root = join(entry, '../..')
  const changed = Object.entries(sums).find(([name, sum]) => checksum(join(root, name)) !== sum)
  if (changed !== undefined) return changed[0]
  // Electron shows the archive as a folder, with what was packed. What lies beside it is in the real folder.
  const beside = root.replace(/app\.asar$/, 'app.asar.unpacked')
  const added = FOLDERS_OF_CODE.flatMap((folder) => filesBelow(beside, folder)).find(
    (name) => !Object.hasOwn(sums, name),
  )
  return added ?? null
}

/**
 * Removes variables by which a library's loader (node-gyp-build) would take a binary from anywhere.
 * @param env of this process; it is changed
 */
export function forgetLibraryPlaces(env: Record<string, string | undefined>): void {
  for (const name of Object.keys(env)) if (/_PREBUILD$|^PREBUILDS_ONLY$/i.test(name)) delete env[name]
}
