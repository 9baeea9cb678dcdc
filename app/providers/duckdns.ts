// DuckDNS: one GET with the token, answered by OK or KO for all names together.
// https://www.duckdns.org/spec.jsp
import { parseAddress } from '../model/address.ts'
import type { HttpClient } from '../model/ports.ts'
import type { Provider, UpdateReport, UpdateRequest } from '../model/provider.ts'
import { statusFailure, transportFailure } from './http-failure.ts'
import { reportAll, reportEach } from './outcomes.ts'
import { quotable } from './redact.ts'

const SERVER = 'https://www.duckdns.org'

/** "home.duckdns.org" and "a.home.duckdns.org" are both the label "home". */
export const label = (hostname: string): string =>
  hostname
    .replace(/\.duckdns\.org$/i, '')
    .split('.')
    .at(-1) ?? hostname

function toUrl({ account, changes }: UpdateRequest): string {
  const url = new URL(account.endpoint ?? SERVER)
  if (url.pathname === '/') url.pathname = '/update'
  const [first] = changes
  url.searchParams.set('domains', [...new Set(changes.map((change) => label(change.hostname)))].join(','))
  url.searchParams.set('token', account.secrets.token ?? '')
  // An empty parameter makes the service take the connection's address: a family that is not meant is not named at all.
  if (first?.ipv4) url.searchParams.set('ip', first.ipv4)
  if (first?.ipv6) url.searchParams.set('ipv6', first.ipv6)
  url.searchParams.set('verbose', 'true')
  return url.href
}

async function update(request: UpdateRequest, http: HttpClient): Promise<UpdateReport> {
  const { account, changes, userAgent, now } = request
  const answer = await http.request({
    method: 'GET',
    url: toUrl(request),
    headers: { 'user-agent': userAgent },
    allowPlainHttp: account.allowPlainHttp,
    ...(account.ca === null ? {} : { ca: account.ca }),
  })
  if (!answer.ok) return reportAll(request, transportFailure(answer), null)
  const raw = quotable(answer.body, account)
  if (answer.status !== 200) return reportAll(request, statusFailure(answer, raw, now), raw)

  const lines = answer.body.split(/\r?\n/).map((line) => line.trim())
  const word = lines[0]?.split(/\s+/)[0]?.toLowerCase()
  // The service does not tell a wrong token from a wrong name: neither may be tried again without an edit.
  if (word === 'ko') return reportAll(request, { kind: 'credentials', code: 'ko', detail: raw, retryAt: null }, raw)
  if (word !== 'ok') {
    const code = raw === null ? 'empty' : raw.startsWith('<') ? 'html' : 'unknown-word'
    return reportAll(request, { kind: 'unrecognised', code, detail: raw, retryAt: null }, raw)
  }
  const stored = lines.slice(1, 3).map((line) => parseAddress(line)?.text ?? null)
  const [first] = changes
  const isOther = [first?.ipv4, first?.ipv6].some((sent, at) => sent && stored[at] && stored[at] !== sent)
  if (isOther)
    return reportAll(request, { kind: 'unrecognised', code: 'other-address', detail: raw, retryAt: null }, raw)
  const changed = !lines.some((line) => line.toUpperCase() === 'NOCHANGE')
  return reportEach(
    request,
    changes.map(() => ({ kind: 'confirmed', changed })),
    raw,
  )
}

export const duckdns: Provider = {
  info: {
    id: 'duckdns',
    label: 'Duck DNS',
    homepage: 'https://www.duckdns.org',
    docs: 'https://www.duckdns.org/spec.jsp',
    fields: [{ key: 'token', label: { en: 'Token', 'zh-CN': '令牌' }, secret: true, required: true }],
    endpoint: 'optional',
    families: ['ipv4', 'ipv6'],
    batchSize: 20,
    minIntervalS: null,
    keepAliveDays: null,
    canReadBack: false,
  },
  update,
}
