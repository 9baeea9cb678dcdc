// `npm run --silent homeward -- COMMAND`: runs set-up, then the command line in this process, so that standard output, signals
// and the exit code are the command line's.
import { createRequire } from 'node:module'
import process from 'node:process'
import { bundleWhenStale } from './setup/current-bundle.mjs'
import { inProject } from './setup/project.mjs'
import { DRY_RUN, setUp } from './setup/setup.mjs'

const toStandardError = (line) => process.stderr.write(`${line}\n`)
// A later argument belongs to the command line.
const isDryRun = process.argv[2] === DRY_RUN
const ready = await setUp({ use: 'homeward', log: toStandardError, isDryRun })
const bundled = ready.ok ? await bundleWhenStale(toStandardError) : { ok: false, message: ready.problems.join('\n') }
if (!bundled.ok) {
  toStandardError(bundled.message)
  process.exit(2)
}
const entry = inProject('out/app/headless.cjs')
// npm starts scripts in the project folder. Paths that the user typed are relative to the user's folder.
if (process.env.INIT_CWD) process.chdir(process.env.INIT_CWD)
process.argv = [process.argv[0], entry, ...process.argv.slice(2)]
createRequire(import.meta.url)(entry)
