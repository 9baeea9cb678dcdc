import { describe, expect, it } from 'vitest'
import { calls } from '../../../app/contract/ipc.ts'
import type { ProviderInfo } from '../../../app/contract/provider-info.ts'
import { sampleProviders } from '../../dev/sample-providers.ts'
import {
  type AccountDraft,
  accountPayload,
  accountProblems,
  draftOfAccount,
  freeAccountId,
  needsPlainHttpConsent,
  newAccountDraft,
  secretsInDraft,
} from './account-form.ts'

const provider = (id: string): ProviderInfo => {
  const found = sampleProviders.find((info) => info.id === id)
  if (found === undefined) throw new Error(`no sample of ${id}`)
  return found
}
const duckdns = provider('duckdns')
const dyndns2 = provider('dyndns2')
const filled: AccountDraft = {
  ...newAccountDraft(dyndns2, []),
  endpoint: ' https://dns.example.net ',
  fields: { username: ' me ' },
  secrets: { password: '\ufeff\u00a0pass word\u200b ' },
}

describe('a new account', () => {
  it('is named after its provider, with a number when that is taken', () => {
    expect(newAccountDraft(duckdns, []).id).toBe('duckdns')
    expect(freeAccountId('duckdns', ['duckdns', 'duckdns-2'])).toBe('duckdns-3')
  })

  it('needs exactly the fields that the provider requires', () => {
    const problems = accountProblems(newAccountDraft(dyndns2, []), dyndns2, {}, [])
    expect(Object.keys(problems).sort()).toEqual(['endpoint', 'field.username', 'secret.password'])
    expect(accountProblems(newAccountDraft(duckdns, []), duckdns, {}, [])).toEqual({
      'secret.token': 'window.problem.field',
    })
  })

  it('refuses the name of another account, and a name that the settings refuse', () => {
    expect(accountProblems({ ...filled, id: 'home' }, dyndns2, {}, ['home']).id).toBe('window.problem.account-taken')
    expect(accountProblems({ ...filled, id: 'my home' }, dyndns2, {}, []).id).toBe('window.problem.account-id')
  })

  it('needs a valid server address', () => {
    const problems = accountProblems({ ...filled, endpoint: 'dns.example.net' }, dyndns2, {}, [])
    expect(problems).toEqual({ endpoint: 'window.problem.endpoint' })
  })

  it('refuses what is no part of a token, and a user name that cannot be sent', () => {
    const token = (text: string) =>
      accountProblems({ ...newAccountDraft(duckdns, []), secrets: { token: text } }, duckdns, {}, [])
    expect(token('"3f1c"')).toEqual({ 'secret.token': 'value-mistake.quoted' })
    expect(token('3f1c,')).toEqual({ 'secret.token': 'value-mistake.quoted' })
    expect(token('\ufeff 3f1c\u200b\n')).toEqual({})
    const draft = { ...filled, fields: { username: 'me:too' } }
    expect(accountProblems(draft, dyndns2, {}, [])).toEqual({ 'field.username': 'value-mistake.colon' })
  })

  it('gives a payload that the call accepts, without the spaces around pasted values', () => {
    const payload = accountPayload(filled, dyndns2)
    expect(calls['account.save'].payload.safeParse(payload).success).toBe(true)
    expect(payload).toEqual({
      account: {
        id: 'dyndns2',
        provider: 'dyndns2',
        endpoint: 'https://dns.example.net',
        fields: { username: 'me' },
      },
      secrets: { password: 'pass word' },
    })
  })
})

describe('an account that is edited', () => {
  const stored = {
    id: 'office',
    provider: 'dyndns2',
    endpoint: 'http://192.168.1.5:8053',
    ca: '/etc/ca.pem',
    allowPlainHttp: true,
    dialect: { addresses: 'separate:myip6' as const },
    dns: 'local' as const,
    fields: { username: 'me' },
    secrets: { password: 'present' as const },
    failure: null,
    heldUntil: null,
    breaker: 'closed' as const,
  }

  it('keeps the settings that the form does not show, and sends only typed secrets', () => {
    expect(accountPayload(draftOfAccount(stored), dyndns2)).toEqual({
      account: {
        id: 'office',
        provider: 'dyndns2',
        endpoint: 'http://192.168.1.5:8053',
        ca: '/etc/ca.pem',
        allowPlainHttp: true,
        dialect: { addresses: 'separate:myip6' },
        dns: 'local',
        fields: { username: 'me' },
      },
      secrets: {},
    })
  })

  it('does not need a stored secret again, whether it is readable now or not', () => {
    const draft = draftOfAccount(stored)
    expect(accountProblems(draft, dyndns2, { password: 'present' }, [])).toEqual({})
    expect(accountProblems(draft, dyndns2, { password: 'unreadable' }, [])).toEqual({})
    expect(accountProblems(draft, dyndns2, { password: 'missing' }, [])).toEqual({
      'secret.password': 'window.problem.field',
    })
  })

  it('needs a secret again once the server is changed, however far the path goes', () => {
    const problem = { 'secret.password': 'window.problem.field' }
    const draft = draftOfAccount(stored)
    const problemsAt = (endpoint: string) => {
      const changed = { ...draft, endpoint }
      return accountProblems(changed, dyndns2, secretsInDraft(changed, dyndns2, stored), [])
    }
    expect(problemsAt('http://192.168.1.5:8053/other/path')).toEqual({})
    for (const endpoint of ['http://192.168.1.5:8054', 'https://192.168.1.5:8053', 'https://attacker.example']) {
      expect(problemsAt(endpoint)).toEqual(problem)
    }
    expect(accountProblems(draft, dyndns2, { password: 'other-server' }, [])).toEqual(problem)
    expect(secretsInDraft({ ...draft, endpoint: '' }, dyndns2, stored)).toEqual({ password: 'other-server' })
  })

  it('drops the consent to plain http when its address no longer needs it', () => {
    const { account } = accountPayload({ ...draftOfAccount(stored), endpoint: 'https://192.168.1.5' }, dyndns2)
    expect(account).not.toHaveProperty('allowPlainHttp')
  })
})

it.each([
  ['http://192.168.1.5:8053', true],
  ['http://dns.lan/update', true],
  ['http://127.0.0.1:8053', false],
  ['http://localhost:80', false],
  ['http://[::1]:8053', false],
  ['http://localhost.example.org', true],
  ['https://dns.example.org', false],
  ['', false],
])('plain http to "%s" needs the user’s consent: %s', (endpoint, needed) => {
  expect(needsPlainHttpConsent(endpoint)).toBe(needed)
})
