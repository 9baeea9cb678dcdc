// The page's own scheme, homeward://app/. It serves the renderer's folder and nothing else, and gives each document a strict
// content policy with a new nonce.
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import type { CustomScheme, Protocol } from 'electron'

export const SCHEME = 'homeward'
const HOST = 'app'
export const PAGE_URL = `${SCHEME}://${HOST}/index.html`

/** `standard` gives it an origin and relative addresses, `secure` makes the origin trustworthy. No other privilege is needed. */
export const schemeRegistration: CustomScheme = { scheme: SCHEME, privileges: { standard: true, secure: true } }

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** Plain file names only. None of our files needs decoding, escaping or a parent folder. */
const PLAIN_PATH = /^(\/[A-Za-z0-9_-][A-Za-z0-9_.-]*)+$/

/** Reads an address without throwing. (URL.canParse is newer than the oldest runtime we support.) */
export function parsedUrl(address: string): URL | null {
  try {
    return new URL(address)
  } catch {
    return null
  }
}

/** Whether the address belongs to the page. Node gives custom schemes no origin, so scheme and host are compared. */
export function isPageUrl(address: string): boolean {
  const url = parsedUrl(address)
  return (
    url !== null && url.protocol === `${SCHEME}:` && url.host === HOST && url.username === '' && url.password === ''
  )
}

/** @returns the file under `root` that the address names, whether it exists or not; null when it names none. */
export function fileOfUrl(address: string, root: string): string | null {
  if (!isPageUrl(address)) return null
  // Uses the raw text, because URL has already resolved "..".
  const raw = address.slice(`${SCHEME}://${HOST}`.length).replace(/[?#].*$/s, '')
  const path = raw === '' || raw === '/' ? '/index.html' : raw
  if (!PLAIN_PATH.test(path) || path.includes('..')) return null
  if (CONTENT_TYPES[extname(path)] === undefined) return null
  const file = join(root, path)
  const inside = relative(root, file)
  return inside === '' || inside.startsWith('..') || inside.includes(`..${sep}`) ? null : file
}

export function contentPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

const NONCE_META = /(<meta\s+name="csp-nonce"\s+content=")[^"]*(")/

/** Puts the nonce into a meta element, where the page can read it. Browsers hide a nonce attribute from scripts. */
export function withNonce(html: string, nonce: string): string {
  return html.replace(NONCE_META, `$1${nonce}$2`)
}

const notFound = (): Response => new Response('Not found', { status: 404, headers: { 'content-type': 'text/plain' } })

/** @returns the response to one request of the page. */
export async function pageResponse(address: string, root: string): Promise<Response> {
  const file = fileOfUrl(address, root)
  if (file === null) return notFound()
  const headers: Record<string, string> = {
    'content-type': CONTENT_TYPES[extname(file)] ?? 'application/octet-stream',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    // Resolving a name tells the outside world that name.
    'x-dns-prefetch-control': 'off',
  }
  let content: Buffer
  try {
    content = await readFile(file)
  } catch {
    return notFound()
  }
  if (extname(file) !== '.html') return new Response(content, { headers })
  const nonce = randomBytes(18).toString('base64')
  headers['content-security-policy'] = contentPolicy(nonce)
  return new Response(withNonce(content.toString('utf8'), nonce), { headers })
}

/** @param confined resolves when the session is confined. Until then no page is served, and none at all when it rejects. */
export function handleScheme(protocol: Pick<Protocol, 'handle'>, root: string, confined: Promise<void>): void {
  // Without a listener a rejection before the first request would count as unhandled.
  confined.catch(() => undefined)
  protocol.handle(SCHEME, async (request) => {
    await confined
    return pageResponse(request.url, root)
  })
}
