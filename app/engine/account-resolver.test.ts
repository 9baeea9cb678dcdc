import { describe, expect, it } from 'vitest'
import { settingsSchema } from '../contract/settings.ts'
import type { SecretReading } from '../model/ports.ts'
import { custom } from '../providers/custom/provider.ts'
import { anyDyndns2Server } from '../providers/dyndns2/provider.ts'
import { createAccountResolver, isEdited } from './account-resolver.ts'

it.each([
  ['http://h/dyndns/', 'http://h/dyndns/'],
  ['http://h/dyndns', 'http://h/dyndns'],
  ['http://h/', 'http://h/'],
  [' http://h/dyndns/\u200b', 'http://h/dyndns/'],
])('the endpoint %j of an account reaches its provider with path and final slash', async (endpoint, expected) => {
  const account = { id: 'home', provider: 'dyndns2', endpoint, fields: { username: 'me' } }
  const settings = settingsSchema.parse({ version: 1, accounts: [account] })
  const resolver = createAccountResolver({
    settings: () => settings,
    provider: () => anyDyndns2Server,
    credentials: { read: async () => ({ state: 'found', value: 'x' }) } as never,
    fingerprint: (text) => text,
  })
  expect(await resolver.resolve('home')).toMatchObject({ ok: true, account: { endpoint: expected } })
})

describe('an optional secret that cannot be read', () => {
  const resolve = (fields: Readonly<Record<string, string>>, secret: SecretReading) => {
    const account = { id: 'home', provider: 'custom', fields: { success: 'OK', ...fields } }
    const settings = settingsSchema.parse({ version: 1, accounts: [account] })
    return createAccountResolver({
      settings: () => settings,
      provider: () => custom,
      credentials: { read: async () => secret } as never,
      fingerprint: (text) => text,
    }).resolve('home')
  }
  const unreadable = { state: 'unreadable', reason: 'no keyring' } as const

  it('stops no account that does without one', async () => {
    const url = 'https://dns.example/u/mytoken?ip={ip}'
    expect(await resolve({ url }, unreadable)).toMatchObject({ ok: true, account: { secrets: {} } })
    const withName = { url: 'https://dns.example/u?n={username}&ip={ip}', username: 'me' }
    expect(await resolve(withName, unreadable)).toMatchObject({ ok: true })
  })

  it.each([
    { url: 'https://dns.example/u?k={secret}&ip={ip}' },
    { url: 'https://dns.example/u?ip={ip}', username: 'me' },
  ])('stops an account that uses it: %j', async (fields) => {
    expect(await resolve(fields, unreadable)).toMatchObject({ ok: false, failure: { code: 'secret-unreadable' } })
  })

  it('is no edit, and the one that is read again is', async () => {
    const at = async (ip: string, secret: SecretReading) =>
      (await resolve({ url: `https://dns.example/u?${ip}={ip}` }, secret)).fingerprint
    const found = { state: 'found', value: 'hunter2' } as const
    const [whole, partial] = [await at('a', found), await at('a', unreadable)]
    expect(isEdited(whole, partial)).toBe(false)
    expect(isEdited(partial, whole)).toBe(true)
    expect(isEdited(partial, await at('b', unreadable))).toBe(true)
    expect(isEdited(whole, await at('a', { state: 'found', value: 'hunter3' }))).toBe(true)
  })
})

it.each([
  [{ fields: { url: 'http://192.168.1.2/u?ip={ip}' } }, true],
  [{ fields: { url: 'https://dns.example/u?ip={ip}' } }, false],
  [{ endpoint: 'https://dns.example', fields: { url: 'http://192.168.1.2/u?ip={ip}' } }, false],
  [{ dns: 'public', fields: { url: 'http://192.168.1.2/u?ip={ip}' } }, false],
])('a custom service’s URL tells whether its zone is of the user’s own network: %j', (changes, isLocal) => {
  const account = { id: 'home', provider: 'custom', ...changes }
  const settings = settingsSchema.parse({ version: 1, accounts: [account] })
  const resolver = createAccountResolver({
    settings: () => settings,
    provider: () => custom,
    credentials: {} as never,
    fingerprint: (text) => text,
  })
  expect(resolver.hasLocalDns('home')).toBe(isLocal)
})
