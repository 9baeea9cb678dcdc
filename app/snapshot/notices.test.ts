import { expect, it } from 'vitest'
import { emptySettings, settingsSchema } from '../contract/settings.ts'
import { STORE_LOCKED } from '../model/store.ts'
import { createNotices, type NoticesOptions } from './notices.ts'

function notices(over: Partial<NoticesOptions>) {
  const options: NoticesOptions = {
    settings: () => ({ state: 'ok', settings: emptySettings(), problems: [], warnings: [] }),
    adapters: { mode: { kind: 'events' } },
    secrets: { problem: () => null },
    setAside: null,
    quarantined: 0,
    wasRewritten: () => false,
    storeProblem: () => null,
    logProblem: () => null,
    locale: () => 'en',
    ...over,
  }
  return createNotices(options)().map(({ id, severity, message }) => `${severity} ${id}: ${message}`)
}

it('nothing is said while all is well', () => {
  expect(notices({})).toEqual([])
})

it('a warning about the settings is told while they are in force', () => {
  const settings = () => ({ state: 'ok', settings: emptySettings(), problems: [], warnings: ['One.', 'Two.'] }) as const
  expect(notices({ settings })).toEqual([
    'warning settings-warning: The settings are in force, with a warning. One. Two.',
  ])
})

it('a log that cannot be written is told', () => {
  expect(notices({ logProblem: () => 'ENOSPC: no space left on device' })).toEqual([
    'warning log-unwritable: The log cannot be written (ENOSPC: no space left on device). Everything else goes on.',
  ])
})

it('a locked database is told by a sentence that no other reason has, in both languages', () => {
  const locked = { storeProblem: () => STORE_LOCKED }
  expect(notices(locked)[0]).toMatch(/^error store-locked: Another program has the history locked/)
  expect(notices({ ...locked, locale: () => 'zh-CN' })[0]).toContain('另一个程序锁定了历史记录')
  expect(notices({ storeProblem: () => 'disk is full' })[0]).toContain('error store-unwritable: ')
})

it('plain http to a private address is told, however it is written', () => {
  const account = { id: 'a', provider: 'dyndns2', endpoint: 'HTTP://192.168.1.2/', allowPlainHttp: true }
  const settings = settingsSchema.parse({ version: 1, accounts: [account] })
  expect(notices({ settings: () => ({ state: 'ok', settings, problems: [], warnings: [] }) })[0]).toContain(
    'plain-http',
  )
})
