// What the compiler adds against broken memory, and the thread that must not end the process.
import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const binary = `${root}native-addon/build/Release/homeward_network.node`

const isMissing = (program: string): boolean => spawnSync(program, ['--version']).error !== undefined
const lacks = (...programs: string[]) => process.platform !== 'linux' || programs.some(isMissing)

test.skipIf(lacks('g++'))(
  'the retry thread outlives whatever the backend throws, and goes on trying (needs g++)',
  async () => {
    const folder = mkdtempSync(`${tmpdir()}/homeward-retry-`)
    try {
      const program = `${folder}/retry-thread`
      const sources = ['test/retry_thread.cc', 'src/change_hub.cc'].map((file) => `${root}native-addon/${file}`)
      const include = ['include', 'src'].map((path) => `-I${root}native-addon/${path}`)
      await run('g++', ['-std=c++20', '-O1', '-pthread', ...include, ...sources, '-o', program])
      const { stdout } = await run(program)
      expect(stdout).toBe('tries 4, lost 1, complete 1\n')
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
  300_000,
)

test.skipIf(lacks('g++', 'nm', 'readelf'))(
  'the addon checks its stack and its buffers (needs g++ and binutils)',
  async () => {
    await run(process.execPath, [`${root}build/native/build-addon.mjs`], { maxBuffer: 1 << 24 })
    const { stdout: symbols } = await run('nm', ['--dynamic', '--undefined-only', binary])
    expect(symbols).toMatch(/__stack_chk_fail/)
    expect(symbols).toMatch(/__\w+_chk\b/)
    const { stdout: dynamic } = await run('readelf', ['--dynamic', '--program-headers', '--wide', binary])
    expect(dynamic).toMatch(/BIND_NOW/)
    expect(dynamic).toMatch(/GNU_RELRO/)
    expect(dynamic).toMatch(/GNU_STACK\s+\S+ \S+ \S+ \S+ \S+ RW /)
  },
  300_000,
)
