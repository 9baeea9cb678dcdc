// Step 2: the system packages that the desktop, the addon and the tests need. Installs them only with apt and as root;
// otherwise prints the command to type, and the rest continues without them.
import { readFileSync } from 'node:fs'
import { access, constants, rm, writeFile } from 'node:fs/promises'
import process from 'node:process'
import { runChild } from './child.mjs'
import { inProject } from './project.mjs'

const { $comment, ...purposes } = JSON.parse(readFileSync(inProject('build/setup/debian-packages.json'), 'utf8'))
/** Names of the purposes in the data file. */
export const PURPOSES = Object.keys(purposes)

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
 * @param {string[]} chosen purposes
 * @returns {Promise<string[]>} names of packages that are not installed
 */
export async function missingPackages(chosen) {
  const entries = chosen.flatMap((purpose) => purposes[purpose]).map((entry) => [entry].flat())
  const installed = await installedOf(entries.flat())
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

/** @returns {Promise<{ ok: boolean, missing: string[], message: string }>} */
export async function installDebianPackages(log, chosen) {
  if (!(await isDebian())) return { ok: true, missing: [], message: 'system packages: not a Debian system, left alone' }
  const missing = await missingPackages(chosen)
  if (missing.length === 0) return { ok: true, missing, message: 'system packages are there' }
  const install = ['install', '-y', '--no-install-recommends', ...missing]
  const advice = `sudo apt-get update && sudo apt-get ${install.join(' ')}`
  if (process.getuid() !== 0) {
    return { ok: false, missing, message: `system packages are missing. To have everything run, type:\n  ${advice}` }
  }
  log(`system packages: installing ${missing.join(' ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const options = { env, timeoutMs: 900_000, quiet: true }
  const result = await withoutStartingServices(async () => {
    const first = await runChild('apt-get', install, options)
    if (first.code === 0) return first
    await runChild('apt-get', ['update'], options)
    return runChild('apt-get', install, options)
  })
  const stillMissing = await missingPackages(chosen)
  if (stillMissing.length === 0) return { ok: true, missing: [], message: 'system packages installed' }
  const lastLines = result.output.trim().split('\n').slice(-3).join('\n  ')
  return {
    ok: false,
    missing: stillMissing,
    message: `apt-get did not install ${stillMissing.join(' ')}:\n  ${lastLines}\n  ${advice}`,
  }
}
