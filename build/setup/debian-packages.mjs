// Step 2: the system packages that the command needs. Installs them only with apt and as root; otherwise prints the command
// to type, and the rest continues without them.
import { access, constants, rm, writeFile } from 'node:fs/promises'
import process from 'node:process'
import { runChild } from './child.mjs'

// biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholders are dpkg-query's own.
const FORMAT = '${Package} ${db:Status-Status}\\n'

async function installedOf(names) {
  const shown = await runChild('dpkg-query', ['-W', '-f', FORMAT, ...names], {
    quiet: true,
  })
  const lines = shown.output.split('\n').filter((line) => line.endsWith(' installed'))
  return new Set(lines.map((line) => line.split(' ')[0]))
}

async function hasCandidate(name) {
  const policy = await runChild('apt-cache', ['policy', name], { quiet: true })
  return /Candidate: (?!\(none\))/.test(policy.output)
}

/**
 * @param {import('./needs.mjs').Choice[]} wanted
 * @returns {Promise<string[]>} names of packages that are not installed; of a choice the first that exists
 */
async function missingOf(wanted) {
  const entries = wanted.map((entry) => [entry].flat())
  const installed = entries.length === 0 ? new Set() : await installedOf(entries.flat())
  const missing = []
  for (const names of entries) {
    if (names.some((name) => installed.has(name))) continue
    const choices = names.length > 1 ? await Promise.all(names.map(hasCandidate)) : [true]
    missing.push(names[Math.max(0, choices.indexOf(true))])
  }
  return missing
}

async function isDebian() {
  if (process.platform !== 'linux') return false
  try {
    await access('/usr/bin/apt-get', constants.X_OK)
    return true
  } catch {
    return false
  }
}

const POLICY = '/usr/sbin/policy-rc.d'

/**
 * Some packages have a service that would start automatically and use the machine's ports. Debian asks this file first
 * (invoke-rc.d(8)). An existing file is left as it is.
 */
async function withoutStartingServices(work) {
  const ours = await writeFile(POLICY, '#!/bin/sh\nexit 101\n', { flag: 'wx', mode: 0o755 }).then(
    () => true,
    (error) => {
      if (error.code === 'EEXIST') return false
      throw error
    },
  )
  try {
    return await work()
  } finally {
    if (ours) await rm(POLICY)
  }
}

const installing = (missing) => ['install', '-y', '--no-install-recommends', ...missing]

/** apt's own sentence about the sizes, with all that these packages need in turn. @returns {Promise<string>} '' when apt says none */
async function sizeOf(missing) {
  const asked = ['install', '--assume-no', '--no-install-recommends', '-o', 'Debug::NoLocking=1', ...missing]
  const { output } = await runChild('apt-get', asked, { env: { ...process.env, LC_ALL: 'C' }, quiet: true })
  const download = /Need to get ([^/]+?)(?:\/.+)? of archives/.exec(output)?.[1]
  const disk = /After this operation, (.*) of additional disk space/.exec(output)?.[1]
  return download === undefined || disk === undefined ? '' : `${download} to download, ${disk} on disk`
}

/**
 * @typedef {object} SystemPackages
 * @property {boolean} isDebian whether this system has apt
 * @property {string[]} missing names of packages
 * @property {boolean} mayInstall whether set-up installs them: only root may
 * @property {string} size what apt says of the sizes; '' when it does not know
 * @property {string} advice the command to type
 *
 * @param {import('./needs.mjs').Choice[]} wanted
 * @returns {Promise<SystemPackages>}
 */
export async function findMissingPackages(wanted) {
  const debian = await isDebian()
  const missing = debian ? await missingOf(wanted) : []
  return {
    isDebian: debian,
    missing,
    mayInstall: debian && process.getuid() === 0,
    size: missing.length === 0 ? '' : await sizeOf(missing),
    advice: `sudo apt-get update && sudo apt-get ${installing(missing).join(' ')}`,
  }
}

/**
 * @param {import('./needs.mjs').Choice[]} wanted
 * @param {SystemPackages} found
 * @returns {Promise<{ ok: boolean, missing: string[], message: string }>}
 */
export async function installDebianPackages(wanted, { isDebian, missing, mayInstall, advice }) {
  if (!isDebian) return { ok: true, missing: [], message: 'system packages: not a Debian system, left alone' }
  if (missing.length === 0) return { ok: true, missing, message: 'system packages are there' }
  if (!mayInstall) {
    return { ok: false, missing, message: `system packages are missing. To have everything run, type:\n  ${advice}` }
  }
  // Without a limit in all, as a slow line may need long. apt itself ends a connection that stands still.
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, quiet: true }
  const result = await withoutStartingServices(async () => {
    const first = await runChild('apt-get', installing(missing), options)
    if (first.code === 0) return first
    await runChild('apt-get', ['update'], options)
    return runChild('apt-get', installing(missing), options)
  })
  const stillMissing = await missingOf(wanted)
  if (stillMissing.length === 0) return { ok: true, missing: [], message: 'system packages installed' }
  const lastLines = result.output.trim().split('\n').slice(-3).join('\n  ')
  return {
    ok: false,
    missing: stillMissing,
    message: `apt-get did not install ${stillMissing.join(' ')}:\n  ${lastLines}\n  ${advice}`,
  }
}
