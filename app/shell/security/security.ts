// What no page may do, whatever runs in it: go elsewhere, open windows, embed others, ask for permissions, use the network.
import type { App, Session, WebContents } from 'electron'
import type { Log } from '../../model/ports.ts'
import { isPageUrl } from './app-scheme.ts'
import { parsedUrl } from './parsed-url.ts'

/** Enough to recognise it in the log, without what may be private in its path and query. */
function nameOf(address: string): string {
  const url = parsedUrl(address)
  return url === null ? 'unreadable address' : `${url.protocol}//${url.host}`
}

function confine(contents: WebContents, log: Log): void {
  const deny = (what: string) => (event: { preventDefault: () => void; url?: string }) => {
    event.preventDefault()
    log('warn', `Denied: ${what}`, { to: nameOf(event.url ?? '') })
  }
  contents.on('will-navigate', deny('navigation'))
  contents.on('will-frame-navigate', deny('navigation of a frame'))
  contents.on('will-redirect', deny('redirect'))
  contents.on('will-attach-webview', deny('embedded page'))
  contents.setWindowOpenHandler(({ url }) => {
    log('warn', 'Denied: new window', { to: nameOf(url) })
    return { action: 'deny' }
  })
}

export function confineEveryPage(app: Pick<App, 'on'>, log: Log): void {
  app.on('web-contents-created', (_event, contents) => confine(contents, log))
}

/** Copying an address is all that the page needs of the system; reading the clipboard is another permission. */
const isHarmless = (permission: string): boolean => permission === 'clipboard-sanitized-write'

/** Pages of this session have no permissions, no devices and no network but our own scheme; devtools keep theirs in development. */
export function confineSession(session: Session, packaged: boolean, log: Log): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => {
    if (!isHarmless(permission)) log('warn', 'Denied: permission', { permission })
    answer(isHarmless(permission))
  })
  session.setPermissionCheckHandler((_contents, permission) => isHarmless(permission))
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler(null)
  session.on('will-download', (event) => event.preventDefault())
  session.webRequest.onBeforeRequest({ urls: ['<all_urls>'] }, ({ url }, answer) => {
    const allowed = isPageUrl(url) || url.startsWith('data:') || (!packaged && url.startsWith('devtools:'))
    if (!allowed) log('warn', 'Denied: request', { to: nameOf(url) })
    answer({ cancel: !allowed })
  })
  session.setSpellCheckerEnabled(false)
}
