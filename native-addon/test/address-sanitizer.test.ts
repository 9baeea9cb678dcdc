// The same contract with the addon compiled for AddressSanitizer: a use after free or an overrun ends the probe.
import { execFile, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeContract } from './contract.ts'
import { makeNamespace, type Namespace, namespaceObstacle } from './namespace.ts'
import { unless } from './obstacle.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const binary = `${root}native-addon/build/AddressSanitizer/homeward_network.node`

/** The compiler's run-time library. Node does not have it, so it must be loaded before everything else. */
function sanitizerLibrary(): string | null {
  const path = spawnSync('g++', ['-print-file-name=libasan.so'], { encoding: 'utf8' }).stdout?.trim()
  return path?.startsWith('/') && existsSync(path) ? path : null
}

const library = namespaceObstacle === null ? sanitizerLibrary() : null
const obstacle = namespaceObstacle ?? (library === null ? 'needs libasan: sudo apt-get install g++' : null)

describe('the addon under AddressSanitizer', unless(obstacle), () => {
  let namespace: Namespace
  beforeAll(async () => {
    const build = [`${root}build/native/build-addon.mjs`, '--address-sanitizer']
    await promisify(execFile)(process.execPath, build, { maxBuffer: 1 << 24 })
    namespace = await makeNamespace({
      binary,
      // Leaks of the whole process say nothing about us: Node keeps much memory until it ends.
      environment: { LD_PRELOAD: library ?? '', ASAN_OPTIONS: 'detect_leaks=0:abort_on_error=1' },
    })
  }, 300_000)
  afterAll(async () => namespace.remove())

  test('the probe really runs the sanitized binary', async () => {
    const maps = await promisify(execFile)('nm', ['--dynamic', '--undefined-only', binary])
    expect(maps.stdout).toMatch(/__asan_report_load/)
  })
  // Freed memory stays in quarantine for a while, which is how a use after free is found.
  describeContract(() => ({ ...namespace, reactionLimitMs: 500, memoryLimitBytes: 64 << 20, workers: 20 }))
})
