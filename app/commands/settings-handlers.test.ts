import { expect, it } from 'vitest'
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
