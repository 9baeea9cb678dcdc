import { describe, expect, it } from 'vitest'
import {
  environmentProxy,
  isExcepted,
  type ProxyRoute,
  readProxy,
  readProxyList,
  settingsProxy,
} from './proxy-rules.ts'

const HTTPS = new URL('https://api.example.org/update?secret=x')
const shown = (route: ProxyRoute | null) =>
  route?.map((hop) => (hop === null ? 'direct' : `${hop.secure ? 'https' : 'http'} ${hop.host} ${hop.port}`)) ?? null

describe('a proxy', () => {
  it.each([
    ['proxy.example:3128', 'http proxy.example 3128'],
    ['http://proxy.example', 'http proxy.example 80'],
    ['https://proxy.example/', 'https proxy.example 443'],
    ['http://[2a0e:1111::1]:8080', 'http 2a0e:1111::1 8080'],
  ])('%s is %s', (text, what) => {
    expect(shown([readProxy(text)])).toEqual([what])
  })

  it('may have a login, which is sent to it alone', () => {
    expect(readProxy('http://me:p%40ss@proxy.example:3128')?.authorization).toBe(
      `Basic ${Buffer.from('me:p@ss').toString('base64')}`,
    )
    expect(readProxy('http://proxy.example')?.authorization).toBeNull()
  })

  it.each(['socks5://proxy.example:1080', 'ftp://proxy.example', 'http://', '://', 'http://a b'])(
    'is none: %s',
    (text) => {
      expect(readProxy(text)).toBeNull()
    },
  )
})

describe('what the system answers', () => {
  it.each<[string, string[]]>([
    ['DIRECT', ['direct']],
    ['PROXY proxy.example:3128', ['http proxy.example 3128']],
    ['PROXY a.example:1; HTTPS b.example:2; DIRECT', ['http a.example 1', 'https b.example 2', 'direct']],
    ['SOCKS5 a.example:1; PROXY b.example:2', ['http b.example 2']],
    ['', ['direct']],
    ['\n', ['direct']],
    ['PROXY', ['direct']],
    ['nonsense; more', ['direct']],
  ])('%j is %j', (text, route) => {
    expect(shown(readProxyList(text))).toEqual(route)
  })
})

it('a proxy that is not spoken is told, and not gone round', () => {
  const message = /only http and https proxies/
  expect(() => environmentProxy(HTTPS, { HTTPS_PROXY: 'socks5://p.example:1' })).toThrow(message)
  expect(() => readProxyList('SOCKS5 p.example:1')).toThrow(message)
  expect(shown(environmentProxy(HTTPS, { HTTPS_PROXY: 'socks5://p.example:1', NO_PROXY: '*' }))).toEqual(['direct'])
})

describe('the environment', () => {
  it.each<[Record<string, string>, string]>([
    [{}, 'direct'],
    [{ HTTPS_PROXY: 'http://p.example:1' }, 'http p.example 1'],
    [{ https_proxy: 'http://p.example:1', HTTPS_PROXY: 'http://q.example:1' }, 'http p.example 1'],
    [{ ALL_PROXY: 'p.example:1' }, 'http p.example 1'],
    [{ HTTP_PROXY: 'http://p.example:1' }, 'direct'],
    [{ HTTPS_PROXY: 'http://p.example:1', NO_PROXY: 'other.org,example.org' }, 'direct'],
    [{ HTTPS_PROXY: 'http://p.example:1', no_proxy: '.example.org' }, 'direct'],
    [{ HTTPS_PROXY: 'http://p.example:1', no_proxy: '*' }, 'direct'],
    [{ HTTPS_PROXY: 'http://p.example:1', no_proxy: 'ample.org' }, 'http p.example 1'],
  ])('%j leads %s', (env, route) => {
    expect(shown(environmentProxy(HTTPS, env))).toEqual([route])
  })
})

describe('what needs no proxy', () => {
  const isOut = (url: string, ...exceptions: string[]) => isExcepted(new URL(url), exceptions)

  it('is this machine, always', () => {
    for (const host of ['localhost', '127.0.0.1', '127.8.8.8', '[::1]']) expect(isOut(`https://${host}/`)).toBe(true)
    expect(isOut('https://localhost.example.org/')).toBe(false)
  })

  it('is a host, a domain, an address or a block, with a port or without', () => {
    expect(isOut('https://nas.lan/', 'lan')).toBe(true)
    expect(isOut('https://nas.lan/', '*.lan')).toBe(true)
    expect(isOut('https://plan/', 'lan')).toBe(false)
    expect(isOut('https://10.1.2.3/', '10.0.0.0/8')).toBe(true)
    expect(isOut('https://11.1.2.3/', '10.0.0.0/8', '2a0e::/16')).toBe(false)
    expect(isOut('https://[2a0e:1111::1]/', '2a0e:1111::/32')).toBe(true)
    expect(isOut('https://[2a0e:1111::1]:8443/', '[2a0e:1111::1]:8443')).toBe(true)
    expect(isOut('https://nas.lan:8443/', 'nas.lan:8443')).toBe(true)
    expect(isOut('https://nas.lan/', 'nas.lan:8443')).toBe(false)
    expect(isOut('https://10.1.2.3/', '10.0.0.0/99', 'x/8', '')).toBe(false)
  })
})

describe('the settings', () => {
  it('come first, and leave it to the system where they say nothing', () => {
    expect(settingsProxy(HTTPS, {})).toBeNull()
    expect(settingsProxy(HTTPS, { proxy: 'system' })).toBeNull()
    expect(shown(settingsProxy(HTTPS, { proxy: 'direct' }))).toEqual(['direct'])
    expect(shown(settingsProxy(HTTPS, { proxy: 'http://p.example:1' }))).toEqual(['http p.example 1'])
    expect(shown(settingsProxy(HTTPS, { proxy: 'http://p.example:1', noProxy: ['example.org'] }))).toEqual(['direct'])
  })
})
