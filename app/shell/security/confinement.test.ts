import { EventEmitter } from 'node:events'
import { describe, expect, it, vi } from 'vitest'
import { PAGE_URL } from './app-scheme.ts'
import { confineEveryPage, confineSession } from './confinement.ts'
import { refusedSwitch, runsUnsandboxed } from './debug-switches.ts'

function pageOf() {
  const app = new EventEmitter()
  const log = vi.fn()
  confineEveryPage(app as never, log)
  const contents = Object.assign(new EventEmitter(), { setWindowOpenHandler: vi.fn() })
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
    webRequest: { onBeforeRequest: vi.fn() },
  })
  const log = vi.fn()
  confineSession(session as never, packaged, log)
  const [filter, decide] = session.webRequest.onBeforeRequest.mock.calls[0] ?? []
  const isCancelled = (url: string): boolean => {
    const answer = vi.fn()
    decide({ url }, answer)
    return answer.mock.calls[0]?.[0].cancel
  }
  return { session, log, filter, isCancelled }
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

describe('a switch', () => {
  it.each([
    '--remote-debugging-port=9222',
    '--remote-debugging-port',
    '--remote-debugging-pipe',
    '--REMOTE-DEBUGGING-PORT=0',
    '--inspect',
    '--inspect=0',
    '--inspect-brk=127.0.0.1:1',
    '--js-flags=--expose-gc',
    '--load-extension=/tmp/x',
    '--disable-web-security',
    '--ignore-certificate-errors',
    '--ignore-certificate-errors-spki-list=x',
    '--host-resolver-rules=MAP * 127.0.0.1',
    '--proxy-server=127.0.0.1',
    '--ssl-key-log-file=/tmp/keys',
    '--renderer-cmd-prefix=gdb',
  ])('%s prevents a packaged app from starting', (argument) => {
    expect(refusedSwitch(['Homeward.exe', '--background', argument])).toBe(argument.split('=')[0])
  })

  it.each([
    '--background',
    '--inspector',
    '--js',
    '--lang=zh-CN',
    '--disable-gpu',
    '--no-sandbox',
    'inspect',
    '--profile=--inspect',
  ])('%s does not', (argument) => {
    expect(refusedSwitch(['Homeward.exe', argument])).toBeNull()
  })

  it('that turns the sandbox off is noticed', () => {
    expect(runsUnsandboxed(['electron', '--no-sandbox', '.'])).toBe(true)
    expect(runsUnsandboxed(['electron', '.', '--disable-gpu-sandbox-x'])).toBe(false)
  })
})
