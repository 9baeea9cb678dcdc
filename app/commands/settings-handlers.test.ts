import { describe, expect, it } from 'vitest'
import type { FamilyPolicy } from '../contract/address-sources.ts'
import { type DetectionSettings, detectionSettingsSchema, type RecordSettings } from '../contract/settings.ts'
import type { CredentialStore } from '../model/ports.ts'
import { duckdns } from '../providers/duckdns/provider.ts'
import { createRefusals } from './refusals.ts'
import { createSettingsHandlers, type SettingsHandlersOptions } from './settings-handlers.ts'

/** Handlers over nothing but a record of what they stored. */
function handlers() {
  const stored: string[] = []
  const done = async () => ({ ok: true }) as const
  const credentials = {
    read: async () => ({ state: 'missing' }),
    write: async (_account: string, _field: string, value: string) => {
      stored.push(value)
      return { ok: true, undo: async () => {} }
    },
  } as unknown as CredentialStore
  const options = {
    engine: { request: () => {}, accounts: { edit: (_: string, change: () => unknown) => change() } },
    settings: () => ({ accounts: [], records: [] }),
    editor: { upsertAccount: done },
    credentials,
    provider: () => duckdns,
    refusals: createRefusals(() => 'en'),
    onSecretsChanged: async () => {},
  } as unknown as SettingsHandlersOptions
  return { stored, calls: createSettingsHandlers(options) }
}

it('stores no token that begins or ends with what is no part of it', async () => {
  const { stored, calls } = handlers()
  const account = { id: 'home', provider: 'duckdns', fields: {} }
  for (const token of ['"3f1c-9a"', '3f1c-9a,', '\u201c3f1c-9a\u201d']) {
    expect(await calls['account.save']({ account, secrets: { token } })).toEqual({
      ok: false,
      message: 'Token: It begins or ends with a quotation mark or a comma, which is no part of it. Enter it alone.',
    })
  }
  expect(stored).toEqual([])
  expect(await calls['account.save']({ account, secrets: { token: ' 3f1c-9a\u200b' } })).toEqual({ ok: true })
  expect(stored).toHaveLength(1)
})

/** Handlers over settings in which one name has a program and a file on a share, and what they saved. */
function overFile(given: Partial<DetectionSettings> = {}) {
  const detection = detectionSettingsSchema.parse(given)
  const saved: unknown[] = []
  const save = async (value: unknown) => {
    saved.push(value)
    return { ok: true } as const
  }
  const inFile = { account: 'home', hostname: 'a.example.org', ipv4: PROGRAM, ipv6: SHARE }
  const options = {
    engine: { request: () => {} },
    settings: () => ({ accounts: [], records: [inFile], detection }),
    editor: { upsertRecord: save, setOptions: save },
    credentials: {},
    provider: () => duckdns,
    refusals: createRefusals(() => 'en'),
    onSecretsChanged: async () => {},
  } as unknown as SettingsHandlersOptions
  return { saved, calls: createSettingsHandlers(options) }
}
const PROGRAM = { source: 'command', command: ['/usr/local/bin/ip', '-4'] } as const
const SHARE = { source: 'file', path: '//nas/share/ip' } as const

describe('what only the settings file may say', () => {
  const record = (ipv4: FamilyPolicy, ipv6: FamilyPolicy = 'off') => ({
    record: { account: 'home', hostname: 'b.example.org', ipv4, ipv6 } as RecordSettings,
    replaces: null,
  })
  const refused = { ok: false, message: expect.stringContaining('Only the settings file can name a program') }

  it('a program: a page keeps the one of the file, and names no other', async () => {
    const { saved, calls } = overFile()
    const other = { source: 'command', command: ['/usr/local/bin/ip', '-6'] } as const
    expect(await calls['record.save'](record(other as unknown as FamilyPolicy))).toEqual(refused)
    expect(await calls['record.save'](record('auto', other as unknown as FamilyPolicy))).toEqual(refused)
    const list = [{ source: 'gateway' }, other] as unknown as FamilyPolicy
    expect(await calls['record.save'](record(list))).toEqual(refused)
    expect(saved).toEqual([])
    expect(await calls['record.save'](record(PROGRAM as unknown as FamilyPolicy))).toEqual({ ok: true })
    expect(saved).toHaveLength(1)
  })

  it('whether programs run: a page can switch them off, and never on', async () => {
    const off = overFile()
    const detection = detectionSettingsSchema.parse({})
    expect(await off.calls['settings.save']({ detection: { ...detection, commands: true } })).toEqual(refused)
    expect(off.saved).toEqual([])
    expect(await off.calls['settings.save']({ detection })).toEqual({ ok: true })
    const on = overFile({ commands: true })
    expect(await on.calls['settings.save']({ detection: { ...detection, commands: true } })).toEqual({ ok: true })
    expect(await on.calls['settings.save']({ detection: { ...detection, commands: false } })).toEqual({ ok: true })
  })

  it('a file on a share or of a device', async () => {
    const { calls } = overFile()
    for (const path of ['//evil/share/ip', '\\\\evil\\share', '/dev/zero', '/proc/self/environ']) {
      const { ok } = await calls['record.save'](record({ source: 'file', path }))
      expect(ok).toBe(false)
    }
    expect(await calls['record.save'](record('off', SHARE))).toEqual({ ok: true })
    expect(await calls['record.save'](record({ source: 'file', path: '/run/ip' }))).toEqual({ ok: true })
  })
})
