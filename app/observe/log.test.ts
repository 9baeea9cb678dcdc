import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createRedactor } from '../model/redaction.ts'
import { createLog } from './log.ts'
import { logFilePath } from './log-file.ts'

let folder = ''
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'homeward-log-')), 'logs')
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  rmSync(join(folder, '..'), { recursive: true, force: true, maxRetries: 5 })
})

const lines = () =>
  readFileSync(logFilePath(folder), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

describe('the log', () => {
  it('writes one JSON object a line, which only the user may read', () => {
    const log = createLog({ folder, toStandardError: false })
    log('info', 'address changed', { from: '11.22.33.1', to: '11.22.33.2' })
    log('error', 'two\nlines')
    expect(lines()).toEqual([
      {
        timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
        level: 'info',
        pid: process.pid,
        message: 'address changed',
        details: { from: '11.22.33.1', to: '11.22.33.2' },
      },
      expect.objectContaining({ level: 'error', message: 'two\nlines' }),
    ])
    if (process.platform !== 'win32') expect(statSync(logFilePath(folder)).mode & 0o777).toBe(0o600)
  })

  it('leaves out lines below its level, which the environment can set', () => {
    createLog({ folder, toStandardError: false })('debug', 'too small')
    expect(existsSync(logFilePath(folder))).toBe(false)
    createLog({ folder, toStandardError: false, level: 'debug' })('debug', 'asked for')
    vi.stubEnv('HOMEWARD_LOG_LEVEL', 'error')
    createLog({ folder, toStandardError: false, level: 'debug' })('warn', 'overruled')
    expect(lines().map(({ message }) => message)).toEqual(['asked for'])
  })

  it('writes no secret', () => {
    const redactor = createRedactor()
    redactor.register('canary-value')
    const log = createLog({ folder, toStandardError: false, redactor })
    log('warn', 'refused canary-value', {
      url: 'https://h/?token=canary-2',
      error: new Error('canary-value'),
      password: 'canary-3',
    })
    expect(readFileSync(logFilePath(folder), 'utf8')).not.toContain('canary')
  })

  it('writes to standard error when asked, and never to standard output', () => {
    const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
    createLog({ folder, toStandardError: true })('info', 'seen', { a: 1 })
    createLog({ folder, toStandardError: false })('info', 'unseen')
    expect(err.mock.calls.map(([text]) => String(text)).join('')).toContain('seen')
    expect(err).toHaveBeenCalledTimes(1)
    expect(out).not.toHaveBeenCalled()
  })

  it('keeps three files of five megabytes', () => {
    const log = createLog({ folder, toStandardError: false })
    const filler = 'x'.repeat(30_000)
    for (let i = 0; i < 640; i += 1) log('info', `${i} ${filler}`)
    expect(readdirSync(folder).sort()).toEqual(['homeward.1.log', 'homeward.2.log', 'homeward.log'])
    for (const age of [0, 1, 2]) expect(statSync(logFilePath(folder, age)).size).toBeLessThan(5.1 * 1024 * 1024)
    expect(lines().at(-1)?.message).toMatch(/^639 /)
    const [newestOfOlder] = readFileSync(logFilePath(folder, 1), 'utf8').trimEnd().split('\n').slice(-1)
    expect(Number.parseInt(JSON.parse(newestOfOlder ?? '{}').message, 10) + 1).toBe(
      Number.parseInt(lines()[0].message, 10),
    )
  })

  it('cuts a huge line', () => {
    createLog({ folder, toStandardError: false })('info', 'y'.repeat(200_000), { z: 'z'.repeat(200_000) })
    expect(statSync(logFilePath(folder)).size).toBeLessThan(40_000)
    expect(lines()).toHaveLength(1)
  })

  it('loses lines while it cannot write, reports that once, and goes on when it can', () => {
    const report = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const log = createLog({ folder, toStandardError: false })
    log('info', 'kept')
    expect(log.problem()).toBeNull()
    rmSync(folder, { recursive: true })
    writeFileSync(folder, 'a file in its place')
    log('info', 'lost')
    log('info', 'lost, too')
    expect(report).toHaveBeenCalledOnce()
    expect(String(report.mock.calls[0]?.[0])).toMatch(/^The log cannot be written: ENOTDIR/)
    expect(log.problem()).toMatch(/ENOTDIR/)
    rmSync(folder)
    log('info', 'kept again')
    expect(log.problem()).toBeNull()
    expect(lines().map(({ message }) => message)).toEqual(['kept again', 'the log is written again'])
    expect(lines().at(-1)?.details).toMatchObject({ lost: 2, cause: expect.stringMatching(/ENOTDIR/) })
    expect(report).toHaveBeenCalledTimes(2)
  })

  it('notices that its folder was deleted, makes it again and tells', () => {
    const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const log = createLog({ folder, toStandardError: false })
    log('info', 'before')
    rmSync(folder, { recursive: true })
    log('info', 'after')
    log('info', 'later')
    expect(lines().map(({ message }) => message)).toEqual(['after', 'the log is written again', 'later'])
    expect(lines()[1]).toMatchObject({ level: 'warn', details: { cause: 'the file was deleted or emptied', lost: 0 } })
    expect(told).toHaveBeenCalledOnce()
    if (process.platform !== 'win32') expect(statSync(folder).mode & 0o777).toBe(0o700)
  })

  it('notices that its file was deleted, also where another process has made a new folder, but not that it was rotated', () => {
    const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const log = createLog({ folder, toStandardError: false })
    log('info', 'before')
    renameSync(logFilePath(folder), logFilePath(folder, 1))
    log('info', 'rotated by another process')
    expect(told).not.toHaveBeenCalled()
    rmSync(folder, { recursive: true })
    mkdirSync(folder)
    log('info', 'after')
    expect(lines().map(({ message }) => message)).toEqual(['after', 'the log is written again'])
  })

  it('goes on without a file where it could write none from the start', () => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    writeFileSync(folder, 'a file in its place')
    const log = createLog({ folder, toStandardError: false })
    log('info', 'lost')
    rmSync(folder)
    log('info', 'kept')
    expect(lines()[0]?.message).toBe('kept')
  })

  it('can keep from standard error what is told there otherwise', () => {
    const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    createLog({ folder, toStandardError: true }).quiet('warn', 'for the file')
    expect(told).not.toHaveBeenCalled()
    expect(lines()[0]?.message).toBe('for the file')
  })
})
