import { describe, expect, it, vi } from 'vitest'
import { translator } from '../../contract/messages/translate.ts'
import { isOpenable, openLink } from './link-opener.ts'

function setUp(homepage = 'https://www.duckdns.org/', platform: NodeJS.Platform = 'linux') {
  const openExternal = vi.fn(async () => undefined)
  return { openExternal, platform, providers: () => [{ id: 'duckdns', homepage }], translate: () => translator('en') }
}

describe('a link', () => {
  it('leads to the homepage of the provider that the page names', async () => {
    const options = setUp()
    expect(await openLink({ kind: 'provider', provider: 'duckdns' }, options)).toEqual({ ok: true })
    expect(options.openExternal).toHaveBeenCalledWith('https://www.duckdns.org/')
  })

  it('leads nowhere when the provider is unknown, even if its name is an address', async () => {
    const options = setUp()
    for (const provider of ['other', 'https://example.org/', '__proto__', '']) {
      expect(await openLink({ kind: 'provider', provider }, options)).toMatchObject({ ok: false })
    }
    expect(options.openExternal).not.toHaveBeenCalled()
  })

  it('leads to the system’s startup settings on Windows only', async () => {
    const options = setUp('https://www.duckdns.org/', 'win32')
    expect(await openLink({ kind: 'startup-apps' }, options)).toEqual({ ok: true })
    expect(options.openExternal).toHaveBeenCalledWith('ms-settings:startupapps')
    expect(await openLink({ kind: 'startup-apps' }, setUp())).toEqual({
      ok: false,
      message: 'Homeward does not open this link.',
    })
  })

  it('returns a sentence when the system cannot open it', async () => {
    const options = { ...setUp(), openExternal: () => Promise.reject(new Error('no browser in /usr/bin')) }
    expect(await openLink({ kind: 'provider', provider: 'duckdns' }, options)).toEqual({
      ok: false,
      message: 'The browser could not be opened.',
    })
  })

  it.each([
    'http://www.duckdns.org/',
    'file:///etc/passwd',
    'ms-msdt:/id PCWDiagnostic',
    'javascript:alert(1)',
    'https://user@duckdns.org/',
    'https://duckdns.org@evil.example/',
    'https://duckdns.org:8443/',
    'https://xn--dckdns-2ya.org/',
    'https://dückdns.org/',
    'https://localhost/',
    'https:\\\\evil.example\\',
    ' https://duckdns.org/',
    'https://duckdns.org/\nhttps://evil.example/',
    'https://duckdns.org?x=1',
    '',
  ])('is not opened to %j', async (homepage) => {
    expect(isOpenable(homepage)).toBe(false)
    const options = setUp(homepage)
    await openLink({ kind: 'provider', provider: 'duckdns' }, options)
    expect(options.openExternal).not.toHaveBeenCalled()
  })
})
