import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { windowsTool } from './windows-tool.ts'

describe('a program of Windows', () => {
  it('is named by its full path', () => {
    expect(windowsTool('reg.exe', { SystemRoot: 'D:\\Win' })).toBe('D:\\Win\\System32\\reg.exe')
    expect(windowsTool('reg.exe', { SystemRoot: 'C:\\' })).toBe('C:\\System32\\reg.exe')
  })

  it.each([undefined, '', '.', '\\\\server\\share', 'Windows'])('is not taken from a folder such as %s', (root) => {
    expect(windowsTool('reg.exe', { SystemRoot: root })).toBe('C:\\Windows\\System32\\reg.exe')
  })

  it('is started by its full path wherever the app starts a program', () => {
    const app = join(import.meta.dirname, '..')
    const sources = readdirSync(app, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /(?<!\.test)\.ts$/.test(name),
    )
    const starting = sources.filter((name) => readFileSync(join(app, name), 'utf8').includes("'node:child_process'"))
    expect(starting.length).toBeGreaterThan(1)
    for (const name of starting) {
      const calls = readFileSync(join(app, name), 'utf8').match(/\b(run|execFile|spawn)\(['"`]/g)
      if (!name.startsWith('testing')) expect(calls, `${name} starts a program by its bare name`).toBeNull()
    }
  })
})
