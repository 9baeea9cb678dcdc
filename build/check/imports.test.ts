import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const project = path.resolve(import.meta.dirname, '../..')
let copy: string

const check = () => {
  const run = spawnSync(process.execPath, [path.join(project, 'build/check/imports.mjs'), copy], { encoding: 'utf8' })
  return { code: run.status, out: run.stdout + run.stderr }
}
const WRONG = [
  ['the contract importing the model', 'app/contract/planted.ts', "import { parseAddress } from '../model/address.ts'"],
  ['a type taken from an outer area', 'app/model/planted-type.ts', "import type { Plan } from '../engine/planted.ts'"],
  ['Node in the engine', 'app/engine/planted.ts', "import { readFileSync } from 'node:fs'"],
  ['electron in a provider', 'app/providers/planted.ts', "import { net } from 'electron'"],
  ['an I/O library in detection', 'app/detection/planted.ts', "import { request } from 'node:http'"],
  ['the page reaching past the contract', 'renderer/planted.tsx', "import { FAMILIES } from '../app/model/address.ts'"],
  ['keytar away from the credential store', 'app/platform/other.ts', "import { getPassword } from 'keytar'"],
  ['a provider that uses its test case', 'app/providers/x/provider.ts', "import { cases } from './practice.ts'"],
  ['a file that does not exist', 'app/model/planted.ts', "import { x } from './nowhere.ts'"],
  ['one side of a cycle', 'app/model/a-side.ts', "export { b } from './b-side.ts'\nexport const a = 1"],
  ['the other side of a cycle', 'app/model/b-side.ts', "export { a } from './a-side.ts'\nexport const b = 1"],
] as const

const plant = (file: string, text: string) => {
  const place = path.join(copy, file)
  mkdirSync(path.dirname(place), { recursive: true })
  writeFileSync(place, `${text}\n`)
}

beforeAll(() => {
  copy = mkdtempSync(path.join(tmpdir(), 'homeward-imports-'))
  for (const area of ['contract', 'model']) {
    // Without the tests, which import helpers from other areas.
    const filter = (source: string) => !source.endsWith('.test.ts')
    cpSync(path.join(project, 'app', area), path.join(copy, 'app', area), { recursive: true, filter })
  }
  cpSync(path.join(project, 'package.json'), path.join(copy, 'package.json'))
  symlinkSync(path.join(project, 'node_modules'), path.join(copy, 'node_modules'))
})
afterAll(() => rmSync(copy, { recursive: true, force: true }))

describe('the import checker', () => {
  it('reads TypeScript modules and finds nothing wrong in a clean copy', () => {
    const { code, out } = check()
    expect(out).toMatch(/^[1-9]\d* modules read, 0 wrong imports$/m)
    expect(Number(/(\d+) modules/.exec(out)?.[1])).toBeGreaterThan(8)
    expect(code).toBe(0)
  })

  describe('with wrong imports planted', () => {
    let result: ReturnType<typeof check>
    beforeAll(() => {
      plant('app/providers/x/practice.ts', 'export const cases = {}')
      for (const [, file, text] of WRONG) plant(file, text)
      plant('app/shell/planted.ts', "import { ipcMain } from 'electron'\nipcMain.on('x', () => 1)")
      result = check()
    })

    it('fails', () => expect(result.code).toBe(1))

    it.each(WRONG)('refuses %s', (_, file) => expect(result.out).toContain(`${file} -> `))

    it('names the cycle', () => expect(result.out).toContain('no cycles'))

    it("refuses Electron's raw IPC outside its one file", () => {
      expect(result.out).toContain('app/shell/planted.ts:1: ipcMain may not be used here')
    })
  })

  it('fails when it read nothing at all', () => {
    const empty = mkdtempSync(path.join(tmpdir(), 'homeward-imports-empty-'))
    mkdirSync(path.join(empty, 'app'))
    const run = spawnSync(process.execPath, [path.join(project, 'build/check/imports.mjs'), empty], {
      encoding: 'utf8',
    })
    rmSync(empty, { recursive: true })
    expect(run.stdout).toContain('0 modules read')
    expect(run.status).toBe(1)
  })
})
