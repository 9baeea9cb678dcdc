// Deterministic simulation test: random runs of the real engine and the real store against a simulated world, checked
// against a reference model and Homeward's seven promises. README.md tells how a run goes, and what the promises are.
// HOMEWARD_RUNS (or HOMEWARD_LIVES) sets how many runs: 500, in the nightly test 10,000. HOMEWARD_SEED and HOMEWARD_PATH
// repeat one run. HOMEWARD_COUNTERS prints what happened in all of them.
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createCounters } from './counters.ts'
import { missing } from './coverage.ts'
import { actions } from './generators/all-actions.ts'
import { dialects, scenarios, withDialects } from './generators/scenario.ts'
import { settleAndCheck } from './settle-and-check.ts'
import { startSimulation } from './simulation.ts'
import { InvariantViolation } from './trace.ts'

const { HOMEWARD_NIGHTLY, HOMEWARD_SEED, HOMEWARD_PATH } = process.env
const WISHED_RUNS = process.env.HOMEWARD_RUNS ?? process.env.HOMEWARD_LIVES
const RUNS = Number(WISHED_RUNS ?? (HOMEWARD_NIGHTLY ? 10_000 : 500))
const isRandomSeed = Boolean(HOMEWARD_NIGHTLY || WISHED_RUNS)
const SEED = Number(HOMEWARD_SEED ?? (isRandomSeed ? Date.now() % 2 ** 31 : seedOfSources()))
/** fast-check's path; after an "@" the actions that shrinking left out. */
const [PATH, REPLAY] = HOMEWARD_PATH?.split('@') ?? []

/** Each change of the sources gets new runs, the same on every machine: what passes once passes everywhere. */
function seedOfSources(): number {
  const hash = createHash('sha256')
  for (const folder of ['../../app', '.']) {
    const root = fileURLToPath(new URL(folder, import.meta.url))
    for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()) {
      if (name.endsWith('.ts')) hash.update(name.replaceAll('\\', '/')).update(readFileSync(join(root, name)))
    }
  }
  return hash.digest().readUInt32BE() % 2 ** 31
}

let root: string
beforeAll(() => {
  // On a file system in memory a commit costs nothing.
  const inMemory = statSync('/dev/shm', { throwIfNoEntry: false })
  root = mkdtempSync(join(inMemory?.isDirectory() ? '/dev/shm' : tmpdir(), 'homeward-simulation-'))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

it(`the seven promises hold in ${RUNS} random runs`, { timeout: RUNS * 1_000 + 300_000 }, async () => {
  console.log(`simulation: seed ${SEED}`)
  const counters = createCounters()
  const run = fc.asyncProperty(scenarios, actions(REPLAY), dialects, async (scenario, chosen, drawn) => {
    const simulation = await startSimulation(withDialects(scenario, drawn), counters, root)
    try {
      await fc.asyncModelRun(() => ({ model: simulation, real: simulation }), chosen)
      await settleAndCheck(simulation)
    } finally {
      simulation.close()
    }
  })
  const result = await fc.check(run, {
    numRuns: RUNS,
    seed: SEED,
    ...(PATH === undefined ? {} : { path: PATH }),
  })
  if (process.env.HOMEWARD_COUNTERS ?? process.env.HOMEWARD_TALLY) console.log(counters.lines().join('\n'))
  if (result.failed) throw new Error(report(result))
  expect(missing(counters, result.numRuns), 'what happened in no run').toEqual([])
})

function report<T extends unknown[]>(result: fc.RunDetails<T>): string {
  const [scenario, chosen, drawn] = result.counterexample ?? []
  const replay = /replayPath="([^"]*)"/.exec(String(chosen))?.[1]
  const path = `${result.counterexamplePath}${replay ? `@${replay}` : ''}`
  return [
    `repeat with: HOMEWARD_RUNS=${RUNS} HOMEWARD_SEED=${result.seed} HOMEWARD_PATH='${path}' npx vitest run --project unit e2e/simulation`,
    `${result.numRuns} runs, shrunk ${result.numShrinks} times`,
    JSON.stringify(scenario),
    JSON.stringify(drawn),
    String(chosen),
    result.errorInstance instanceof InvariantViolation
      ? result.errorInstance.message
      : String((result.errorInstance as Error | null)?.stack),
  ].join('\n')
}
