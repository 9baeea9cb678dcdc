import { describe, expect, it } from 'vitest'
import {
  answerMessage,
  type FamilyPolicy,
  familyPolicySchema,
  policyProblems,
  policySummary,
  policyText,
  type SourcePolicy,
  sourceName,
  sourcesOf,
} from './address-sources.ts'
import { LOCALES } from './locale.ts'
import { translator } from './messages/translate.ts'

const POLICIES: readonly [FamilyPolicy, text: string, summary: string][] = [
  ['auto', 'auto', 'Automatic'],
  ['off', 'off', 'Off'],
  [{ source: 'adapter', adapter: 'Ethernet 2' }, 'adapter Ethernet 2', 'From Ethernet 2'],
  [{ source: 'echo', url: 'https://echo.example.org/ip' }, 'echo https://echo.example.org/ip', 'From echo.example.org'],
  [{ source: 'gateway' }, 'gateway', 'From the router'],
  [{ source: 'dns' }, 'dns', 'Seen by DNS servers: two that agree'],
  [{ source: 'dns', operator: 'opendns' }, 'dns opendns', 'Seen by DNS servers: OpenDNS'],
  [{ source: 'stun' }, 'stun', 'Seen by STUN servers: two that agree'],
  [{ source: 'stun', operator: 'nextcloud' }, 'stun nextcloud', 'Seen by STUN servers: Nextcloud'],
  [
    { source: 'command', command: ['/usr/local/bin/ip', '-4 x'] },
    'command ["/usr/local/bin/ip","-4 x"]',
    'From /usr/local/bin/ip',
  ],
  [{ source: 'file', path: '/run/ip' }, 'file /run/ip', 'From /run/ip'],
  [{ source: 'file', path: '/run/ip', maxAgeS: 60 }, 'file /run/ip 60', 'From /run/ip'],
  [{ source: 'static', address: '11.22.33.44' }, 'static 11.22.33.44', 'Always 11.22.33.44'],
  [
    { source: 'adapter', adapter: 'eth0', kind: 'eui64' },
    'adapter eth0 eui64',
    'Address made from the hardware address (EUI-64), from eth0',
  ],
  [{ source: 'adapter', kind: 'temporary' }, 'adapter temporary', 'Temporary privacy address, from the best adapter'],
  [{ source: 'prefix', suffix: '::1234/56' }, 'prefix ::1234/56', '::1234/56 on the prefix of the best adapter'],
  [{ source: 'prefix', suffix: '::1', adapter: 'eth0' }, 'prefix ::1 eth0', '::1 on the prefix of eth0'],
  [{ source: 'neighbour', mac: '02:11:22:33:44:55' }, 'neighbour 02:11:22:33:44:55', 'The device 02:11:22:33:44:55'],
  [
    { source: 'echo', url: 'https://echo.example.org/ip', via: 'eth1' },
    'echo https://echo.example.org/ip via eth1',
    'From echo.example.org through eth1',
  ],
  [
    [{ source: 'gateway' }, { source: 'echo', url: 'https://echo.example.org/ip' }],
    'gateway > echo https://echo.example.org/ip',
    'In order: From the router; From echo.example.org',
  ],
]

describe('a policy', () => {
  it.each(POLICIES)('%j is one line in the history, and a few words in lists', (policy, text, summary) => {
    expect(familyPolicySchema.parse(policy)).toEqual(policy)
    expect(policyText(policy)).toBe(text)
    expect(policySummary(translator('en'), policy)).toBe(summary)
  })

  it('fills every parameter of its summary, in every language', () => {
    for (const locale of LOCALES) {
      for (const [policy] of POLICIES) expect(policySummary(translator(locale), policy)).not.toContain('{{')
    }
  })
})

it('a list names one to four sources, and neither "auto" nor another list', () => {
  const gateway = { source: 'gateway' } as const
  for (const wrong of [[], Array(5).fill(gateway), ['auto'], ['off'], [[gateway]], [{ source: 'nothing' }], [null]]) {
    expect(familyPolicySchema.safeParse(wrong).success).toBe(false)
  }
  expect(familyPolicySchema.parse([gateway])).toEqual([gateway])
})

it('names the sources of every policy in their order', () => {
  const [echo, gateway] = [{ source: 'echo', url: 'https://a.example' } as const, { source: 'gateway' } as const]
  expect(['auto', 'off', gateway, [gateway, echo]].map((policy) => sourcesOf(policy as FamilyPolicy))).toEqual([
    [],
    [],
    [gateway],
    [gateway, echo],
  ])
})

it('a source has a name where it gave no answer', () => {
  expect(sourceName({ source: 'gateway' })).toBe('gateway')
  expect(sourceName({ source: 'adapter', adapter: 'Ethernet 2' })).toBe('Ethernet 2')
  expect(sourceName({ source: 'echo', url: 'https://echo.example.org/ip?a', via: 'eth1' })).toBe('echo.example.org')
})

it('a router is no source of an IPv6 address, and its policy takes no fields', () => {
  expect(policyProblems({ source: 'gateway' }, 'ipv4')).toEqual([])
  expect(policyProblems({ source: 'gateway' }, 'ipv6')).toEqual([
    { field: 'source', problem: 'cannot be gateway for IPv6: it tells no IPv6 address' },
  ])
  expect(familyPolicySchema.safeParse({ source: 'gateway', url: 'http://192.168.1.1' }).success).toBe(false)
})

it.each<[SourcePolicy, 'ipv4' | 'ipv6', string | null]>([
  [{ source: 'static', address: '11.22.33.44' }, 'ipv4', null],
  [{ source: 'static', address: '11.22.33.44' }, 'ipv6', 'must be an IPv6 address'],
  [{ source: 'static', address: '2a0e:1111::44' }, 'ipv4', 'must be an IPv4 address'],
  [{ source: 'file', path: '/run/ip' }, 'ipv4', null],
  [{ source: 'file', path: 'C:\\ip.txt' }, 'ipv4', null],
  [{ source: 'file', path: 'ip.txt' }, 'ipv4', 'must be a whole path, such as /run/my-address'],
  [{ source: 'file', path: 'C:ip.txt' }, 'ipv4', 'must be a whole path, such as /run/my-address'],
  [{ source: 'command', command: ['/bin/ip', 'a'] }, 'ipv4', null],
  [
    { source: 'command', command: ['curl', 'ifconfig.co'] },
    'ipv4',
    'must begin with the whole path of a program, such as /usr/local/bin/my-address',
  ],
])('%j for %s: %s', (policy, family, problem) => {
  expect(policyProblems(policy, family)[0]?.problem ?? null).toBe(problem)
})

it.each([
  { source: 'dns', operator: 'quad9' },
  { source: 'stun', operator: 'opendns' },
  { source: 'command', command: 'curl ifconfig.co' },
  { source: 'command', command: [] },
  { source: 'command', command: ['/bin/ip', 'a\0b'] },
  { source: 'file', path: '' },
  { source: 'file', path: '/run/ip', maxAgeS: 0 },
  { source: 'static', address: 'home.example.org' },
  { source: 'static', address: 1 },
])('%j is no policy', (policy) => {
  expect(familyPolicySchema.safeParse(policy).success).toBe(false)
})

it('an adapter’s policy names an adapter, or for IPv6 a kind of address', () => {
  const parses = (policy: object) => familyPolicySchema.safeParse(policy).success
  expect(parses({ source: 'adapter' })).toBe(false)
  expect(parses({ source: 'adapter', kind: 'newest' })).toBe(false)
  expect(policyProblems({ source: 'adapter', kind: 'dhcpv6' }, 'ipv6')).toEqual([])
  expect(policyProblems({ source: 'adapter', adapter: 'eth0', kind: 'stable' }, 'ipv4')).toEqual([
    { field: 'kind', problem: 'must be left out for IPv4' },
  ])
})

it('an answer in the history has a message even when its source no longer exists', () => {
  expect(answerMessage('adapter')).toBe('why.adapter-answer')
  expect(answerMessage('removed-source')).toBe('why.answer')
})
