// `npm run bench` and `npm run soak` (with `soak.ts` as the first argument): set-up, then the program.
// `npm run bench -- [--json] [--only=KEY[,KEY]] [--changes=N] [--runs=N]`: runs set-up, then the measurements. Progress goes
// to standard error; with --json the last line of standard output is one JSON object.
import { spawnSync } from 'node:child_process'
import process from 'node:process'
import { bundleWhenStale } from '../setup/current-bundle.mjs'
import { inProject, projectDir } from '../setup/project.mjs'
import { setUp } from '../setup/setup.mjs'

const toStandardError = (line) => process.stderr.write(`${line}\n`)
const ready = await setUp({ use: 'bench', log: toStandardError })
const bundled = ready.ok ? await bundleWhenStale(toStandardError) : { ok: false, message: ready.problems.join('\n') }
if (!bundled.ok) {
  toStandardError(bundled.message)
  process.exit(1)
}
const [first = '', ...others] = process.argv.slice(2)
const [program, ...options] = first.endsWith('.ts') ? [first, ...others] : ['bench.ts', ...process.argv.slice(2)]
const args = [inProject('build/run-typescript.mjs'), inProject(`build/bench/${program}`), ...options]
const env = { ...process.env, ...(ready.electronDist ? { ELECTRON_OVERRIDE_DIST_PATH: ready.electronDist } : {}) }
process.exitCode = spawnSync(process.execPath, args, { cwd: projectDir, env, stdio: 'inherit' }).status ?? 1
