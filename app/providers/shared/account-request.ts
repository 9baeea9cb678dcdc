// Turns an account and a path into a request to that account's own host, and finds beforehand what makes the account
// unusable.
import type { Failure, FailureKind } from '../../contract/failure.ts'
import type { OurCode } from '../../contract/failure-codes.ts'
import type { ProviderInfo } from '../../contract/provider-info.ts'
import { VALUE_PROBLEMS, valueMistake } from '../../contract/value-mistake.ts'
import { base64, percentEncoded } from '../../model/encoding.ts'
import type { HttpRequest } from '../../model/ports.ts'
import type { ProviderAccount } from '../../model/provider.ts'

/** Query parameters in order: each has a value, or several that are joined by literal commas. */
export type Query = readonly (readonly [name: string, value: string | readonly string[]])[]

export const refusal = (kind: FailureKind, code: OurCode, detail: string): Failure => ({
  kind,
  code,
  detail,
  retryAt: null,
})

/** A required field that is empty, or a value that no header or URL can carry; null when the account can be used. */
export function accountProblem(info: ProviderInfo, account: ProviderAccount): Failure | null {
  for (const field of info.fields) {
    const value = (field.secret ? account.secrets : account.fields)[field.key] ?? ''
    const kind = field.secret ? 'credentials' : 'account'
    if (value === '' && field.required) return refusal(kind, 'field-missing', `${field.label.en} is not set.`)
    const mistake = valueMistake(field, value)
    if (mistake !== null) return refusal(kind, 'field-malformed', `${field.label.en} ${VALUE_PROBLEMS[mistake]}.`)
  }
  return endpointProblem(info, account.endpoint)
}

function endpointProblem(info: ProviderInfo, endpoint: string | null): Failure | null {
  if (endpoint === null) {
    return info.endpoint === 'required' ? refusal('account', 'endpoint', 'The server address is not set.') : null
  }
  const url = parseUrl(endpoint)
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return refusal('account', 'endpoint', 'The server address is not an http or https address.')
  }
  if (url.username !== '' || url.password !== '') {
    return refusal('account', 'endpoint', 'The server address must not contain a user name or password.')
  }
  return null
}

export function parseUrl(text: string): URL | null {
  try {
    return new URL(text)
  } catch {
    return null
  }
}

/**
 * The URL to request: the account's endpoint instead of the service's own, where it has one. An endpoint with a path
 * keeps path, final slash and query (some servers want a constant parameter); one without a path gets the service's.
 * @param service absolute URL of the update address, e.g. "https://www.duckdns.org/update"
 * @param below path segments to append, percent-encoded here
 */
export function serviceUrl(
  account: ProviderAccount,
  service: string,
  query: Query,
  below: readonly string[] = [],
): string {
  const url = new URL(account.endpoint ?? service)
  if (/^\/+$/.test(url.pathname)) url.pathname = new URL(service).pathname
  if (below.length > 0) {
    url.pathname = [url.pathname.replace(/\/$/, ''), ...below.map(percentEncoded)].join('/')
  }
  const kept = url.search.slice(1)
  const encoded = query.map(([name, value]) => `${name}=${[value].flat().map(percentEncoded).join(',')}`)
  url.search = [kept, ...encoded].filter((part) => part !== '').join('&')
  url.hash = ''
  return url.href
}

/** RFC 7617. Sent without waiting for a challenge, as several services never send one. */
export const basicAuth = (username: string, password: string): string => `Basic ${base64(`${username}:${password}`)}`

/** Adds the account's settings of the connection. */
export function accountRequest(
  account: ProviderAccount,
  request: Pick<HttpRequest, 'method' | 'url' | 'headers' | 'body'>,
): HttpRequest {
  return {
    ...request,
    ...(account.ca === null ? {} : { ca: account.ca }),
    ...(account.allowPlainHttp ? { allowPlainHttp: true } : {}),
  }
}
