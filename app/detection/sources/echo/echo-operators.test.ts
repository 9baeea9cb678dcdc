import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { FAMILIES } from '../../../model/address.ts'
import { ECHO_OPERATORS, echoEndpoints } from './echo-operators.ts'

describe('the built-in echo services', () => {
  it.each(FAMILIES)('are six for %s, each run by somebody else, over https', (family) => {
    const endpoints = echoEndpoints(family, {})
    expect(endpoints).toHaveLength(6)
    expect(new Set(endpoints.map(({ operator }) => operator)).size).toBe(6)
    const domains = endpoints.map(({ name }) => name.split('.').slice(-2).join('.'))
    expect(new Set(domains).size).toBe(6)
    for (const { url, name } of endpoints) expect(url.startsWith(`https://${name}/`)).toBe(true)
  })

  it('each name the page of their operator, and README tells of all', () => {
    const readme = readFileSync(new URL('../../../../README.md', import.meta.url), 'utf8')
    for (const { operator, docs, urls } of ECHO_OPERATORS) {
      const [ipv4, ipv6] = [new URL(urls.ipv4).host, new URL(urls.ipv6).host]
      expect(readme).toContain(`| [${operator}](${docs}) | ${ipv4} | ${ipv6} |`)
    }
  })
})
