#!/usr/bin/env node
// Set-up: installs everything that the other commands need, starting from Node and git. Idempotent, and fast when all is there.
// Usage: node build/setup/setup.mjs [--for=cli|app|tests] [--retry-electron]
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { buildAddon } from './addon.mjs'
import { installDebianPackages, PURPOSES } from './debian-packages.mjs'
import { installElectron } from './electron-runtime.mjs'
import { installNodeModules } from './node-modules.mjs'
import { inTurn } from './turn.mjs'

/** What each use needs. A user needs no test tools, and the command line needs no window. */
const NEEDS = {
  cli: { packages: ['addon'], electron: false },
  app: { packages: ['addon', 'electron'], electron: true },
  tests: { packages: PURPOSES, electron: true },
}

const toStandardError = (line) => process.stderr.write(`set-up: ${line}\n`)

/**
 * @param {{ use?: keyof typeof NEEDS, log?: (line: string) => void, retryElectron?: boolean }} [options]
 * @returns {Promise<{ ok: boolean, electronDist: string | null, missing: string[], problems: string[] }>}
 *   `ok` is false only when nothing can run; `problems` are sentences about what is not available here
 */
export async function setUp({ use = 'tests', log = toStandardError, retryElectron = false } = {}) {
  const need = NEEDS[use]
  return inTurn(log, async () => {
    const modules = await installNodeModules(log)
    const problems = []
    if (!modules.ok) return { ok: false, electronDist: null, missing: [], problems: [modules.message] }
    const system = await installDebianPackages(log, need.packages)
    if (!system.ok) problems.push(system.message)
    const addon = await buildAddon(log)
    if (!addon.ok) problems.push(addon.message)
    const electron = need.electron ? await installElectron(log, { retry: retryElectron }) : null
    if (electron && !electron.ok) problems.push(electron.message)
    for (const problem of problems) log(problem)
    return { ok: true, electronDist: electron?.dist ?? null, missing: system.missing, problems }
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const use = process.argv.find((arg) => arg.startsWith('--for='))?.slice('--for='.length) ?? 'tests'
  if (!(use in NEEDS)) {
    toStandardError(`--for must be one of ${Object.keys(NEEDS).join(', ')}`)
    process.exit(2)
  }
  const result = await setUp({ use, retryElectron: process.argv.includes('--retry-electron') })
  toStandardError(result.ok ? `ready${result.problems.length > 0 ? '; see the problems above' : ''}` : 'failed')
  process.exitCode = result.ok ? 0 : 1
}
