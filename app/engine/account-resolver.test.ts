import { expect, it } from 'vitest'
import { settingsSchema } from '../contract/settings.ts'
import { anyDyndns2Server } from '../providers/dyndns2/provider.ts'
import { createAccountResolver } from './account-resolver.ts'

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
