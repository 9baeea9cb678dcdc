// Confines every page, whatever runs in it: no navigation, new windows, embedded pages, permissions or network.
import type { App, Session, WebContents } from 'electron'
import type { Log } from '../../model/ports.ts'
import { isPageUrl, parsedUrl } from './app-scheme.ts'
import { createSparingLog } from './sparing-log.ts'

/** The address for the log, without path and query, which may be private. */
function originOf(address: string): string {
  const url = parsedUrl(address)
  return url === null ? 'unreadable address' : `${url.protocol}//${url.host}`
}

function confine(contents: WebContents, log: Log): void {
  const deny = (action: string) => (event: { preventDefault: () => void; url?: string }) => {
    event.preventDefault()
    log('warn', 'denied to the page', { action, to: originOf(event.url ?? '') })
  }
  // WebRTC asks neither the content policy nor webRequest. Without UDP it may only use the session's proxy, which is a dead end.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
  contents.on('will-navigate', deny('navigation'))
  contents.on('will-frame-navigate', deny('navigation of a frame'))
  contents.on('will-redirect', deny('redirect'))
  contents.on('will-attach-webview', deny('embedded page'))
  contents.setWindowOpenHandler(({ url }) => {
    log('warn', 'denied to the page', { action: 'new window', to: originOf(url) })
    return { action: 'deny' }
  })
}

export function confineEveryPage(app: Pick<App, 'on'>, log: Log): void {
  const sparing = createSparingLog(log)
  app.on('web-contents-created', (_event, contents) => confine(contents, sparing))
}

/** The page only needs to copy addresses. Reading the clipboard is another permission. */
const isAllowed = (permission: string): boolean => permission === 'clipboard-sanitized-write'

/**
 * A proxy at loopback's discard port, where nothing listens, also for loopback itself. Whoever needs the system's proxy asks
 * another session.
 */
export const DEAD_END = {
  mode: 'fixed_servers',
  proxyRules: 'socks5://127.0.0.1:9',
  proxyBypassRules: '<-loopback>',
} as const

/**
 * Pages of this session get no permissions, no devices and no network but our own scheme. In development, devtools may load.
 * @returns when the session is confined: no page may be served before
 */
export async function confineSession(session: Session, packaged: boolean, fullLog: Log): Promise<void> {
  const log = createSparingLog(fullLog)
  session.setPermissionRequestHandler((_contents, permission, answer) => {
    if (!isAllowed(permission)) log('warn', 'denied to the page', { action: 'permission', permission })
    answer(isAllowed(permission))
  })
  session.setPermissionCheckHandler((_contents, permission) => isAllowed(permission))
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler(null)
  session.on('will-download', (event) => event.preventDefault())
  session.webRequest.onBeforeRequest({ urls: ['<all_urls>'] }, ({ url }, answer) => {
    const allowed = isPageUrl(url) || url.startsWith('data:') || (!packaged && url.startsWith('devtools:'))
    if (!allowed) log('warn', 'denied to the page', { action: 'request', to: originOf(url) })
    answer({ cancel: !allowed })
  })
  session.setSpellCheckerEnabled(false)
  // For what webRequest does not see: connections that are only prepared, and WebRTC over TCP.
  await session.setProxy(DEAD_END)
}
