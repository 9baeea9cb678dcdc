// The dyndns2 update as data: what a service changes of the protocol, and the one request that serves them all.
import type { ProviderInfo } from '../../contract/provider-info.ts'
import type { HttpClient, HttpRequest } from '../../model/ports.ts'
import type { HostAnswer, HostChange, Provider, UpdateReport, UpdateRequest } from '../../model/provider.ts'
import { statusFailure, transportFailure } from '../http-failure.ts'
import { reportAll, reportEach } from '../outcomes.ts'
import { base64, quotable } from '../redact.ts'
import { readReply } from './reply.ts'
import type { Word } from './words.ts'

export interface Dyndns2Dialect {
  readonly info: ProviderInfo
  /** The service's own address, null where the account must name one. */
  readonly server: string | null
  readonly path: string
  /** Query parameters of the addresses. Only families that are meant are named. */
  readonly addressParameters: (change: HostChange) => Readonly<Record<string, string>>
  readonly words?: Readonly<Record<string, Word>>
}

/** Both addresses in one parameter, as Dyn and No-IP take them. */
export const commaJoined = ({ ipv4, ipv6 }: HostChange): Record<string, string> => ({
  myip: [ipv4, ipv6].filter((address) => address !== null).join(','),
})

export function createDyndns2Provider(dialect: Dyndns2Dialect): Provider {
  return { info: dialect.info, update: (request, http) => update(dialect, request, http) }
}

async function update(dialect: Dyndns2Dialect, request: UpdateRequest, http: HttpClient): Promise<UpdateReport> {
  const { account, now } = request
  const answer = await http.request(toHttpRequest(dialect, request))
  if (!answer.ok) return reportAll(request, transportFailure(answer), null)
  const raw = quotable(answer.body, account)
  const [first] = request.changes
  const hosts = readReply(answer.body, {
    hosts: request.changes.length,
    sent: [first?.ipv4, first?.ipv6].filter((address) => typeof address === 'string'),
    now,
    quote: (text) => quotable(text, account),
    ...(dialect.words === undefined ? {} : { words: dialect.words }),
  })
  // The body speaks first, since most servers say everything with status 200 and some say it with 4xx.
  if (hosts !== null && (answer.status < 300 || hosts.every(isFailure))) return reportEach(request, hosts, raw)
  if (answer.status >= 300) return reportAll(request, statusFailure(answer, raw, now), raw)
  const code = raw === null ? 'empty' : /^</.test(answer.body.trim()) ? 'html' : 'unknown-word'
  return reportAll(request, { kind: 'unrecognised', code, detail: raw, retryAt: null }, raw)
}

const isFailure = (answer: HostAnswer): boolean => answer.kind === 'failed'

function toHttpRequest(dialect: Dyndns2Dialect, { account, changes, userAgent }: UpdateRequest): HttpRequest {
  const url = new URL(account.endpoint ?? dialect.server ?? 'invalid:')
  if (url.pathname === '/' || url.pathname === '') url.pathname = dialect.path
  const [first] = changes
  url.searchParams.set('hostname', changes.map((change) => change.hostname).join(','))
  for (const [name, value] of Object.entries(first === undefined ? {} : dialect.addressParameters(first))) {
    url.searchParams.set(name, value)
  }
  const { username = '' } = account.fields
  const { password = '' } = account.secrets
  return {
    method: 'GET',
    url: url.href,
    headers: { authorization: `Basic ${base64(`${username}:${password}`)}`, 'user-agent': userAgent },
    allowPlainHttp: account.allowPlainHttp,
    ...(account.ca === null ? {} : { ca: account.ca }),
  }
}
