import { describe, expect, it } from 'vitest'
import { providerOf } from '../../providers/registry.ts'
import { createTestAuthority, opensslMissing } from '../../testing/certificates.ts'
import { testProviders } from '../../testing/providers.ts'
import { checkSettingsText } from './settings-check.ts'
import { problemSentence } from './settings-problem.ts'

const VALID = `version: 1
accounts:
  - { id: home, provider: own, endpoint: "http://127.0.0.1:8053", fields: { username: u } }
  - { id: cloud, provider: hosted }
records:
  - { account: home, hostname: nas.example.org, ipv4: auto, ipv6: off }
  - account: cloud
    hostname: www.example.org
    ipv6: { source: adapter, adapter: eth0 }
`

const check = (text: string, path = '/somewhere/settings.yaml') => checkSettingsText(text, path, testProviders)

/** Line and sentence of every problem. */
function problems(text: string, path?: string): [number | null, string][] {
  const checked = check(text, path)
  return checked.ok ? [] : checked.problems.map((it) => [it.line, `${it.key} ${it.problem}`.trim()])
}

describe('checking settings', () => {
  it('accepts a valid file and fills in the defaults', () => {
    const checked = check(VALID)
    expect(checked.ok && checked.settings).toMatchObject({
      language: 'system',
      accounts: [{ id: 'home' }, { id: 'cloud', fields: {} }],
      records: [
        { ipv4: 'auto', ipv6: 'off' },
        { ipv4: 'auto', ipv6: { source: 'adapter', adapter: 'eth0' } },
      ],
      detection: { debounceMs: 500, pollIntervalS: 300 },
    })
  })

  it('accepts the same settings as JSON, with or without a byte order mark', () => {
    const json = JSON.stringify({ version: 1, accounts: [{ id: 'cloud', provider: 'hosted' }] })
    expect(check(json, 'settings.json').ok).toBe(true)
    expect(check(`\uFEFF${json}`, 'settings.json').ok).toBe(true)
    expect(check(`\uFEFF${VALID}`).ok).toBe(true)
  })

  it('names every problem with its line, key and expected type', () => {
    const text = `version: 1
language: fr
acounts: []
accounts:
  - id: home
    provider: own
    endpoint: ftp://x
    fields: { username: 7 }
records:
  - account: home
    hostname: nas
    ipv4: sometimes
    ipv6: { source: adapter }
  - nonsense
detection:
  debounceMs: 10
  maxWaitMs: 1.5
  pollIntervalS: fast
  echo: { ipv4: [] }
`
    expect(problems(text)).toEqual([
      [2, 'language must be system, en or zh-CN'],
      [3, 'acounts is not a setting here'],
      [7, 'accounts[0].endpoint must be an http or https address'],
      [8, 'accounts[0].fields.username must be a text, not a number'],
      [11, 'records[0].hostname must be a full hostname such as nas.example.org'],
      [12, 'records[0].ipv4 must be auto, off, a group of keys with a source or a list of such groups'],
      [13, 'records[0].ipv6.adapter is missing'],
      [14, 'records[1] must be a group of keys, not a text'],
      [16, 'detection.debounceMs must be at least 300'],
      [17, 'detection.maxWaitMs must be a whole number, not a fraction'],
      [18, 'detection.pollIntervalS must be a number, not a text'],
      [19, 'detection.echo.ipv4 must have at least one entry'],
    ])
  })

  it('reports problems of single keys and across keys together', () => {
    const text = `version: 1
theme: blue
accounts:
  - { id: a, provider: nobody }
  - { id: b, provider: hosted, endpoint: ftp://x }
records:
  - { account: b, hostname: b.example.org }
  - { account: c, hostname: c.example.org }
  - { account: c, hostname: here }
`
    expect(problems(text)).toEqual([
      [2, 'theme must be system, light or dark'],
      [4, 'accounts[0].provider names no provider that Homeward knows'],
      [5, 'accounts[1].endpoint must be an http or https address'],
      [8, 'records[1].account names no account of this file'],
      [9, 'records[2].hostname must be a full hostname such as nas.example.org'],
    ])
  })

  it('reports no missing account when one account cannot be read', () => {
    const text =
      'version: 1\naccounts:\n  - { provider: hosted }\nrecords:\n  - { account: a, hostname: a.example.org }\n'
    expect(problems(text)).toEqual([[3, 'accounts[0].id is missing']])
  })

  it.skipIf(opensslMissing)('accepts an account whose certificate file is valid', () => {
    const authority = createTestAuthority()
    expect(check(`version: 1\naccounts:\n  - { id: a, provider: hosted, ca: ${authority.file} }`).ok).toBe(true)
    authority.dispose()
  })

  it('requires a family to be off that the provider does not support', () => {
    const text = VALID.replace('ipv6: off', 'ipv6: auto')
    expect(problems(text)).toEqual([[6, 'records[0].ipv6 must be off: this provider holds no ipv6 addresses']])
  })

  it('takes a dialect of a service that speaks dyndns2, and checks its words', () => {
    const account = (provider: string, dialect: string) =>
      `version: 1\naccounts:\n  - { id: a, provider: ${provider}, endpoint: "https://d.example.net", fields: { username: u }, dns: local, dialect: ${dialect} }\n`
    const of = (text: string) => checkSettingsText(text, '/s.yaml', providerOf)
    expect(of(account('dyndns2', '{ hosts: comma, addresses: "separate:myip6", unnamedFamily: removed }')).ok).toBe(
      true,
    )
    expect(of(account('dyndns2', '{ addresses: comma, keepWord: keepipv4=1 }')).ok).toBe(true)
    for (const wrong of [
      '{ hosts: many }',
      '{ addresses: "separate:" }',
      '{ unnamedFamily: gone }',
      '{ keepWord: "a b" }',
      '{ x: 1 }',
    ])
      expect(of(account('dyndns2', wrong)).ok, wrong).toBe(false)
    const refused = of(account('duckdns', '{ hosts: one }'))
    expect(refused.ok ? [] : refused.problems.map(({ key, problem }) => `${key} ${problem}`)).toContain(
      'accounts[0].dialect is only for services that speak dyndns2',
    )
  })

  it('quotes no value, since it may be a misplaced secret', () => {
    const text =
      'version: canary\ncanaryless: canary\naccounts:\n  - { id: "canary canary", provider: canary, ca: 1 }\n'
    const checked = check(text)
    expect(checked.ok).toBe(false)
    expect(JSON.stringify(checked)).not.toMatch(/"[^"]*canary(?!less)/)
  })

  it.each([
    ['settings.yaml', 'version: 1\naccounts: [\n', 'is not valid YAML'],
    ['settings.yaml', 'version: 1\nversion: 1\n', 'version is there twice'],
    ['settings.json', '{"version": 1,}', 'is not valid JSON'],
    ['settings.json', '{"version": 1, "version": 1}', 'version is there twice'],
    ['settings.json', 'version: 1', 'is not valid JSON'],
    ['settings.yaml', '', 'is empty'],
    ['settings.yaml', ' \n', 'is empty'],
    ['settings.yaml', '# nothing but words\n---\n', 'is empty'],
    ['settings.json', '', 'is empty'],
    ['settings.json', 'null', 'must be a group of keys, not nothing'],
    ['settings.yaml', '- 1', 'must be a group of keys, not a list'],
  ])('refuses %s holding %j', (path, text, problem) => {
    const [[, sentence] = [null, '']] = problems(text, path)
    expect(sentence).toContain(problem)
  })

  it('does not expand many nested aliases', () => {
    const levels = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefgh'.split('').map((name, i) => {
        const from = String.fromCharCode('a'.charCodeAt(0) + i)
        return `${name}: &${name} [${Array(9).fill(`*${from}`).join(',')}]`
      }),
    ]
    expect(problems(levels.join('\n'))).toEqual([[null, 'uses more aliases than a settings file needs']])
  })

  it('reports the first twenty problems', () => {
    const text = `version: 1\n${Array.from({ length: 100 }, (_, i) => `k${i}: 1`).join('\n')}\n`
    expect(problems(text)).toHaveLength(20)
  })

  it('makes one sentence of file, line, key and problem', () => {
    const checked = check('version: 1\ntheme: blue\n')
    expect(checked.ok === false && checked.problems.map(problemSentence)).toEqual([
      'settings.yaml, line 2: theme must be system, light or dark.',
    ])
  })
})

describe('the settings of the guards', () => {
  const detection = (text: string) => problems(`${VALID}detection: ${text}\n`).map(([, problem]) => problem)

  it('are accepted as README shows them', () => {
    const given = '{ networks: ask, vpnAdapters: { "Ethernet 3": true, wg0: false }, portal: { probe: false } }'
    expect(detection(given)).toEqual([])
    const operators = '[{ url: "http://one.example/", status: 204 }, { url: "http://two.example/", body: "x" }]'
    expect(detection(`{ portal: { operators: ${operators} } }`)).toEqual([])
    const record = `${VALID}    guards: { vpn: ignore, nat: heed, network: known-only }\n`
    expect(problems(record)).toEqual([])
  })

  it.each([
    ['{ networks: never }', /detection\.networks must be/],
    ['{ vpnAdapters: { wg0: perhaps } }', /detection\.vpnAdapters/],
    ['{ portal: { operators: [{ url: "http://one.example/" }] } }', /detection\.portal\.operators/],
    ['{ portal: { operators: [{ url: "http://a.example/1" }, { url: "http://a.example/2" }] } }', /different hosts/],
    ['{ portal: { operators: [{ url: "https://a.example/" }, { url: "http://b.example/" }] } }', /plain http/],
    ['{ portal: { operators: [{ url: "http://a.example/", status: 302 }, { url: "http://b.example/" }] } }', /status/],
  ])('%s is a problem', (text, problem) => {
    expect(detection(text).join()).toMatch(problem)
  })

  it('a guard that does not exist, or another word, is a problem of its record', () => {
    for (const guards of ['{ vpm: ignore }', '{ vpn: off }', '{ network: ignore }']) {
      expect(problems(`${VALID}    guards: ${guards}\n`).join()).toMatch(/records\[1\]\.guards/)
    }
  })
})

describe('plain http', () => {
  const check = (endpoint: string, more = '') =>
    problems(
      `version: 1\naccounts:\n  - { id: a, provider: own, endpoint: "${endpoint}", fields: { username: u }${more} }`,
    )
  const said = (found: ReturnType<typeof check>) => found.map(([, text]) => text).join()

  it('is reported before the first update would be refused', () => {
    expect(said(check('http://11.22.33.44'))).toMatch(/endpoint must begin with https.*never used/)
    expect(said(check('http://192.168.1.2'))).toMatch(/needs allowPlainHttp/)
    expect(said(check('http://11.22.33.44', ', allowPlainHttp: true'))).toMatch(/never used/)
    expect(said(check('http://dyn.example.org'))).toMatch(/needs allowPlainHttp/)
  })

  it('is accepted to this machine, and to a private address if allowed', () => {
    for (const host of ['127.0.0.1:8053', 'localhost', '[::1]']) expect(check(`http://${host}`)).toEqual([])
    expect(check('http://192.168.1.2', ', allowPlainHttp: true')).toEqual([])
    expect(check('https://dyn.example.org')).toEqual([])
  })
})
