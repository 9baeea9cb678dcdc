// What people get wrong in a settings file, and what a hostile file is made of.
import { describe, expect, it } from 'vitest'
import { providerOf } from '../../providers/registry.ts'
import { testProviders } from '../../testing/providers.ts'
import { checkSettingsText } from './settings-check.ts'
import { problemSentence } from './settings-problem.ts'

const check = (text: string, path = 'settings.yaml') => checkSettingsText(text, path, testProviders)

/** Each problem as one sentence. */
function sentences(text: string, path?: string): string[] {
  const checked = check(text, path)
  return checked.ok ? [] : checked.problems.map(problemSentence)
}

const account = (more: string) =>
  `version: 1\naccounts:\n  - { id: a, provider: own, endpoint: "https://h", ${more} }\n`
const record = (hostname: string) =>
  `version: 1\naccounts: [{ id: a, provider: hosted }]\nrecords:\n  - account: a\n    hostname: ${hostname}\n`

it('names the line of a router that is to tell an IPv6 address, and of a wrong switch', () => {
  const text = `${record('nas.example.org')}    ipv6: { source: gateway }\ndetection: { gateway: { announcements: sometimes } }\n`
  expect(sentences(text)).toEqual([
    'settings.yaml, line 6: records[0].ipv6.source cannot be gateway for IPv6: it tells no IPv6 address.',
    'settings.yaml, line 7: detection.gateway.announcements must be true or false, not a text.',
  ])
})

describe('a settings file that YAML reads otherwise than it was meant', () => {
  it('is told to put a wildcard name in quotes', () => {
    expect(sentences(record('*.example.org'))).toEqual([
      'settings.yaml, line 5: records[0].hostname is a reference (*) to something that no line before it defines: put a text that begins with *, such as a wildcard name, in quotes.',
    ])
    expect(sentences(record('"*.example.org"'))).toEqual([])
    const flow = 'version: 1\nrecords: [{ account: a, hostname: *.example.org }]'
    expect(sentences(flow)[0]).toContain('line 2: records[0].hostname is a reference (*)')
  })

  it.each([
    ['fields: { username: !!js/function u }', 'line 3: accounts[0].fields.username has a YAML tag'],
    ['fields: { username: !S3cret }', 'line 3: accounts[0].fields.username has a YAML tag'],
    ['fields: !!js/undefined { username: u }', 'line 3: accounts[0].fields has a YAML tag'],
    ['fields: { username: !!binary dQ== }', 'line 3: accounts[0].fields.username has a YAML tag'],
    ['fields: { username: *nobody }', 'line 3: accounts[0].fields.username is a reference (*)'],
    ['fields: { username: &S3cret }', 'line 3: accounts[0].fields.username is nothing but an anchor (&)'],
    ['fields: { username: @S3cret }', 'a text that begins with @ must be in quotes'],
    ['fields: { username: u, username: v }', 'line 3: accounts[0].fields.username is there twice'],
  ])('%s has a line and its own words', (more, words) => {
    const found = sentences(account(more))
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(words)
  })

  it.each([
    '|S3cret',
    '>S3cret',
    '%S3cret',
    '`S3cret',
    '"S3cret',
    "'S3cret",
    '[S3cret',
    '- S3cret',
    'a: S3cret',
    '"\\S3cret"',
  ])('does not repeat a password that is written %s', (password) => {
    for (const text of [`version: 1\npassword: ${password}\n`, account(`fields: { username: ${password} }`)]) {
      const found = sentences(text)
      expect(found.length).toBeGreaterThan(0)
      expect(found.join()).not.toContain('S3cret')
      expect(found[0]).toMatch(/line \d/)
    }
  })

  it.each([
    'fields: { S3cret }',
    'fields: { username:S3cret }',
    'fields: { S3cret: }',
    'fields: { "S3cret is here": 1 }',
    'S3cret, fields: {}',
    'fields: { username: u, "pass word S3cret": "x" }',
    'id: S3cret-9, fields: { username: u }',
  ])('does not repeat what stands where a key belongs: %s', (more) => {
    const found = sentences(account(more))
    expect(found.length).toBeGreaterThan(0)
    expect(found.join()).not.toContain('S3cret')
  })

  it('repeats no value in any of its sentences', () => {
    const text = `version: 1
accounts:
  - { id: canary, provider: canary, endpoint: "http://canary.example/", ca: canary.pem }
  - { id: canary, provider: own, endpoint: "http://10.99.99.99/", fields: { username: "canary:canary" } }
  - { id: can-ary, provider: hosted }
  - { id: can.ary, provider: hosted, fields: { token: canary } }
records:
  - { account: canaries, hostname: "https://canary/" }
  - { account: canary, hostname: canary.example.org, ipv4: canary }
`
    const found = sentences(text)
    expect(found.length).toBeGreaterThanOrEqual(8)
    expect(found.join()).not.toMatch(/canar|can.ary|10\.99/)
  })
})

describe('what an account can hold', () => {
  it('is a user name without a colon and without a control character', () => {
    const own = (username: string) => sentences(account(`fields: { username: "${username}" }`))
    expect(own('me:too')).toEqual([
      'settings.yaml, line 3: accounts[0].fields.username must hold no colon: HTTP Basic authentication cannot carry one in a user name.',
    ])
    expect(own('me\\u0007too')[0]).toContain('accounts[0].fields.username contains a line break or control character')
  })

  it('loses what was pasted round its values', () => {
    const checked = check(account('fields: { username: "\\ufeff\u00a0me\u200b " }'))
    expect(checked.ok && checked.settings.accounts[0]?.fields).toEqual({ username: 'me' })
  })

  it('is warned about where an address holds what looks like a secret', () => {
    const warnings = (endpoint: string) => {
      const checked = check(`version: 1\naccounts:\n  - { id: a, provider: hosted, endpoint: "${endpoint}" }\n`)
      return checked.ok ? checked.warnings.map(problemSentence) : ['refused']
    }
    for (const endpoint of [
      'https://h/update?token=S3cret',
      'https://h/update?user=me&api_key=S3cret',
      'https://h/update?updateToken=x',
      'https://h/update?U3VwZXJTZWNyZXRUb2tlbjE5MjM0',
      'https://h/u/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f/set',
      'https://h/u/9f8e7d6c5b4a39281706f5e4',
    ]) {
      const found = warnings(endpoint)
      expect(found, endpoint).toEqual([
        'settings.yaml, line 3: accounts[0].endpoint holds what looks like a secret, and this file is no place for one: keep it as the account\'s "token", by "homeward secret set" or in the environment.',
      ])
    }
    for (const endpoint of [
      'https://members.dyndns.org/nic/update',
      'https://h/nic/update?system=dyndns&wildcard=NOCHG&backmx=',
      'https://h/v3/update-all-of-my-hostnames?format=text',
      'https://h.example/2024-05-17/dns',
    ]) {
      expect(warnings(endpoint), endpoint).toEqual([])
    }
  })
})

describe('the fields of a custom service', () => {
  const custom = (more: string) =>
    checkSettingsText(
      `version: 1\naccounts:\n  - { id: a, provider: custom, fields: { ${more} } }\n`,
      'settings.yaml',
      providerOf,
    )

  it.each([
    ['204', '204'],
    ['"204"', '204'],
    ['200', '200'],
    ['"200, 204"', '200, 204'],
  ])('status: %s is taken, with quotes or without', (status, expected) => {
    const checked = custom(`url: "https://h.example/?ip={ip}", status: ${status}`)
    expect(checked.ok && checked.settings.accounts[0]?.fields.status).toBe(expected)
  })

  it('status: 404 is refused for what it says, and a number elsewhere for being none', () => {
    const found = (more: string) => {
      const checked = custom(`url: "https://h.example/?ip={ip}", ${more}`)
      return checked.ok ? '' : checked.problems.map(problemSentence).join()
    }
    expect(found('status: 404')).toContain('fields.status must be 200, 204, or both')
    expect(found('status: 204, username: 0123')).toContain('fields.username must be a text, not a number')
  })

  it('is warned about where its URL holds what looks like a secret, also beside a placeholder', () => {
    const warnings = (url: string) => {
      const checked = custom(`url: "${url}", status: 204, username: me`)
      return checked.ok ? checked.warnings.map(problemSentence) : ['refused']
    }
    for (const url of [
      'https://h.example/update?token=S3cret&ip={ip}',
      'https://h.example/u/9f8e7d6c5b4a39281706f5e4/{ip}',
      'https://h.example/u/{hostname}:9f8e7d6c5b4a39281706f5e4/{ip}',
      'https://h.example/u?ip={ip}&u={username}-9f8e7d6c5b4a39281706f5e4',
      'https://h.example/u?ip={ip}&key={username}:hunter2',
    ]) {
      expect(warnings(url), url).toEqual([
        expect.stringMatching(/line 3: accounts\[0\]\.fields\.url holds .*write \{secret\} here/),
      ])
    }
    for (const url of [
      'https://h.example/u?token={secret}&ip={ip}',
      'https://h.example/u?auth={username}:{secret}&ip={ip}',
      'https://h.example/{hostname}/{secret}?hash={hostname}&ip={ip}',
    ]) {
      expect(warnings(url), url).toEqual([])
    }
  })
})

describe('a number out of its limits', () => {
  it('is told its own limit, once', () => {
    const found = (number: string) => sentences(`version: 1\ndetection: { pollIntervalS: ${number} }\n`)
    expect(found('99999999999999999999')).toEqual([
      'settings.yaml, line 2: detection.pollIntervalS must be at most 86400.',
    ])
    expect(found('-99999999999999999999')).toEqual([
      'settings.yaml, line 2: detection.pollIntervalS must be at least 30.',
    ])
    expect(sentences('version: 1\ndetection: { echo: { ipv4: [] } }\n')).toEqual([
      'settings.yaml, line 2: detection.echo.ipv4 must have at least one entry.',
    ])
  })
})

describe('a hostname in the settings', () => {
  const hostnameOf = (typed: string) => {
    const checked = check(record(JSON.stringify(typed)))
    return checked.ok ? checked.settings.records[0]?.hostname : checked.problems.map(({ problem }) => problem).join()
  }

  it('is taken in any case, internationalised, and with a final dot', () => {
    expect(hostnameOf('NAS.example.org.')).toBe('NAS.example.org')
    expect(hostnameOf('BÜCHER.example')).toBe('xn--bcher-kva.example')
    expect(hostnameOf('*.bücher.example.')).toBe('*.xn--bcher-kva.example')
  })

  it('is refused with the likely reason if it is no hostname', () => {
    expect(hostnameOf('https://nas.example.org/')).toContain('not a web address')
    expect(hostnameOf('nas.example.org:443')).toContain('without a port')
    expect(hostnameOf('bü..example')).toContain('hostname')
  })

  it('is there twice in two spellings of one name', () => {
    const text = `${record('bücher.example')}  - { account: a, hostname: xn--bcher-kva.EXAMPLE. }\n`
    expect(sentences(text)).toEqual(['settings.yaml, line 6: records[1] is there twice: same account, same hostname.'])
  })
})

describe('the time of checking', () => {
  function cpuMs(work: () => void): number {
    const before = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1_000
  }
  const repeated = (part: string, bytes: number) => part.repeat(Math.ceil(bytes / part.length))
  const hostile: readonly (readonly [string, (bytes: number) => string])[] = [
    ['commas in a list', (bytes) => `[${repeated(',', bytes)}`],
    ['commas in a group', (bytes) => `{${repeated(',', bytes)}`],
    ['keys', (bytes) => Array.from({ length: bytes / 8 }, (_, index) => `k${index}: 1`).join('\n')],
    ['one key', (bytes) => repeated('k: 1\n', bytes)],
    ['escapes', (bytes) => `"${repeated('\\q', bytes)}`],
    ['anchors', (bytes) => repeated('&a ', bytes)],
    ['lists in lists', (bytes) => repeated('[', bytes)],
    ['references', (bytes) => `[${repeated('*a,', bytes)}]`],
    ['records', (bytes) => `records: [${repeated('{},', bytes)}]`],
    ['accounts', (bytes) => `accounts: [${repeated('1,', bytes)}]`],
  ]

  it.each(hostile)(
    'grows with the length of the text, not with its square: %s',
    (_, text) => {
      const small = text(25_000)
      const large = text(200_000)
      check(small)
      const quick = cpuMs(() => check(small))
      const slow = cpuMs(() => expect(check(large).ok).toBe(false))
      // Eight times the text: the square would be sixty-four times the time.
      expect(slow / Math.max(quick, 5)).toBeLessThan(28)
    },
    60_000,
  )

  it('leaves the stack traces of other errors as they were', () => {
    const { stackTraceLimit } = Error
    check('[,')
    expect(Error.stackTraceLimit).toBe(stackTraceLimit)
  })
})
