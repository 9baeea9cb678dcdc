import { describe, expect, it } from 'vitest'
import { cloudflare } from '../providers/cloudflare/provider.ts'
import { custom } from '../providers/custom/provider.ts'
import { duckdns } from '../providers/duckdns/provider.ts'
import { anyDyndns2Server } from '../providers/dyndns2/provider.ts'
import { isSameScope, secretScope } from './secret-scope.ts'

const at = (endpoint?: string, provider = anyDyndns2Server) =>
  secretScope(
    { provider: provider.info.id, fields: {}, ...(endpoint === undefined ? {} : { endpoint }) },
    provider.info,
  )

describe('the scope of a secret', () => {
  it.each([
    ['another host', 'https://attacker.example/nic/update'],
    ['the same host with another port', 'https://dns.example.org:8443/nic/update'],
    ['a downgrade to http', 'http://dns.example.org/nic/update'],
    ['a downgrade to http on the port of https', 'http://dns.example.org:443/nic/update'],
    ['a host below it', 'https://dns.example.org.attacker.example/'],
    ['a user name that looks like the host', 'https://dns.example.org@attacker.example/'],
    ['a backslash that looks like the end of the host', 'https://attacker.example\\@dns.example.org'],
    ['no address', 'dns.example.org'],
    ['another protocol', 'ftp://dns.example.org/'],
  ])('is another for %s', (_, endpoint) => {
    expect(isSameScope(at('https://dns.example.org/nic/update'), at(endpoint))).toBe(false)
  })

  it.each(['https://dns.example.org', 'https://dns.example.org:443/other/path?a=b', 'HTTPS://DNS.Example.ORG/'])(
    'is the same for %s',
    (endpoint) => {
      expect(isSameScope(at('https://dns.example.org/nic/update'), at(endpoint))).toBe(true)
    },
  )

  it('is another for another provider at the same address', () => {
    const endpoint = 'https://dns.example.org/'
    expect(isSameScope(at(endpoint, anyDyndns2Server), at(endpoint, custom))).toBe(false)
    expect(isSameScope(at(undefined, duckdns), at(undefined, cloudflare))).toBe(false)
  })

  it('is the same for all of the service’s own hosts, also when a new version moves them', () => {
    const moved = { ownOrigins: ['https://www.duckdns.org', 'https://api.duckdns.example'] }
    const account = { provider: 'duckdns', fields: {} }
    const before = secretScope(account, duckdns.info)
    expect(secretScope(account, moved)).toEqual(before)
    expect(at('https://www.duckdns.org/update', duckdns)).toEqual(before)
    expect(secretScope({ ...account, endpoint: 'https://api.duckdns.example' }, moved)).toEqual(before)
    expect(at('http://www.duckdns.org/', duckdns)).not.toEqual(before)
    expect(at('https://www.duckdns.org:8443/', duckdns)).not.toEqual(before)
  })

  it('is of the URL that a custom account gives, or of the server that replaces it', () => {
    const url = 'https://dns.example.org/set?ip={ip}&key={secret}'
    const account = { provider: 'custom', fields: { url } }
    expect(secretScope(account, custom.info).origin).toBe('https://dns.example.org')
    expect(secretScope({ ...account, endpoint: 'https://other.example' }, custom.info).origin).toBe(
      'https://other.example',
    )
  })
})
