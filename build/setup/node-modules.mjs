// Step 1: node_modules as the lock file says. Compared by content, not by time: a checkout or a copy changes times.
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
 * @param {{ packages: Record<string, any> }} wanted package-lock.json
 * @param {{ packages: Record<string, any> } | null} installed what npm noted in node_modules/.package-lock.json
 * @returns {string | null} the first package that differs; null when all are as the lock says. Optional ones may be absent.
 */
export function firstDifference(wanted, installed) {
  if (installed === null) return 'node_modules'
  for (const [place, entry] of Object.entries(wanted.packages)) {
    if (place === '') continue
    const found = installed.packages[place]
    if (found === undefined) {
      if (!entry.optional && !entry.devOptional && !entry.peer) return place
    } else if (found.version !== entry.version || (entry.integrity && found.integrity !== entry.integrity)) {
      return place
    }
  }
  return null
}

/** @returns {Promise<{ ok: boolean, changed: boolean, message: string }>} */
export async function installNodeModules(log) {
  const wanted = await readJson(inProject('package-lock.json'))
  if (wanted === null) return { ok: false, changed: false, message: 'package-lock.json is missing' }
  const difference = firstDifference(wanted, await readJson(inProject('node_modules', '.package-lock.json')))
  if (difference === null) return { ok: true, changed: false, message: 'node modules are as the lock says' }
  log(`node modules: ${difference} is not as the lock says, running npm ci`)
  const result = await runChild('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], {
    cwd: projectDir,
    timeoutMs: 600_000,
  })
  return result.code === 0
    ? { ok: true, changed: true, message: 'node modules installed' }
    : { ok: false, changed: true, message: 'npm ci failed: see above; the network and the registry must be reachable' }
}
