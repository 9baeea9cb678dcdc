import { describe, expect, it } from 'vitest'
import { isPage, pageText } from './error-page.ts'

const isPageAs = (status: number, body: string, type = 'text/plain') =>
  isPage({ status, headers: { 'content-type': type }, body })

describe('a page', () => {
  it.each([
    ['HTML', 404, '<html><body>404</body></html>'],
    ['HTML after a byte order mark', 404, '\uFEFF\r\n<!doctype html>'],
    ['XML of a storage service', 403, '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'],
    ['JSON of a gateway', 404, '{"message":"no Route matched with those values"}'],
    ['several lines', 404, 'The page could not be found\n\nNOT_FOUND'],
    ['Go and its proxies', 404, '404 page not found\n'],
    ['an ingress', 404, 'default backend - 404'],
    ['a mesh', 403, 'RBAC: access denied'],
    ['a mesh without its service', 404, 'upstream connect error or disconnect/reset before headers'],
    ['an edge', 403, 'error code: 1020'],
    ['a host without the site', 404, 'Not Found - Request ID: 01HX'],
    ['another host without the site', 404, '404 Web Site not found.'],
    ['a framework', 404, 'Cannot GET /nic/update'],
    ['a framework with the reason alone', 404, 'Not Found'],
    ['a proxy with status and reason', 400, 'HTTP Error 400: Bad Request'],
    ['a server that knows no method', 405, 'Method Not Allowed'],
  ])('is %s', (_, status, body) => {
    expect(isPageAs(status, body)).toBe(true)
  })

  it.each([
    ['nothing', 404, ''],
    ['blanks', 404, ' \r\n'],
    ['a hostname that a service does not know', 404, 'host not found'],
    ['a record that a service does not know', 404, 'hostname nas.example.org not found in this account'],
    ['an address that a service does not take', 400, 'invalid IP address'],
    ['a password that a service does not take', 403, 'wrong user name or password'],
    ['the reason of a 403, which may be about the password', 403, 'Forbidden'],
    ['the status and reason of a 403', 403, '403 Forbidden'],
  ])('is not %s', (_, status, body) => {
    expect(isPageAs(status, body)).toBe(false)
  })

  it('is what says so in its type', () => {
    expect(isPageAs(404, 'Sorry', 'text/html; charset=utf-8')).toBe(true)
    expect(isPageAs(404, '"sorry"', 'application/problem+json')).toBe(true)
    expect(isPageAs(404, '', 'text/html')).toBe(false)
  })

  it('is quoted by its title, and by its text where it has none', () => {
    expect(pageText('<html>\n<title class="x">\n404 Not Found </title><p>nginx')).toBe('404 Not Found')
    expect(pageText('\n404 page not found\n')).toBe('404 page not found')
  })
})

describe('the time that a hostile answer takes', () => {
  const cpuMs = (work: () => unknown): number => {
    const times = [1, 2, 3].map(() => {
      const before = process.cpuUsage()
      work()
      const { user, system } = process.cpuUsage(before)
      return (user + system) / 1_000
    })
    return Math.min(...times)
  }

  it.each(['<title', '<title>', 'page ', '.', '!', '. x ', ' '])(
    'grows with its length, not with its square: %j',
    (part) => {
      const text = (characters: number) => `x${part.repeat(Math.ceil(characters / part.length))}x`
      const read = (body: string) => () => [isPage({ status: 404, headers: {}, body }), pageText(body)]
      const [small, large] = [text(16 * 1024), text(128 * 1024)]
      // Eight times the text: the square would be sixty-four times the time. The floor is for what is too quick to measure.
      expect(cpuMs(read(large)) / Math.max(cpuMs(read(small)), 2)).toBeLessThan(24)
    },
    60_000,
  )
})
