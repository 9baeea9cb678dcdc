// Real programs, small ones: Node itself with a script as its argument.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { environmentFor, runCommand } from './run-command.ts'

const LIMITS = { timeoutMs: 10_000, maxBytes: 4_096 }
const node = (script: string, ...args: string[]) => [process.execPath, '-e', script, ...args]
const text = (result: Awaited<ReturnType<typeof runCommand>>) =>
  result.kind === 'ended' ? Buffer.from(result.output).toString() : result.kind

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'homeward-command-'))
  folders.push(folder)
  return folder
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function untilEnded(pid: number): Promise<void> {
  for (let i = 0; i < 100 && isAlive(pid); i += 1) await wait(50)
}

describe('a program', () => {
  it('gives its standard output, and its code', async () => {
    expect(text(await runCommand(node('console.log("11.22.33.44")'), LIMITS))).toBe('11.22.33.44\n')
    const failed = await runCommand(node('console.error("no line\\n\\u001b[31mnow"); process.exit(3)'), LIMITS)
    // What it wrote to standard error may hold a secret: it is read, and kept nowhere.
    expect(failed).toEqual({ kind: 'ended', code: 3, output: expect.anything() })
  })

  it('gets its arguments as they are: no shell reads them', async () => {
    const folder = temporaryFolder()
    const evil = ['$HOME', '`id`', `; touch ${folder}/made`, '$(id)', '*', '"', "'", '| cat', '> x', '%PATH%', 'a b']
    const result = await runCommand(node('console.log(JSON.stringify(process.argv.slice(1)))', ...evil), LIMITS)
    expect(JSON.parse(text(result))).toEqual(evil)
    expect(() => readFileSync(path.join(folder, 'made'))).toThrow()
  })

  it('gets no variable that may hold a secret or change what it does', async () => {
    const env = {
      PATH: '/usr/bin',
      HOME: '/home/me',
      LC_ALL: 'C',
      HOMEWARD_SECRET_HOME_TOKEN: 'x',
      HOMEWARD_HOME: '/x',
      HTTPS_PROXY: 'http://me:secret@proxy',
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/x',
      NODE_OPTIONS: '--inspect',
      LD_PRELOAD: '/x.so',
      ELECTRON_RUN_AS_NODE: '1',
      AWS_SECRET_ACCESS_KEY: 'x',
    }
    expect(environmentFor(env)).toEqual({ PATH: '/usr/bin', HOME: '/home/me', LC_ALL: 'C' })
    process.env.HOMEWARD_SECRET_TEST_TOKEN = 'not for others'
    const result = await runCommand(node('console.log(JSON.stringify(process.env))'), LIMITS)
    delete process.env.HOMEWARD_SECRET_TEST_TOKEN
    expect(text(result)).not.toContain('not for others')
  })

  it('gets nothing to read', async () => {
    expect(text(await runCommand(node('process.stdin.on("end", () => console.log("end")).resume()'), LIMITS))).toBe(
      'end\n',
    )
  })

  it('is ended with everything that it started once its time is over', async () => {
    const file = path.join(temporaryFolder(), 'pids')
    const script = `const { spawn } = require('child_process')
      const child = spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)'])
      require('fs').writeFileSync(process.argv[1], process.pid + ' ' + child.pid)
      process.on('SIGTERM', () => {})
      setInterval(() => {}, 1000)`
    expect(await runCommand(node(script, file), { ...LIMITS, timeoutMs: 2_500 })).toEqual({ kind: 'timeout' })
    const pids = readFileSync(file, 'utf8').split(' ').map(Number)
    expect(pids).toHaveLength(2)
    for (const pid of pids) {
      await untilEnded(pid)
      expect(isAlive(pid)).toBe(false)
    }
  })

  it('that leaves a child with its pipes open has ended all the same, and so has the child', async () => {
    const file = path.join(temporaryFolder(), 'pid')
    const script = `const child = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' })
      require('fs').writeFileSync(process.argv[1], String(child.pid))
      console.log('11.22.33.44')
      child.unref()
      process.exit(0)`
    const result = await runCommand(node(script, file), LIMITS)
    expect(text(result)).toBe('11.22.33.44\n')
    const pid = Number(readFileSync(file, 'utf8'))
    await untilEnded(pid)
    expect(isAlive(pid)).toBe(false)
  })

  it('that prints without an end is ended', async () => {
    const endless = node('const more = () => process.stdout.write("1.2.3.4\\n".repeat(1000), more); more()')
    expect(await runCommand(endless, LIMITS)).toEqual({ kind: 'too-long' })
    expect(text(await runCommand(node('process.stdout.write("x".repeat(4096))'), LIMITS))).toHaveLength(4_096)
  })

  it('that complains without an end is not waited for longer than its time, and not kept', async () => {
    const endless = node('const more = () => process.stderr.write("no\\n".repeat(1000), more); more()')
    expect(await runCommand(endless, { ...LIMITS, timeoutMs: 1_000 })).toEqual({ kind: 'timeout' })
  })

  it('that another one kills says so', async () => {
    expect(await runCommand(node('process.kill(process.pid, "SIGKILL")'), LIMITS)).toEqual({
      kind: 'killed',
      signal: 'SIGKILL',
    })
  })

  it.skipIf(process.platform === 'win32')('that cannot be started says why', async () => {
    const plain = path.join(temporaryFolder(), 'plain')
    writeFileSync(plain, '#!/bin/sh\necho 11.22.33.44\n', { mode: 0o644 })
    expect(await runCommand(['/no/such/program'], LIMITS)).toEqual({ kind: 'not-started', code: 'ENOENT' })
    expect(await runCommand([plain], LIMITS)).toEqual({ kind: 'not-started', code: 'EACCES' })
    expect(await runCommand([temporaryFolder()], LIMITS)).toEqual({ kind: 'not-started', code: 'EACCES' })
    expect(await runCommand(['\0'], LIMITS)).toMatchObject({ kind: 'not-started' })
    expect(await runCommand([], LIMITS)).toMatchObject({ kind: 'not-started' })
  })
})
