import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readTemplate, type TemplateValues } from './template.ts'

const VALUES: TemplateValues = {
  hostname: 'nas.example.org',
  ipv4: '11.22.33.44',
  ipv6: '2a0e:1111::44',
  ip: '11.22.33.44',
  username: 'me@home',
  secret: 'a&b=c#d/e',
}

const fill = (text: string, values: Partial<TemplateValues> = {}): string => {
  const template = readTemplate(text)
  if ('problem' in template) return template.problem
  const filled = template.fill({ ...VALUES, ...values })
  return 'url' in filled ? filled.url : filled.problem
}

describe('a URL template', () => {
  it('fills each placeholder with its value, percent-encoded', () => {
    expect(fill('https://dns.example/u/{hostname}/{ipv4}?v6={ipv6}&u={username}&k={secret}&x=1')).toBe(
      'https://dns.example/u/nas.example.org/11.22.33.44?v6=2a0e%3A1111%3A%3A44&u=me%40home&k=a%26b%3Dc%23d%2Fe&x=1',
    )
  })

  it('leaves out a parameter that holds only a family that is not updated', () => {
    const text = 'https://dns.example/u?a={ipv4}&b={ipv6}&h={hostname}'
    expect(fill(text, { ipv6: null })).toBe('https://dns.example/u?a=11.22.33.44&h=nas.example.org')
    expect(fill(text, { ipv4: null })).toBe('https://dns.example/u?b=2a0e%3A1111%3A%3A44&h=nas.example.org')
    expect(fill('https://dns.example/{ipv4}?b={ipv6}', { ipv6: null })).toBe('https://dns.example/11.22.33.44')
  })

  it.each(['https://dns.example/{ipv4}/{ipv6}', 'https://dns.example/?ip={ipv4},{ipv6}'])(
    'is not filled with half of what it needs: %s',
    (text) => {
      expect(fill(text, { ipv6: null })).toMatch(/^needs something in the place of \{ipv6\}/)
    },
  )

  it.each([
    ['https://{hostname}/?ip={ip}', /scheme, host or port/],
    ['https://dns.example:{secret}/?ip={ip}', /scheme, host or port/],
    ['{secret}://dns.example/?ip={ip}', /must begin with/],
    ['ftp://dns.example/?ip={ip}', /must begin with/],
    ['https://dns.example\\@evil.example/?ip={ip}', /./],
    ['https://user:{secret}@dns.example/?ip={ip}', /scheme, host or port/],
    ['https://user:pass@dns.example/?ip={ip}', /user name or password/],
    ['https://dns.example/?ip={ip}&x={zone}', /placeholder that is none of \{hostname\}/],
    ['https://dns.example/?ip={ip}&x={', /brace/],
    ['https://dns.example/?h={hostname}', /must say the address/],
    ['https://dns.example/?a={ip}&b={ipv6}', /either family/],
    ['https://dns example/?a={ip}', /blanks/],
    ['https://dns.example:99999/?a={ip}', /not valid/],
    ['', /must begin with/],
  ])('%s is refused with a reason', (text, reason) => {
    const template = readTemplate(text)
    expect('problem' in template ? template.problem : 'accepted').toMatch(reason)
    expect('problem' in template).toBe(true)
  })

  it('goes to the host that it names, whatever the values are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (secret, username) => {
        const url = new URL(
          fill('https://dns.example:8443/{secret}/{username}?k={secret}&ip={ip}', { secret, username }),
        )
        return url.origin === 'https://dns.example:8443' && url.searchParams.get('ip') === VALUES.ip
      }),
    )
  })
})
