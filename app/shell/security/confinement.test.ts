import { EventEmitter } from 'node:events'
import { describe, expect, it, vi } from 'vitest'
import { PAGE_URL } from './app-scheme.ts'
import { confineEveryPage, confineSession, DEAD_END } from './confinement.ts'

function pageOf() {
  const app = new EventEmitter()
  const log = vi.fn()
  confineEveryPage(app as never, log)
  const contents = Object.assign(new EventEmitter(), {
    setWindowOpenHandler: vi.fn(),
    setWebRTCIPHandlingPolicy: vi.fn(),
  })
  app.emit('web-contents-created', {}, contents)
  return { contents, log }
}

describe('a page', () => {
  it.each(['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'])(
    'is stopped at %s',
    (name) => {
      const { contents, log } = pageOf()
      const preventDefault = vi.fn()
      contents.emit(name, { preventDefault, url: 'https://example.org/path?token=hush' })
      expect(preventDefault).toHaveBeenCalledOnce()
      expect(log).toHaveBeenCalledOnce()
      expect(JSON.stringify(log.mock.calls)).not.toContain('hush')
    },
  )

  it('opens no window', () => {
    const { contents } = pageOf()
    const handler = contents.setWindowOpenHandler.mock.calls[0]?.[0] as (details: { url: string }) => unknown
    expect(handler({ url: PAGE_URL })).toEqual({ action: 'deny' })
    expect(handler({ url: 'not an address' })).toEqual({ action: 'deny' })
  })
})

function sessionOf(packaged: boolean) {
  const session = Object.assign(new EventEmitter(), {
    setPermissionRequestHandler: vi.fn(),
    setPermissionCheckHandler: vi.fn(),
    setDevicePermissionHandler: vi.fn(),
    setDisplayMediaRequestHandler: vi.fn(),
    setSpellCheckerEnabled: vi.fn(),
    setProxy: vi.fn(async () => undefined),
    webRequest: { onBeforeRequest: vi.fn() },
  })
  const log = vi.fn()
  const confined = confineSession(session as never, packaged, log)
  const [filter, decide] = session.webRequest.onBeforeRequest.mock.calls[0] ?? []
  const isCancelled = (url: string): boolean => {
    const answer = vi.fn()
    decide({ url }, answer)
    return answer.mock.calls[0]?.[0].cancel
  }
  return { session, log, filter, isCancelled, confined }
}

describe('the page’s session', () => {
  it('has no network but the page’s own scheme', () => {
    const { filter, isCancelled, log } = sessionOf(true)
    // An empty filter stops meaning "all" in Electron 35.
    expect(filter).toEqual({ urls: ['<all_urls>'] })
    expect(isCancelled(PAGE_URL)).toBe(false)
    const foreign = [
      'https://example.test/?token=hush',
      'http://127.0.0.1/',
      'ws://x/',
      'file:///etc/passwd',
      'devtools://devtools/',
      'homeward://other/',
    ]
    for (const url of foreign) expect(isCancelled(url), url).toBe(true)
    expect(log).toHaveBeenCalledTimes(foreign.length)
    expect(JSON.stringify(log.mock.calls)).not.toContain('hush')
  })

  it('has a dead end for a proxy, also for loopback, and no UDP round it', async () => {
    const { session, confined } = sessionOf(true)
    await confined
    expect(session.setProxy).toHaveBeenCalledWith(DEAD_END)
    expect(DEAD_END).toMatchObject({ proxyRules: 'socks5://127.0.0.1:9', proxyBypassRules: '<-loopback>' })
    expect(pageOf().contents.setWebRTCIPHandlingPolicy).toHaveBeenCalledWith('disable_non_proxied_udp')
  })

  it('lets the developer tools load in development', () => {
    expect(sessionOf(false).isCancelled('devtools://devtools/bundled/inspector.html')).toBe(false)
  })

  it('may put text into the clipboard', () => {
    const { session, log } = sessionOf(true)
    const answer = vi.fn()
    session.setPermissionRequestHandler.mock.calls[0]?.[0]({}, 'clipboard-sanitized-write', answer)
    expect(answer).toHaveBeenCalledWith(true)
    expect(session.setPermissionCheckHandler.mock.calls[0]?.[0]({}, 'clipboard-sanitized-write')).toBe(true)
    expect(log).not.toHaveBeenCalled()
  })

  it('has no other permission and no device, requested or queried', () => {
    const { session } = sessionOf(true)
    const answer = vi.fn()
    for (const name of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'fullscreen']) {
      session.setPermissionRequestHandler.mock.calls[0]?.[0]({}, name, answer)
      expect(session.setPermissionCheckHandler.mock.calls[0]?.[0]({}, name)).toBe(false)
    }
    expect(answer.mock.calls).toEqual(new Array(6).fill([false]))
    expect(session.setDevicePermissionHandler.mock.calls[0]?.[0]({})).toBe(false)
    expect(session.setDisplayMediaRequestHandler).toHaveBeenCalledWith(null)
  })

  it('downloads nothing and checks no spelling', () => {
    const { session } = sessionOf(true)
    const preventDefault = vi.fn()
    session.emit('will-download', { preventDefault })
    expect(preventDefault).toHaveBeenCalledOnce()
    expect(session.setSpellCheckerEnabled).toHaveBeenCalledWith(false)
  })
})
