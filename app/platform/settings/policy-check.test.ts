import { describe, expect, it } from 'vitest'
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

describe('checking where addresses come from', () => {
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
})
