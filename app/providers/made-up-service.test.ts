// A dyndns2 service is one data entry: services that exist in this file alone pass everything that the real ones pass.

import { describe, expect, it } from 'vitest'
import type { HttpRequest } from '../model/ports.ts'
import { checkSettingsText } from '../platform/settings/settings-check.ts'
import { inAllLanguages } from '../testing/labels.ts'
import { benchInMemory, benchOverSockets } from '../testing/provider-benches.ts'
import { describeProviderContract, describeProviderInfo, describeStrangeReplies } from '../testing/provider-contract.ts'
import { describeFaults } from '../testing/provider-faults.ts'
import { providerPage } from '../testing/provider-table.ts'
import type { Dyndns2Service } from './dyndns2/dialect.ts'
import { dyndns2Case } from './dyndns2/practice.ts'
import { createDyndns2Provider } from './dyndns2/provider.ts'

const plain: Dyndns2Service = {
  id: 'made-up',
  label: 'Made Up',
  homepage: 'https://made-up.example',
  docs: 'https://made-up.example/protocol',
  url: 'https://update.made-up.example/ddns/update.php',
  dialect: { hosts: 'one', addresses: 'separate:ip6', unnamedFamily: 'kept' },
}

/** Each differs from the real services in its own way. */
const MADE_UP: readonly Dyndns2Service[] = [
  plain,
  {
    ...plain,
    id: 'made-up-ipv4',
    families: ['ipv4'],
    dialect: { hosts: 'comma', addresses: 'comma', unnamedFamily: 'kept' },
    batchSize: 5,
    minIntervalS: 600,
    sources: { minIntervalS: 'https://made-up.example/limits' },
    username: inAllLanguages('Domain'),
  },
  {
    ...plain,
    id: 'made-up-keep-word',
    dialect: { hosts: 'comma', addresses: 'separate:myip6', unnamedFamily: 'detected', keepWord: 'preserve' },
  },
]

for (const service of MADE_UP) {
  const provider = createDyndns2Provider(service)
  const one = dyndns2Case(service)
  describeProviderInfo(provider)
  describeProviderContract('in memory', provider, one, benchInMemory)
  describeProviderContract('over sockets', provider, one, benchOverSockets)
  describeStrangeReplies(provider, one, benchInMemory)
  describe(`faults at ${service.id}`, () => describeFaults(provider, one))
}

describe('what follows from the entry of a service', () => {
  const providers = MADE_UP.map(createDyndns2Provider)
  const { info } = createDyndns2Provider(plain)

  it('is a complete description, from six facts', () => {
    expect(Object.keys(plain)).toEqual(['id', 'label', 'homepage', 'docs', 'url', 'dialect'])
    expect(info).toMatchObject({ endpoint: 'optional', families: ['ipv4', 'ipv6'], batchSize: 1, quota: null })
    expect(info.fields.map(({ key, secret }) => [key, secret])).toEqual([
      ['username', false],
      ['password', true],
    ])
  })

  it('is its request', async () => {
    const urls: string[] = []
    const http = {
      request: async ({ url }: HttpRequest) => {
        urls.push(decodeURIComponent(url))
        return { ok: true, status: 200, headers: {}, body: 'good' } as const
      },
      reset: () => {},
    }
    const account = {
      ...{ id: 'home', endpoint: null, ca: null, allowPlainHttp: false },
      ...{ fields: { username: 'me' }, secrets: { password: 'secret' } },
    }
    for (const provider of providers) {
      const ipv6 = provider.info.families.includes('ipv6') ? '2a0e:1111::4' : null
      const both = { hostname: 'nas.example.org', ipv4: '11.22.33.4', ipv6 }
      for (const change of [both, { ...both, ipv6: null }]) {
        await provider.update({ account, changes: [change], userAgent: 'Homeward/0', now: () => 0 }, http)
      }
    }
    const base = `${plain.url}?hostname=nas.example.org`
    expect(urls).toEqual([
      `${base}&myip=11.22.33.4&ip6=2a0e:1111::4`,
      `${base}&myip=11.22.33.4`,
      `${base}&myip=11.22.33.4`,
      `${base}&myip=11.22.33.4`,
      `${base}&myip=11.22.33.4&myip6=2a0e:1111::4`,
      `${base}&myip=11.22.33.4&myip6=preserve`,
    ])
  })

  it('is its row of docs/providers.md', () => {
    const page = providerPage(providers.map((provider) => provider.info))
    expect(page).toContain(
      '| `made-up` | [Made Up](https://made-up.example) ([protocol](https://made-up.example/protocol)) |',
    )
    expect(page).toContain(
      '| IPv4 | `username` | `password` | 5 | [600 s between updates](https://made-up.example/limits) |',
    )
  })

  it('is the settings check of its accounts', () => {
    const check = (fields: string) => {
      const text = `version: 1\naccounts:\n  - { id: home, provider: made-up, fields: { ${fields} } }\n`
      const found = checkSettingsText(
        text,
        'settings.yaml',
        (id) => providers.find((one) => one.info.id === id) ?? null,
      )
      return found.ok ? [] : found.problems.map(({ key, problem }) => `${key} ${problem}`)
    }
    expect(check('username: me')).toEqual([])
    expect(check('')).toEqual([expect.stringMatching(/username is missing: Made Up needs it$/)])
    expect(check('username: me, password: x')).toEqual([expect.stringMatching(/password is a secret/)])
    expect(check('username: me, zone: x')).toEqual([expect.stringMatching(/zone is not a field of Made Up$/)])
  })
})
