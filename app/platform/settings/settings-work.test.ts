import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { providerOf } from '../../providers/registry.ts'
import { createSettingsWork } from './settings-work.ts'

let folder = ''
let workerFile = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'homeward-work-'))
  workerFile = join(folder, 'settings-worker.cjs')
  await build({
    entryPoints: [join(import.meta.dirname, '../../settings-worker.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile: workerFile,
  })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const log = () => {}
const records = Array.from({ length: 24_000 }, (_, index) => `  - { account: a, hostname: n${index}.example.org }\n`)
const large = `version: 1\naccounts: [{ id: a, provider: duckdns }]\nrecords:\n${records.join('')}`

/** The longest time that nothing else could be done in this thread while the work went on. */
async function longestPause<T>(work: () => Promise<T>): Promise<{ readonly pause: number; readonly result: T }> {
  let longest = 0
  let last = performance.now()
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }, 5)
  // The first tick has to be counted from.
  await new Promise((resolve) => setTimeout(resolve, 20))
  const result = await work()
  clearInterval(timer)
  return { pause: Math.max(longest, performance.now() - last), result }
}

it('checks and changes a text of more than a megabyte beside everything else, with the same result', async () => {
  expect(large.length).toBeGreaterThan(1024 * 1024)
  const inThread = createSettingsWork({ providerOf, workerFile, log })
  const here = createSettingsWork({ providerOf, workerFile: null, log })
  const options = {
    path: 'settings.yaml',
    disk: { state: 'read', text: large },
    settings: { version: 1 } as never,
    files: [],
  } as const
  const edit = [{ kind: 'set-option', option: 'theme', value: 'light' }] as const
  const blocked = await longestPause(() => here.check(large, 'settings.yaml'))
  const checked = await longestPause(() => inThread.check(large, 'settings.yaml'))
  expect(checked.pause).toBeLessThan(blocked.pause / 2)
  expect(checked.result).toEqual(blocked.result)
  const changed = await longestPause(() => inThread.change(options, edit))
  expect(changed.pause).toBeLessThan(blocked.pause / 2)
  expect(changed.result).toMatchObject({ ok: true, text: expect.stringMatching(/theme: light\n$/) })
}, 60_000)

it('reports the problems of a large file with their lines', async () => {
  const { check } = createSettingsWork({ providerOf, workerFile, log })
  const checked = await check(`${large}  - { account: nobody, hostname: x.example.org }\n`, 'settings.yaml')
  expect(checked).toMatchObject({ ok: false, problems: [{ line: 24_004, key: 'records[24000].account' }] })
}, 60_000)

it('refuses the file, and goes on, when the thread cannot do it', async () => {
  const broken = join(folder, 'broken.cjs')
  writeFileSync(broken, 'throw new Error("no")')
  const { check, change } = createSettingsWork({ providerOf, workerFile: broken, log })
  expect(await check(large, 'settings.yaml')).toMatchObject({ ok: false, problems: [{ problem: 'cannot be read' }] })
  const options = {
    path: 'settings.yaml',
    disk: { state: 'read', text: large },
    settings: {} as never,
    files: [],
  } as const
  expect(await change(options, [])).toMatchObject({ ok: false, message: expect.stringContaining('not changed') })
})

it('does the work here where the program of the thread is missing', async () => {
  const { check } = createSettingsWork({ providerOf, workerFile: join(folder, 'missing.cjs'), log })
  expect(await check(large, 'settings.yaml')).toMatchObject({ ok: true })
}, 60_000)

it.each([
  ['/nowhere/ca.pem', 'names a file that is not there'],
  [import.meta.dirname, 'names a folder that is no regular file'],
  [import.meta.filename, 'names a file that holds no usable certificate'],
])('finds what is wrong with the file of authorities that an account names: %s', async (ca, problem) => {
  const text = `version: 1\naccounts:\n  - id: a\n    provider: duckdns\n    ca: ${ca}`
  const work = createSettingsWork({ providerOf, workerFile: null, log })
  const found = { line: 5, key: 'accounts[0].ca', problem }
  expect(await work.check(text, 'settings.yaml')).toMatchObject({ ok: false, problems: [found], files: [ca] })
  const options = { path: 'settings.yaml', settings: { version: 1 } as never, files: [] }
  const edit = [{ kind: 'set-option', option: 'theme', value: 'light' }] as const
  expect(await work.change({ ...options, disk: { state: 'read', text }, files: [ca] }, edit)).toMatchObject({
    ok: false,
    message: expect.stringContaining(problem),
  })
  const account = { id: 'b', provider: 'duckdns', ca, fields: {} }
  const added = [{ kind: 'upsert-account', account }] as const
  const plain = { state: 'read', text: 'version: 1\n' } as const
  expect(await work.change({ ...options, disk: plain, files: [] }, added)).toEqual({
    ok: false,
    message: `accounts[0].ca ${problem}.`,
  })
})
