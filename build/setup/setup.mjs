#!/usr/bin/env node
// Set-up: installs what one command needs and nothing else, starting from Node and git. It says beforehand what, and how much.
// Idempotent, and fast when all is there.
// Usage: node build/setup/setup.mjs [--for=COMMAND] [--dry-run]   COMMAND is the name of an npm script, by default setup: all
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { buildAddon } from './addon.mjs'
import { installDebianPackages } from './debian-packages.mjs'
import { installElectron } from './electron-runtime.mjs'
import { NEEDS, needOf } from './needs.mjs'
import { installNodeModules } from './node-modules.mjs'
import { announcement, description, makePlan } from './plan.mjs'
import { inTurn } from './turn.mjs'

const toStandardError = (line) => process.stderr.write(`set-up: ${line}\n`)

/** A command with this argument only lists what it needs and what of it set-up would install, as one JSON object. */
export const DRY_RUN = '--dry-run'

async function listOnly(use) {
  const plan = await makePlan(needOf(use))
  process.stdout.write(
    `${JSON.stringify({ command: use, ...description(plan), installs: announcement(plan) }, null, 2)}\n`,
  )
}

/**
 * @param {{ use: string, log?: (line: string) => void, agree?: (question: string) => Promise<boolean>, isDryRun?: boolean }}
 *   options `use` is a name in NEEDS; `agree` asks the user about the stand-in for Electron, where the command needs a yes
 * @returns {Promise<{ ok: boolean, electronDist: string | null, missing: string[], problems: string[], needsConsent: boolean }>}
 *   `ok` is false only when nothing can run; `problems` are sentences about what is not available here
 */
export async function setUp({ use, log = toStandardError, agree, isDryRun = process.argv.includes(DRY_RUN) }) {
  const need = needOf(use)
  if (isDryRun) {
    await listOnly(use)
    process.exit(0)
  }
  return inTurn(log, async () => {
    const plan = await makePlan(need)
    const lines = announcement(plan)
    if (lines.length > 0) log(`this will be installed first:\n${lines.map((line) => `  - ${line}`).join('\n')}`)
    const modules = await installNodeModules(plan.modules)
    const problems = []
    if (!modules.ok) {
      return { ok: false, electronDist: null, missing: [], problems: [modules.message], needsConsent: false }
    }
    const system = await installDebianPackages(plan.packages, plan.system)
    if (!system.ok) problems.push(system.message)
    const addon = need.addon ? await buildAddon(log) : null
    if (addon && !addon.ok) problems.push(addon.message)
    const electron = need.electron === 'none' ? null : await installElectron(log, { use: need.electron, agree })
    if (electron && !electron.ok) problems.push(electron.message)
    for (const problem of problems) log(problem)
    return {
      ok: true,
      electronDist: electron?.dist ?? null,
      missing: system.missing,
      problems,
      needsConsent: electron?.needsConsent ?? false,
    }
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const use = process.argv.find((arg) => arg.startsWith('--for='))?.slice('--for='.length) ?? 'setup'
  if (needOf(use) === null) {
    toStandardError(`--for must be one of ${Object.keys(NEEDS).join(', ')}`)
    process.exit(2)
  }
  const result = await setUp({ use })
  toStandardError(result.ok ? `ready${result.problems.length > 0 ? '; see the problems above' : ''}` : 'failed')
  process.exitCode = result.ok ? 0 : 1
}
