// The two entry points, bundled as they are shipped: secrets leave the environment before anything else is done.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, it } from 'vitest'

let folder = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'homeward-entry-'))
  await build({
    entryPoints: ['main', 'headless'].map((entry) => join(import.meta.dirname, `${entry}.ts`)),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['electron', 'keytar', '@photostructure/sqlite', '*.node'],
    define: { TEST_PACKAGE: 'false' },
    outdir: folder,
    outExtension: { '.js': '.cjs' },
  })
  // Notes what the environment holds whenever the program uses Electron, makes a child or a thread, or its data folder.
  writeFileSync(
    join(folder, 'watch.cjs'),
    `const Module = require('node:module')
    const { appendFileSync } = require('node:fs')
    const { readFileSync } = require('node:fs')
    const append = appendFileSync
    const note = (what) => append(${JSON.stringify(join(folder, 'notes'))}, what + ' ' + Object.keys(process.env).filter((name) => /canary/i.test(process.env[name])).join(',') + '\\n')
    for (const [module, names] of [['node:child_process', ['spawn', 'execFile', 'exec', 'fork', 'spawnSync', 'execFileSync']], ['node:fs', ['mkdirSync']]]) {
      const real = require(module)
      for (const name of names) {
        const before = real[name]
        real[name] = (...args) => {
          if (!String(args[0]).endsWith('.cjs')) note(name)
          return before(...args)
        }
      }
    }
    const electron = () => new Proxy(function () {}, {
      get: (_, name) => name === Symbol.toPrimitive ? () => '' : electron(),
      apply: () => { note('electron'); return process.exit(0) },
      construct: () => electron(),
    })
    const load = Module._load
    Module._load = (request, ...rest) => request === 'electron' ? electron() : load(request, ...rest)`,
  )
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it.each([
  ['main.cjs', [], 'electron'],
  ['headless.cjs', ['secret', 'list'], 'mkdirSync'],
])('%s takes the secrets out of its environment before it does anything', (entry, args, first) => {
  writeFileSync(join(folder, 'notes'), '')
  const env = {
    ...process.env,
    NODE_PATH: join(import.meta.dirname, '../node_modules'),
    HOMEWARD_HOME: join(folder, 'data'),
    HOMEWARD_SECRET_HOME_TOKEN: 'canary-value',
    HOMEWARD_SECRET_HOME_PASSWORD_FILE: '/run/canary-file',
    homeward_secret_low_token: 'canary-low',
  }
  spawnSync(process.execPath, ['--require', join(folder, 'watch.cjs'), join(folder, entry), ...args], { env })
  const notes = readFileSync(join(folder, 'notes'), 'utf8').trim().split('\n')
  expect(notes[0]?.split(' ')[0]).toBe(first)
  for (const note of notes) expect(note.trim()).toMatch(/^\w+$/)
})

it.runIf(process.platform !== 'win32')('main.cjs gives them back to the process that follows it after a bug', () => {
  const notes = join(folder, 'relaunched')
  writeFileSync(
    join(folder, 'bug.cjs'),
    `const Module = require('node:module')
    const { writeFileSync } = require('node:fs')
    const names = () => Object.keys(process.env).filter((name) => /^homeward_secret_/i.test(name)).sort().join(',')
    process.uptime = () => 3600
    const electron = (path) => new Proxy(function () {}, {
      get: (_, name) => name === 'isPackaged' ? false : name === Symbol.toPrimitive ? () => '' : electron(path + '.' + String(name)),
      apply: () => {
        if (path.endsWith('.requestSingleInstanceLock')) return true
        if (path.endsWith('.whenReady')) {
          setTimeout(() => { throw new Error('a bug') }, 10)
          return new Promise(() => {})
        }
        if (path.endsWith('.relaunch')) writeFileSync(${JSON.stringify(notes)}, names())
        if (path.endsWith('app.exit')) process.exit(0)
        return undefined
      },
      construct: () => electron(path),
    })
    const load = Module._load
    Module._load = (request, ...rest) => request === 'electron' ? electron('') : load(request, ...rest)`,
  )
  const env = {
    ...process.env,
    NODE_PATH: join(import.meta.dirname, '../node_modules'),
    HOMEWARD_HOME: join(folder, 'data'),
    HOMEWARD_SECRET_HOME_TOKEN: 'canary-value',
    HOMEWARD_SECRET_HOME_PASSWORD_FILE: '/run/canary-file',
  }
  spawnSync(process.execPath, ['--require', join(folder, 'bug.cjs'), join(folder, 'main.cjs')], {
    env,
    timeout: 20_000,
  })
  expect(readFileSync(notes, 'utf8')).toBe('HOMEWARD_SECRET_HOME_PASSWORD_FILE,HOMEWARD_SECRET_HOME_TOKEN')
})
