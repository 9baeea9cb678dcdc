// Tells a web page from the words of a service. Proxies, bot walls and front ends answer in place of a service that is away,
// as HTML, as plain text or as JSON of their own.
import type { HttpResult } from '../../model/ports.ts'

type Body = Pick<Extract<HttpResult, { ok: true }>, 'status' | 'headers' | 'body'>

/** RFC 9110, section 15.5: the text of a server that says nothing beyond the status. */
const PHRASE = /^(bad request|(page |file |url |route |resource )?not found|method not allowed|gone|unprocessable .*)$/

/** Words about the web and its gateways, which no service uses of a hostname or a password. */
const OF_A_GATEWAY =
  /^error code: \d+$|\bupstream\b|\bdefault backend\b|\bgateway\b|\bproxy\b|\bload balancer\b|\bweb ?(site|server|page)\b|\brequest id\b|\bray id\b|\brbac\b|\bpage\b.*\bfound\b|^cannot (get|post|put|patch) \/|\bno route\b/

/**
 * What is looked at of a page, in characters. A pattern that tries its end anew from every beginning takes the square of a hostile
 * text's length.
 */
const LOOKED_AT = 2_000

/**
 * Whether the body of a 4xx is a page. A single line of other words is the service's own explanation.
 * @param reply its body holds no return code of the dialect, and is no JSON of the service's API
 */
export function isPage({ status, headers, body }: Body): boolean {
  const text = body.replace(/^\uFEFF/, '').trim()
  if (text === '') return false
  if (/\b(html|xml|json)\b/i.test(headers['content-type'] ?? '') || /^[<{[]/.test(text)) return true
  if (/[\r\n]/.test(text)) return true
  const line = text
    .slice(0, LOOKED_AT)
    .toLowerCase()
    .replace(/[.!]+$/, '')
  if (OF_A_GATEWAY.test(line)) return true
  // "Forbidden" says no more than its status, which may be about the credentials: it must not be tried again soon.
  return status !== 403 && PHRASE.test(line.replace(/^(http )?(error )?\d{3}\b[\s:–-]*/, ''))
}

/**
 * Whether an API says that it does not have what was asked for, with a word of its own, as Domeneshop does: `{"code":"notfound"}`.
 * A gateway in its place has a sentence, and no such word.
 */
export function saysNotFound({ status, body }: Body): boolean {
  if (status !== 404) return false
  try {
    const { code } = JSON.parse(body) ?? {}
    return typeof code === 'string' && /^not[-_ ]?found$/i.test(code)
  } catch {
    return false
  }
}

/** What the page is about: the title where it has one. */
export function pageText(body: string): string {
  const [, title] = /<title[^>]*>([^<]+)<\/title>/i.exec(body.slice(0, LOOKED_AT)) ?? []
  return (title ?? body).trim()
}
