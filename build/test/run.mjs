// `npm test`: runs set-up, then every stage. The last line is "N passed, N failed, N skipped".
// Usage: node build/test/run.mjs [--stages=a,b] [--nightly]
import process from 'node:process'
import { bundleWhenStale } from '../setup/current-bundle.mjs'
import { setUp } from '../setup/setup.mjs'
import { closingLines, emptyResult, single, sum } from './summary.mjs'

const show = (line) => process.stdout.write(`${line}\n`)
const option = (name) => process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3)

/** Stages that only read the sources. Listed here because the stages' own module needs packages that set-up installs. */
const READ_ONLY = ['types', 'lint', 'imports', 'docs']

async function main() {
  const chosen = option('stages')?.split(',')
  const use = chosen?.every((name) => READ_ONLY.includes(name)) ? 'check' : 'test'
  const ready = await setUp({ use, log: (line) => show(`set-up: ${line}`) })
  if (!ready.ok) {
    show(ready.problems.join('\n'))
    return single('set-up', false)
  }
  // Imported only now: the stages use packages that set-up has just installed.
  const { STAGES } = await import('./stages.mjs')
  const names = chosen ?? Object.keys(STAGES)
  const unknown = names.find((name) => !(name in STAGES))
  if (unknown) {
    show(`There is no stage "${unknown}"; there are ${Object.keys(STAGES).join(', ')}.`)
    return single('usage', false)
  }
  const env = { HOMEWARD_NIGHTLY: process.argv.includes('--nightly') ? '1' : '' }
  if (ready.electronDist) env.ELECTRON_OVERRIDE_DIST_PATH = ready.electronDist
  let total = emptyResult()
  let bundled = null
  for (const name of names) {
    const { title, run, bundle } = STAGES[name]
    const began = performance.now()
    show(`\n== ${title}`)
    if (bundle && bundled === null) {
      bundled = await bundleWhenStale(show)
      if (!bundled.ok) show(bundled.message)
      if (!bundled.ok) total = sum([total, single('the bundle', false)])
    }
    const result = bundle && !bundled.ok ? single(`${title}: no bundle to run`, false) : await run(env)
    total = sum([total, result])
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    show(
      `-- ${title}: ${result.passed} passed, ${result.failed} failed, ${result.skipped.length} skipped (${seconds} s)`,
    )
  }
  return total
}

const total = await main()
for (const line of closingLines(total)) show(line)
process.exitCode = total.failed > 0 ? 1 : 0
