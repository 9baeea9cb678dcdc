// `npm run compare:dialects [-- options]`: runs set-up, then the comparison of clients at practice servers of every dialect.
// Writes docs/dialects-compared.md unless options say otherwise; e2e/dialects/compare.ts names them.
import { spawnSync } from 'node:child_process'
import process from 'node:process'
import { bundleWhenStale } from './setup/current-bundle.mjs'
import { inProject, projectDir } from './setup/project.mjs'
import { setUp } from './setup/setup.mjs'

const toStandardError = (line) => process.stderr.write(`${line}\n`)
const ready = await setUp({ use: 'compare:dialects', log: toStandardError })
const bundled = ready.ok ? await bundleWhenStale(toStandardError) : { ok: false, message: ready.problems.join('\n') }
if (!bundled.ok) {
  toStandardError(bundled.message)
  process.exit(2)
}
const given = process.argv.slice(2)
const options = given.length > 0 ? given : [`--markdown=${inProject('docs/dialects-compared.md')}`]
const args = [inProject('build/run-typescript.mjs'), inProject('e2e/dialects/run-compare.ts'), ...options]
process.exitCode = spawnSync(process.execPath, args, { cwd: projectDir, stdio: 'inherit' }).status ?? 2
