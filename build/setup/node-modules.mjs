// Step 1: node_modules as in the lock file. Compared by content, not by time: a checkout or a copy changes times.
import { readFile } from 'node:fs/promises'
import { runChild } from './child.mjs'
import { inProject, projectDir } from './project.mjs'

const readJson = async (file) => {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return null
    throw error
  }
}

/**
 * @param {{ packages: Record<string, any> }} locked package-lock.json
 * @param {{ packages: Record<string, any> } | null} installed what npm wrote to node_modules/.package-lock.json
 * @returns {string | null} the first package that differs; null when none does. Optional ones may be missing
 */
export function firstDifference(locked, installed) {
  if (installed === null) return 'node_modules'
  for (const [folder, entry] of Object.entries(locked.packages)) {
    if (folder === '') continue
    const found = installed.packages[folder]
    if (found === undefined) {
      if (!entry.optional && !entry.devOptional && !entry.peer) return folder
    } else if (found.version !== entry.version || (entry.integrity && found.integrity !== entry.integrity)) {
      return folder
    }
  }
  return null
}

/** Of the whole folder on disk, rounded. npm does not say beforehand how much it downloads. */
export const NODE_MODULES_MEGABYTES = 750

/**
 * @returns {Promise<{ isLocked: boolean, difference: string | null, count: number }>} whether there is a lock file, the first
 *   package that is not as in it, and how many it names for all systems together
 */
export async function findNodeModules() {
  const locked = await readJson(inProject('package-lock.json'))
  if (locked === null) return { isLocked: false, difference: null, count: 0 }
  const installed = await readJson(inProject('node_modules', '.package-lock.json'))
  const count = Object.keys(locked.packages).filter(Boolean).length
  return { isLocked: true, difference: firstDifference(locked, installed), count }
}

/** @returns {Promise<{ ok: boolean, changed: boolean, message: string }>} */
export async function installNodeModules({ isLocked, difference }) {
  if (!isLocked) return { ok: false, changed: false, message: 'package-lock.json is missing' }
  if (difference === null) return { ok: true, changed: false, message: 'node modules are as in the lock file' }
  // Without a limit in all, as a slow line may need long. npm itself ends requests that get no answer.
  const result = await runChild('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], { cwd: projectDir })
  return result.code === 0
    ? { ok: true, changed: true, message: 'node modules installed' }
    : { ok: false, changed: true, message: 'npm ci failed: see above; the network and the registry must be reachable' }
}
