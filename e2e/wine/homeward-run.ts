// Tests the command line as a Windows program: a real address change, the update, a clean end.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { InstalledApp } from './installed-app.ts'
import { type ProgramResult, type WineLab, windowsPath } from './lab.ts'
import { type Practice, startPractice } from './practice.ts'

const HOSTNAME = 'nas.example.org'
const PASSWORD = 'canary-3f9c-口令'
/** From the change to the provider's first byte, the debounce of 500 ms included. */
const REACTION_LIMIT_MS = 1_500

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

export function describeHomewardRun(lab: () => WineLab, app: () => InstalledApp): void {
  let practice: Practice
  let data = ''
  let settings = ''

  const start = (args: readonly string[], input?: string) =>
    lab().startNode([windowsPath(app().headless), ...args], {
      environment: { HOMEWARD_HOME: windowsPath(data) },
      ...(input === undefined ? {} : { input }),
    })
  const expectCleanEnd = (end: ProgramResult): void => {
    // The exit code alone is not enough: Wine reports success after a page fault.
    expect(end).toMatchObject({ code: 0, errors: expect.not.stringContaining('wine: Unhandled') })
  }
  const homeward = async (args: readonly string[], input?: string): Promise<string> => {
    const end = await start(args, input).ended
    expectCleanEnd(end)
    return end.output
  }

  beforeAll(async () => {
    practice = await startPractice(lab(), HOSTNAME, PASSWORD)
    data = join(lab().folder, 'data 数据')
    mkdirSync(data)
    settings = join(lab().folder, 'my settings 设置.yaml')
    const { device, ip } = lab().namespace
    await ip('addr', 'flush', 'dev', device, 'scope', 'global')
    await ip('addr', 'add', '11.22.33.4/24', 'dev', device)
    await ip('route', 'replace', 'default', 'via', '11.22.33.1', 'dev', device)
    writeFileSync(
      settings,
      JSON.stringify({
        version: 1,
        accounts: [{ id: 'home', provider: 'dyndns2', endpoint: practice.url, fields: { username: 'u' } }],
        records: [{ account: 'home', hostname: HOSTNAME, ipv4: { source: 'adapter', adapter: device }, ipv6: 'off' }],
        detection: { debounceMs: 500, maxWaitMs: 5_000, maxJitterMs: 0, pollIntervalS: 300 },
      }),
    )
  })
  afterAll(async () => practice?.close())

  test('the settings file and the adapters are read from a path with spaces and Chinese characters', async () => {
    await homeward(['config', 'check', windowsPath(settings)])
    const listed = await homeward(['adapters', '--json'])
    expect(listed).toContain('"11.22.33.4"')
    expect(listed).toContain(lab().namespace.device)
  })

  test('a changed address reaches the provider, and an interrupt ends the program cleanly', async () => {
    const { device, ip } = lab().namespace
    await homeward(['secret', 'set', 'home', 'password', '--config', windowsPath(settings)], PASSWORD)
    const running = start(['run', '--config', windowsPath(settings)])
    const first = await practice.request(0, 20_000)
    expect(first.url).toContain('myip=11.22.33.4')
    await pause(1_500)

    await ip('addr', 'del', '11.22.33.4/24', 'dev', device)
    await ip('addr', 'add', '11.22.33.9/24', 'dev', device)
    const changed = Date.now()
    const second = await practice.request(1, 10_000)
    expect(second.url).toContain('myip=11.22.33.9')
    expect(second.answer).toMatch(/^good/)
    expect(second.at - changed).toBeLessThan(REACTION_LIMIT_MS)
    await pause(1_000)

    running.interrupt()
    const end = await running.ended
    expectCleanEnd(end)
    expect(end.errors).not.toMatch(/network monitor|does not notify/)
    // A clean end removes the lock of the running process.
    expect(existsSync(join(data, 'engine.lock.pid'))).toBe(false)
    expect(practice.requests).toHaveLength(2)
  })

  test('the next process knows what was confirmed, and sends nothing', async () => {
    const rows = await homeward(['update', '--config', windowsPath(settings), '--json'])
    expect(rows).toContain('"11.22.33.9"')
    expect(practice.requests).toHaveLength(2)
  })

  test('the secret is in no log', () => {
    expect(readFileSync(join(data, 'logs/homeward.log'), 'utf8')).not.toContain(PASSWORD)
  })
}
