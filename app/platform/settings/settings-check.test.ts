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

  it.each([
    [
      '{ source: static, address: 192.168.1.7 }',
      'ipv4.address belongs to 192.168.0.0/16 (private use), which is never published',
    ],
    ['{ source: static, address: 1.2.3 }', 'ipv4.address must be an IP address'],
    ['{ source: static, address: "2a0e:1111::44" }', 'ipv4.address must be an IPv4 address'],
    ['{ source: dns, operator: quad9 }', 'ipv4.operator must be opendns, google or cloudflare'],
    ['{ source: file, path: ip.txt }', 'ipv4.path must be a whole path, such as /run/my-address'],
    ['{ source: command, command: curl }', 'ipv4.command must be a list, not a text'],
    ['{ source: stun, server: x }', 'ipv4.server is not a setting here'],
  ])('%s: %s', (policy, problem) => {
    const text = VALID.replace('ipv4: auto', `ipv4: ${policy}`)
    expect(problems(text)).toEqual([[6, `records[0].${problem}`]])
  })

  it.each([
    ['http://me:secret@proxy.example:3128', 'network.proxy must hold no user name or password'],
    ['proxy.example', 'network.proxy must be system, direct, or an http or https address'],
    ['socks5://proxy.example', 'network.proxy must be system, direct, or an http or https address'],
  ])('a proxy %s is refused', (proxy, problem) => {
    expect(problems(`${VALID}network: { proxy: "${proxy}" }\n`)[0]?.[1]).toContain(problem)
  })

  it('warns about a program that is not run, since the file does not switch programs on', () => {
    const policy = 'ipv4: { source: command, command: [/usr/local/bin/ip, "-4"] }'
    const text = VALID.replace('ipv4: auto', policy)
    const warnings = (from: string) => {
      const checked = check(from)
      return checked.ok ? checked.warnings.map(problemSentence) : ['refused']
    }
    expect(warnings(text)).toEqual([
      'settings.yaml, line 6: records[0].ipv4.source names a program that is not run: programs are off until detection has commands: true.',
    ])
    const inList = text.replace(
      '{ source: command, command: [/usr/local/bin/ip, "-4"] }',
      '[{ source: gateway }, { source: command, command: [/bin/ip] }]',
    )
    expect(warnings(inList)).toEqual([expect.stringContaining('records[0].ipv4[1].source names a program')])
    expect(warnings(`${text}detection: { commands: true }\n`)).toEqual([])
  })

  it('says what is wrong with an IPv6 choice', () => {
    const record = (policies: string) => `  - { account: a, hostname: a.example.org, ${policies} }`
    const text = [
      'version: 1',
      'accounts: [{ id: a, provider: hosted }]',
      'records:',
      record('ipv6: { source: adapter, kind: sometimes }'),
      record('ipv4: { source: adapter, kind: temporary }'),
      record('ipv6: { source: prefix, suffix: "2a0e::1" }'),
      record('ipv6: { source: prefix, suffix: 1234 }'),
      record('ipv6: { source: neighbour, mac: nas }'),
      record('ipv4: { source: prefix, suffix: "::1" }'),
      record('ipv6: { source: prefix, adapter: eth0 }'),
    ].join('\n')
    expect(problems(text)).toEqual(
      expect.arrayContaining([
        [4, 'records[0].ipv6.kind must be stable, temporary, dhcpv6 or eui64'],
        [5, 'records[1].ipv4.kind must be left out for IPv4'],
        [6, 'records[2].ipv6.suffix must leave the first 64 bits to the prefix: they have to be zero'],
        [7, 'records[3].ipv6.suffix must be a text, not a number'],
        [8, 'records[4].ipv6.mac must be the hardware address of one device, such as 02:11:22:33:44:55'],
        [9, 'records[5].ipv4.source cannot be prefix for IPv4: it tells no IPv4 address'],
        [10, 'records[6].ipv6.suffix is missing'],
      ]),
    )
  })

  it('says which source a policy may have', () => {
    const text = `version: 1\nrecords:\n  - account: a\n    hostname: a.example.org\n    ipv4: { source: magic, x: 1 }\n`
    expect(problems(text)).toContainEqual([
      5,
      'records[0].ipv4.source must be adapter, echo, gateway, dns, stun, command, file, static, prefix or neighbour',
    ])
  })

  it.each([
    ['[]', 'ipv4 must have at least one entry'],
    ['[auto]', 'ipv4[0] must be a group of keys with a source'],
    [
      '[{ source: gateway }, { source: magic }]',
      'ipv4[1].source must be adapter, echo, gateway, dns, stun, command, file, static, prefix or neighbour',
    ],
    ['[{ source: gateway }, { source: adapter }]', 'ipv4[1].adapter is missing'],
    [
      '[{ source: gateway }, { source: adapter, adapter: a }, { source: gateway }]',
      'ipv4[2] is there twice: the same source comes before it',
    ],
    [
      `[${['a', 'b', 'c', 'd', 'e'].map((adapter) => `{ source: adapter, adapter: ${adapter} }`).join(', ')}]`,
      'ipv4 must have at most 4 entries',
    ],
    [
      '[{ source: gateway }, { source: echo, url: "https://me:canary@echo.example.org/" }]',
      'ipv4[1].url must hold no user name or password',
    ],
  ])('says what is wrong in a list of sources: %s', (list, problem) => {
    const record = `{ account: a, hostname: a.example.org, ipv4: ${list} }`
    const text = `version: 1\naccounts:\n  - { id: a, provider: hosted }\nrecords:\n  - ${record}\n`
    expect(problems(text)).toEqual([[5, `records[0].${problem}`]])
  })

  it('says that a source in a list tells no address of the family', () => {
    const record = '{ account: a, hostname: a.example.org, ipv6: [{ source: gateway }] }'
    const text = `version: 1\naccounts:\n  - { id: a, provider: hosted }\nrecords:\n  - ${record}\n`
    expect(problems(text)).toContainEqual([
      5,
      'records[0].ipv6[0].source cannot be gateway for IPv6: it tells no IPv6 address',
    ])
  })

  it.each([
    [
      'version: 1\naccounts:\n  - { id: a, provider: nobody }',
      [3, 'accounts[0].provider names no provider that Homeward knows'],
    ],
    [
      'version: 1\naccounts:\n  - { id: a, provider: own, fields: { username: u } }',
      [3, 'accounts[0].endpoint is missing: Own server has no address of its own'],
    ],
    [
      'version: 1\naccounts:\n  - { id: a, provider: own, endpoint: "https://h" }',
      [3, 'accounts[0].fields.username is missing: Own server needs it'],
    ],
    [
      'version: 1\naccounts:\n  - { id: a, provider: hosted, fields: { tokn: x } }',
      [3, 'accounts[0].fields.tokn is not a field of Hosted DNS'],
    ],
    [
      'version: 1\naccounts:\n  - { id: a, provider: hosted, fields: { token: canary } }',
      [3, 'accounts[0].fields.token is a secret: it belongs in the credential store, not in this file'],
    ],
    [
      'version: 1\naccounts:\n  - { id: a, provider: hosted, endpoint: "https://u:canary@h/" }',
      [3, 'accounts[0].endpoint must hold no user name or password'],
    ],
    [
      'version: 1\naccounts:\n  - { id: a, provider: hosted, endpoint: "https://h:99999/" }',
      [3, 'accounts[0].endpoint is not a valid address'],
    ],
    [
      'version: 1\naccounts:\n  - { id: a, provider: hosted }\n  - { id: a, provider: hosted }',
      [4, 'accounts[1].id is used twice: accounts[0] has it as well'],
    ],
    [
      'version: 1\naccounts:\n  - { id: a-b, provider: hosted }\n  - { id: a.b, provider: hosted }',
      [4, 'accounts[1].id and accounts[0].id would share the environment variable of a secret: rename one of them'],
    ],
    [
      'version: 1\nrecords:\n  - { account: a, hostname: x.example.org }',
      [3, 'records[0].account names no account of this file'],
    ],
    [
      'version: 1\naccounts: [{ id: a, provider: hosted }]\nrecords:\n  - { account: a, hostname: x.example.org }\n  - { account: a, hostname: X.example.org }',
      [5, 'records[1] is there twice: same account, same hostname'],
    ],
    [
      'version: 1\naccounts:\n  - { id: a, provider: own, endpoint: "https://h", fields: { username: u, zone: y } }',
      [3, 'accounts[0].fields.zone must be x'],
    ],
    [
      'version: 1\ndetection: { echo: { ipv4: ["https://h:99999/"] } }',
      [2, 'detection.echo.ipv4[0] is not a valid address'],
    ],
  ] as const)('finds what no single key shows: %#', (text, expected) => {
    expect(problems(text)).toEqual([expected])
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
