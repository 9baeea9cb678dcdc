import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ControlRequest } from '../contract/control.ts'
import { LOCALES, type Locale } from '../contract/locale.ts'
import type { CliContext } from './context.ts'
import { speak } from './language.ts'
import { moment, until } from './moment.ts'
import { displayWidth, familyTable, table } from './output.ts'
import { runProgram } from './program.ts'

const printed = vi.hoisted(() => ({ out: '', notes: '' }))
vi.mock('node:fs', async (original) => ({
  ...(await original<typeof import('node:fs')>()),
  writeSync: (descriptor: number, bytes: Buffer) => {
    printed[descriptor === 1 ? 'out' : 'notes'] += bytes.toString('utf8')
    return bytes.length
  },
}))
beforeEach(() => {
  printed.out = ''
  printed.notes = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed.out += String(text)
    return true
  })
})
afterEach(() => {
  vi.restoreAllMocks()
  speak('en')
})

const noSettings = (): CliContext => {
  throw new Error('no settings here')
}

async function run(locale: Locale, ...args: string[]): Promise<number> {
  return runWith(noSettings, locale, ...args)
}

async function runWith(open: () => CliContext, locale: Locale, ...args: string[]): Promise<number> {
  return runProgram(args, {
    version: '1.2.3',
    locale,
    log: () => {},
    adapters: () => {
      throw new Error('no adapters here')
    },
    checkSettings: async () => ({ accounts: 1, records: 2, problems: [], warnings: [] }),
    isUsageError: () => false,
    open,
  })
}

describe.each(LOCALES)('the help in %s', (locale) => {
  const PAGES = [[], ['update'], ['history'], ['export'], ['secret'], ['config', 'check']]

  it.each(PAGES)('of homeward %s %s is in one language', async (...path) => {
    expect(await run(locale, ...path.filter((part) => part !== undefined), '--help')).toBe(0)
    // The description of each option and command, and each title.
    const lines = printed.out.split('\n').filter((line) => line.trim() !== '' && !/^\S+ homeward/.test(line))
    expect(lines.length).toBeGreaterThan(2)
    for (const line of lines) {
      const words = line.trim().split(/ {2,}/).at(-1) ?? ''
      expect({ line, han: /\p{Script=Han}/u.test(words) }).toEqual({ line, han: locale === 'zh-CN' })
    }
  })
})

it('a valid settings file is reported with its counts', async () => {
  await run('zh-CN', 'config', 'check', '/etc/homeward.yaml')
  expect(printed.out).toMatch(/homeward\.yaml：1 个账户，2 个域名，没有错误/)
  printed.out = ''
  await run('en', 'config', 'check', '/etc/homeward.yaml')
  expect(printed.out).toMatch(/homeward\.yaml: one account, 2 records, no mistake/)
})

describe('commands on a hold', () => {
  const requests: ControlRequest[] = []
  const open = (): CliContext => ({
    folder: '',
    log: () => {},
    credentials: {} as CliContext['credentials'],
    secretTarget: async () => null,
    requestInstance: async (request) => {
      requests.push(request)
      return { ok: false, message: 'It is not in the settings.', usage: true }
    },
    withApp: async () => null,
    withEngine: async () => null,
  })
  beforeEach(() => {
    requests.length = 0
  })

  it.each(['dismiss', 'forget'])('homeward %s gives up a parked job', async (name) => {
    await runWith(open, 'en', name, 'home', 'nas.example.org')
    await runWith(open, 'en', name, 'home', '--json')
    expect(requests).toEqual([
      { command: 'dismiss', payload: { account: 'home', hostname: 'nas.example.org' } },
      { command: 'dismiss', payload: { account: 'home', hostname: null } },
    ])
  })

  it('homeward keep answers what is asked about the network', async () => {
    await runWith(open, 'en', 'keep')
    await runWith(open, 'en', 'keep', 'nas.example.org', '--only-at-home')
    expect(requests).toEqual([
      { command: 'keep', payload: { hostname: null, answer: 'keep' } },
      { command: 'keep', payload: { hostname: 'nas.example.org', answer: 'only-at-home' } },
    ])
  })

  it('exit with 2 when the running instance does not know the name', async () => {
    expect(await runWith(open, 'en', 'retry', 'nobody')).toBe(2)
    expect(printed).toEqual({ out: '', notes: 'It is not in the settings.\n' })
    expect(requests).toEqual([{ command: 'lift', payload: { account: 'nobody', hostname: null } }])
  })
})

describe('a problem on the command line', () => {
  it.each([['updat'], ['secret', 'get'], ['why'], ['history', '--limit', '0'], ['export', '--format', 'xml']])(
    'such as %s %s is refused with exit status 2',
    async (...args) => {
      expect(await run('en', ...args)).toBe(2)
      expect(printed.out).toBe('')
      expect(printed.notes).toContain('error: ')
    },
  )
})

describe('tables', () => {
  it('align their columns, Chinese characters counting double', () => {
    const [heading = '', row = ''] = table(['域名', '状态'], [['nas.example.org', '已确认']]).split('\n')
    const widthBefore = (line: string, word: string) => displayWidth(line.slice(0, line.indexOf(word)))
    expect(widthBefore(heading, '状态')).toBe(widthBefore(row, '已确认'))
  })

  it('keep the words of the JSON output in English, and translate them in other languages', () => {
    const row = {
      account: 'home',
      hostname: 'nas.example.org',
      family: 'ipv4',
      desired: null,
      confirmed: null,
    } as const
    const rest = {
      confirmedAt: null,
      accepted: null,
      acceptedAt: null,
      kind: null,
      message: null,
      heldUntil: null,
      hold: null,
      breaker: 'closed',
      nextLook: null,
    } as const
    const rows = [{ ...row, ...rest, state: 'held' as const }]
    expect(familyTable(rows)).toMatch(/^HOSTNAME +FAMILY +STATE.*\n.* held /)
    speak('zh-CN')
    expect(familyTable(rows)).toMatch(/^域名 +类型 +状态.*\n.* 已暂缓 /)
  })
})

describe('moments', () => {
  const now = new Date(2026, 2, 1, 13, 5, 9).getTime()
  const at = (seconds: number) => new Date(now + seconds * 1_000).toISOString()

  it('are local and sort as text', () => {
    expect(moment(at(0))).toBe('2026-03-01 13:05:09')
  })

  it.each([
    [30, 'in 30 seconds', '30秒钟后'],
    [61, 'in 2 minutes', '2分钟后'],
    [2 * 3_600, 'in 2 hours', '2小时后'],
    [3 * 86_400, 'in 3 days', '3天后'],
    [0, 'due now', '即将进行'],
    [-5, 'due now', '即将进行'],
  ])('that are %d seconds away say so, rounded up', (seconds, english, chinese) => {
    expect(until(at(seconds), now)).toContain(`(${english})`)
    speak('zh-CN')
    expect(until(at(seconds), now)).toContain(`(${chinese})`)
  })
})
