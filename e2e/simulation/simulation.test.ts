// The seven promises as invariants over random lives: network, providers, clock, user, disk and crashes in any order, on
// virtual time, against servers that know the truth. app/testing/promises holds the model.
// HOMEWARD_LIVES sets how many (500; the nightly run takes 10,000); HOMEWARD_SEED and HOMEWARD_PATH repeat one. The seed is
// drawn anew for each change of the sources, and for each nightly run.
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTally } from './counters.ts'
import { missing } from './coverage.ts'
import { commands } from './generators/all.ts'
import { climates } from './generators/scenario.ts'
import { endWell } from './settle-and-check.ts'
import { beginLife } from './simulation.ts'
import { BrokenPromise } from './trace.ts'

const LIVES = Number(process.env.HOMEWARD_LIVES ?? (process.env.HOMEWARD_NIGHTLY ? 10_000 : 500))
const isAnew = Boolean(process.env.HOMEWARD_NIGHTLY || process.env.HOMEWARD_LIVES)
const SEED = Number(process.env.HOMEWARD_SEED ?? (isAnew ? Date.now() % 2 ** 31 : seedOfSources()))
/** fast-check's path, and after an "@" which commands were left out on the way. */
const [PATH, REPLAY] = process.env.HOMEWARD_PATH?.split('@') ?? []

/** Every change gets lives that nobody has lived yet, and the same ones on every machine: where it passes once it passes. */
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
  // Where there is a file system in memory a commit costs nothing.
  const inMemory = statSync('/dev/shm', { throwIfNoEntry: false })
  root = mkdtempSync(join(inMemory?.isDirectory() ? '/dev/shm' : tmpdir(), 'homeward-promises-'))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

it(`are kept in ${LIVES} random lives`, { timeout: LIVES * 1_000 + 300_000 }, async () => {
  console.log(`promises: seed ${SEED}`)
  const tally = createTally()
  const life = fc.asyncProperty(climates, commands(REPLAY), async (climate, deeds) => {
    const begun = await beginLife(climate, tally, root)
    try {
      await fc.asyncModelRun(() => ({ model: begun, real: begun }), deeds)
      await endWell(begun)
    } finally {
      begun.close()
    }
  })
  const result = await fc.check(life, {
    numRuns: LIVES,
    seed: SEED,
    ...(PATH === undefined ? {} : { path: PATH }),
  })
  if (process.env.HOMEWARD_TALLY) console.log(tally.lines().join('\n'))
  if (result.failed) throw new Error(report(result))
  expect(missing(tally, result.numRuns), 'what happened in no life').toEqual([])
})

function report<T extends unknown[]>(result: fc.RunDetails<T>): string {
  const [climate, deeds] = result.counterexample ?? []
  const replay = /replayPath="([^"]*)"/.exec(String(deeds))?.[1]
  return [
    `HOMEWARD_SEED=${result.seed} HOMEWARD_PATH=${result.counterexamplePath}${replay ? `@${replay}` : ''} repeats it`,
    `${result.numRuns} lives, ${result.numShrinks} times made smaller`,
    JSON.stringify(climate),
    String(deeds),
    result.errorInstance instanceof BrokenPromise
      ? result.errorInstance.message
      : String((result.errorInstance as Error | null)?.stack),
  ].join('\n')
}
