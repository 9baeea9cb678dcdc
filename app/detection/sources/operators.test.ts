import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { DNS_OPERATORS, STUN_OPERATORS } from '../../contract/address-sources.ts'
import { FAMILIES } from '../../model/address.ts'
import { DNS_ECHO_OPERATORS } from './dns/dns-operators.ts'
import { ECHO_OPERATORS } from './echo/echo-operators.ts'
import { STUN_SERVERS } from './stun/stun-operators.ts'

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')

describe('the operators of DNS and STUN servers', () => {
  it('are those that the settings can name', () => {
    expect(DNS_ECHO_OPERATORS.map(({ id, operator }) => [id, operator])).toEqual(Object.entries(DNS_OPERATORS))
    expect(STUN_SERVERS.map(({ id, operator }) => [id, operator])).toEqual(Object.entries(STUN_OPERATORS))
  })

  it('are spelt as the same company’s echo service is, since a company has one vote', () => {
    const all = [...DNS_ECHO_OPERATORS, ...STUN_SERVERS, ...ECHO_OPERATORS].map(({ operator }) => operator)
    const spellings = new Set(all)
    expect(new Set([...spellings].map((name) => name.toLowerCase().replace(/[^a-z]/g, ''))).size).toBe(spellings.size)
    expect(all.filter((name) => name === 'Cloudflare')).toHaveLength(3)
  })

  it('have servers for both families, which README names with the operator’s page', () => {
    for (const { docs, servers, name } of DNS_ECHO_OPERATORS) {
      for (const family of FAMILIES) expect(servers[family].length).toBeGreaterThan(1)
      const [first = ''] = servers.ipv4
      for (const text of [docs, name, first]) expect(readme).toContain(text)
    }
    for (const { docs, host, port } of STUN_SERVERS) expect(readme).toContain(`[${host}:${port}](${docs})`)
  })
})
