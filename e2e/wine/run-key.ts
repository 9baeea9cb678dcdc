// Tests the entry of "Start when I sign in" in Wine's registry, by real reg.exe and a real sign-in: what the Run value starts.
import { execFile } from 'node:child_process'
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { createRunKeyEntry } from '../../app/shell/login/run-key-entry.ts'
import { createWindowsLogin } from '../../app/testing/windows-login.ts'
import { projectRoot } from '../../native-addon/test/project-root.ts'
import { type WineLab, windowsPath } from './lab.ts'

const KEY = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run'
/** Runs Windows programs one after the other; each argument is a JSON list of a program and its arguments. */
const RUN_EACH = String.raw`
const { spawnSync } = require('node:child_process')
for (const line of process.argv.slice(2)) {
  const [program, ...args] = JSON.parse(line)
  const { status } = spawnSync('C:\\windows\\system32\\' + program, args, { stdio: 'ignore' })
  if (status !== 0) process.exit(status ?? 1)
}
`

export function describeRunKey(lab: () => WineLab): void {
  let program = ''
  /** What Windows may take for the program, when nothing says where its name ends. */
  let planted = ''
  const started = (path: string): string => `${path}.started`

  const runEach = async (...lines: (readonly string[])[]): Promise<void> => {
    const script = join(lab().folder, 'run-each.cjs')
    writeFileSync(script, RUN_EACH)
    const end = await lab().startNode([windowsPath(script), ...lines.map((line) => JSON.stringify(line))]).ended
    expect({ code: end.code, errors: end.errors }).toEqual({ code: 0, errors: '' })
  }
  /** Writes the value and signs in. */
  const signInWith = (line: string) =>
    runEach(['reg.exe', 'add', KEY, '/v', 'Homeward', '/d', line, '/f'], ['wineboot.exe'])
  /** Waits for the program, which a sign-in starts without waiting itself. */
  const partsOf = async (path: string): Promise<string[]> => {
    await expect.poll(() => existsSync(started(path)), { timeout: 20_000 }).toBe(true)
    return readFileSync(started(path), 'utf16le').trimEnd().split('\n')
  }

  beforeAll(async () => {
    program = join(lab().folder, 'Homeward.exe')
    planted = join(dirname(lab().folder), 'Home.exe')
    const source = join(projectRoot, 'e2e/wine/argument_recorder.cc')
    const flags = ['-O2', '-s', '-static', '-municode', '-mwindows', '-o', program, source]
    await promisify(execFile)('x86_64-w64-mingw32-g++-posix', flags)
    cpSync(program, planted)
  })
  afterEach(async () => {
    for (const path of [program, planted]) rmSync(started(path), { force: true })
    await runEach(['reg.exe', 'delete', KEY, '/v', 'Homeward', '/f'])
  })

  test.each(['as given', 'always quoted', 'quoted once'] as const)(
    'a sign-in starts the installed program with its argument, with paths written %s',
    async (quoting) => {
      const windows = createWindowsLogin(quoting)
      createRunKeyEntry(windows.app, windowsPath(program)).write(true)
      await signInWith(windows.run.get('Homeward') ?? '')
      expect(await partsOf(program)).toEqual([windowsPath(program), '--background'])
      expect(existsSync(started(planted))).toBe(false)
    },
  )

  test('without quotation marks another program could be started, which is why they are there', async () => {
    await signInWith(`${windowsPath(program)} --background`)
    expect((await partsOf(planted))[0]).toBe(windowsPath(planted))
    expect(existsSync(started(program))).toBe(false)
  })
}
