// `npm run demo`: runs set-up, then the demo. Options: --json, --show.
import { spawnSync } from 'node:child_process'
import process from 'node:process'
import { bundleWhenStale } from '../setup/current-bundle.mjs'
import { inProject, projectDir } from '../setup/project.mjs'
import { setUp } from '../setup/setup.mjs'

const toStandardError = (line) => process.stderr.write(`${line}\n`)
const fail = (sentence) => {
  toStandardError(sentence)
  process.exit(1)
}

const ready = await setUp({ use: 'demo', log: toStandardError })
if (!ready.ok) fail(ready.problems.join('\n'))
if (ready.electronDist === null) fail('The demo shows the real app, and there is no Electron to run it.')
const bundled = await bundleWhenStale(toStandardError)
if (!bundled.ok) fail(bundled.message)
const args = [inProject('build/run-typescript.mjs'), inProject('build/demo/demo.ts'), ...process.argv.slice(2)]
const env = { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: ready.electronDist }
process.exitCode = spawnSync(process.execPath, args, { cwd: projectDir, env, stdio: 'inherit' }).status ?? 1
