// `npm run demo`: set-up, then the demo in a network of its own. Options: --json, --show.
import { spawnSync } from 'node:child_process'
import process from 'node:process'
import { bundleWhenStale } from '../setup/current-bundle.mjs'
import { inProject, projectDir } from '../setup/project.mjs'
import { setUp } from '../setup/setup.mjs'

const toStandardError = (line) => process.stderr.write(`${line}\n`)
const stop = (sentence) => {
  toStandardError(sentence)
  process.exit(1)
}

const ready = await setUp({ log: toStandardError })
if (!ready.ok) stop(ready.problems.join('\n'))
if (ready.electronDist === null) stop('The demo shows the real app, and there is no Electron to run it.')
const bundled = await bundleWhenStale(toStandardError)
if (!bundled.ok) stop(bundled.message)
const args = [inProject('build/run-typescript.mjs'), inProject('build/demo/demo.ts'), ...process.argv.slice(2)]
const env = { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: ready.electronDist }
process.exitCode = spawnSync(process.execPath, args, { cwd: projectDir, env, stdio: 'inherit' }).status ?? 1
