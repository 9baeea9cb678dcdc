// What takes long says on standard error what it does, before it does it. Run in a small checkout with the real set-up scripts.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'

const project = fileURLToPath(new URL('../..', import.meta.url))
let checkout

beforeEach(() => {
  checkout = mkdtempSync(path.join(tmpdir(), 'homeward-setup-'))
  for (const folder of [
    'build/native',
    'native-addon/src',
    'native-addon/include',
    'native-addon/build/Release',
    'app',
  ]) {
    mkdirSync(path.join(checkout, folder), { recursive: true })
  }
  cpSync(path.join(project, 'build/setup'), path.join(checkout, 'build/setup'), { recursive: true })
  cpSync(path.join(project, 'build/native/source-age.mjs'), path.join(checkout, 'build/native/source-age.mjs'))
  write('package.json', '{ "type": "module" }')
  write('native-addon/binding.gyp', '{}')
  write('build/native/build-addon.mjs', `process.stderr.write('the builder runs')`)
  write('build/bundle.mjs', `import { mkdirSync } from 'node:fs'; mkdirSync('out/app', { recursive: true })`)
})
afterEach(() => rmSync(checkout, { recursive: true }))

const write = (file, text) => writeFileSync(path.join(checkout, file), text)

/** @returns what the step said, a line each */
function said(module, call) {
  const script = `import * as step from './build/setup/${module}.mjs'
    const lines = []
    const result = await step.${call}((line) => lines.push(line))
    if (!result.ok) throw new Error(result.message)
    process.stdout.write(JSON.stringify(lines))`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: checkout,
    encoding: 'utf8',
  })
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout)
}

it('the first bundling is told, and what is current is not', () => {
  expect(said('current-bundle', 'bundleWhenStale')).toEqual([expect.stringContaining('bundling')])
  const old = new Date(Date.now() - 60_000)
  for (const source of ['app', 'build/bundle.mjs', 'package.json']) utimesSync(path.join(checkout, source), old, old)
  expect(said('current-bundle', 'bundleWhenStale')).toEqual([])
})

it('the first build of the addon is told, and what is current is not', () => {
  expect(said('addon', 'buildAddon')).toEqual([expect.stringContaining('native addon: building')])
  const later = new Date(Date.now() + 60_000)
  write('native-addon/build/Release/homeward_network.node', '')
  utimesSync(path.join(checkout, 'native-addon/build/Release/homeward_network.node'), later, later)
  expect(said('addon', 'buildAddon')).toEqual([])
})
