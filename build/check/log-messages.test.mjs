import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { checkLogMessages } from './log-messages.mjs'

const project = path.resolve(import.meta.dirname, '../..')
let folder = ''
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function problemsIn(text) {
  folder = mkdtempSync(path.join(tmpdir(), 'homeward-log-messages-'))
  mkdirSync(path.join(folder, 'app'))
  writeFileSync(path.join(folder, 'app/one.ts'), text)
  return checkLogMessages(folder)
}

describe('log messages', () => {
  it('follow the rules everywhere in the app', async () => {
    const { lines, problems } = await checkLogMessages(project)
    expect(problems).toEqual([])
    expect(lines).toBeGreaterThan(30)
  })

  it.each([
    ["log('info', 'The window is shown')", 'the message begins with a capital'],
    ["this.#log('warn', 'Denied')", 'the message begins with a capital'],
    ['options.log("warn", "denied: " + what)', 'the message is no fixed text'],
    ["log('error', 'it failed', { cause: String(error) })", 'an error’s text is the detail `error`, not `cause`'],
  ])('are refused in %s', async (line, problem) => {
    expect((await problemsIn(`\n${line}\n`)).problems).toEqual([`app/one.ts:2: ${problem}`])
  })

  it.each(["log('info', 'the window is shown', { tookMs })", 'log(level, message, details)'])(
    'are accepted in %s',
    async (line) => {
      expect((await problemsIn(line)).problems).toEqual([])
    },
  )
})
