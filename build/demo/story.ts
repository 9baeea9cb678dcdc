// The demo, inside the home network: the real app against practice servers, a real address change, and the record that
// follows. Exit code 0 only when every step really happened.
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { openEnvironment, surroundingNetwork } from '../../e2e/lab/environment.ts'
import { missingForDesktop } from '../../e2e/lab/prerequisites.ts'
import { projectDir } from '../../e2e/lab/process/runtime.ts'
import { follow } from './following.ts'
import { runPlainStory } from './plain-story.ts'
import { takePortraits } from './portraits.ts'
import { type Change, createTimeline } from './timeline.ts'

const json = process.argv.includes('--json')
const show = process.argv.includes('--show')
// A reader that ends early, as `head` does, must not keep the demo from cleaning up.
process.stdout.on('error', () => undefined)
const timeline = createTimeline(json, (line) => process.stdout.write(`${line}\n`))
const pictures = path.join(projectDir, 'out/demo')

/** Says what will change, before anything changes. */
function announceMode(): void {
  const real = surroundingNetwork() !== null
  const why = process.platform === 'linux' ? 'No root here' : 'No network namespaces on this system'
  const mode = real
    ? 'A network namespace of its own: a real address of a real interface will change.'
    : `${why}: the practice echo's answer will change in place of an address.`
  timeline.step('mode', mode, { realAddress: real })
}

async function runStory(): Promise<Change[]> {
  await mkdir(pictures, { recursive: true })
  announceMode()
  if (process.platform !== 'linux') return runPlainStory(timeline, pictures)
  const missing = missingForDesktop()
  if (missing !== null) throw new Error(missing)
  const first = await openEnvironment({ show })
  const changes = await follow(first, timeline, pictures).finally(() => first.close())
  const second = await openEnvironment({ realDesktop: true })
  await takePortraits(second, timeline, pictures).finally(() => second.close())
  return changes
}

runStory().then(
  (changes) => {
    const moved = changes.map(({ family, to }) => `${family} to ${to}`).join(', ')
    timeline.summary(true, changes, `the name followed (${moved}); pictures are in out/demo/`)
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    timeline.summary(false, [], error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  },
)
