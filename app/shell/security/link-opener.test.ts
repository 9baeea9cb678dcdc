import { describe, expect, it, vi } from 'vitest'
import { translator } from '../../contract/messages/translate.ts'
import { isOpenable, openLink } from './link-opener.ts'

function setUp(homepage = 'https://www.duckdns.org/', platform: NodeJS.Platform = 'linux') {
  const openExternal = vi.fn(async () => undefined)
  return { openExternal, platform, providers: () => [{ id: 'duckdns', homepage }], translate: () => translator('en') }
}

describe('a link', () => {
  it('leads to the homepage of the provider that the page names', async () => {
    const parts = setUp()
    expect(await openLink({ kind: 'provider', provider: 'duckdns' }, parts)).toEqual({ ok: true })
    expect(parts.openExternal).toHaveBeenCalledWith('https://www.duckdns.org/')
  })

  it('leads nowhere when the name is unknown, be it an address itself', async () => {
    const parts = setUp()
    for (const provider of ['other', 'https://example.org/', '__proto__', '']) {
      expect(await openLink({ kind: 'provider', provider }, parts)).toMatchObject({ ok: false })
    }
    expect(parts.openExternal).not.toHaveBeenCalled()
  })

  it('leads to the system’s startup settings on Windows only', async () => {
    const parts = setUp('https://www.duckdns.org/', 'win32')
    expect(await openLink({ kind: 'startup-apps' }, parts)).toEqual({ ok: true })
    expect(parts.openExternal).toHaveBeenCalledWith('ms-settings:startupapps')
    expect(await openLink({ kind: 'startup-apps' }, setUp())).toEqual({
      ok: false,
      message: 'Homeward does not open this link.',
    })
  })

  it('that the system cannot open is answered with a sentence', async () => {
    const parts = { ...setUp(), openExternal: () => Promise.reject(new Error('no browser in /usr/bin')) }
    expect(await openLink({ kind: 'provider', provider: 'duckdns' }, parts)).toEqual({
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
    const parts = setUp(homepage)
    await openLink({ kind: 'provider', provider: 'duckdns' }, parts)
    expect(parts.openExternal).not.toHaveBeenCalled()
  })
})
