// Duck DNS on the wire: one GET with the token, answered by OK or KO for all names together. With verbose=true the lines
// after OK are the stored IPv4 address, the stored IPv6 address, and UPDATED or NOCHANGE. https://www.duckdns.org/spec.jsp
import { providerCode } from '../../contract/failure-codes.ts'
import type { Family } from '../../model/address.ts'
import type { HttpRequest } from '../../model/ports.ts'
import type { HostAnswer, ProviderAccount, UpdateRequest } from '../../model/provider.ts'
import { accountRequest, type Query, serviceUrl } from '../shared/account-request.ts'
import { firstLine } from '../shared/answer-redaction.ts'
import { checkEcho, otherAddress } from '../shared/echoed-address.ts'
import { type HttpReply, unrecognised } from '../shared/http-failure.ts'
import { confirmed, failed } from '../shared/update-report.ts'

const SERVICE = 'https://www.duckdns.org/update'

/**
 * The label that Duck DNS knows a name by: "home.duckdns.org" and "a.home.duckdns.org" are both "home". A name outside
 * duckdns.org has none, but is sent whole to a server of the user's own, which may serve other names.
 */
export function labelOf(hostname: string, hasOwnServer = false): string | null {
  const [, label] = /(?:^|\.)([a-z0-9-]+)\.duckdns\.org\.?$/i.exec(hostname) ?? []
  return label?.toLowerCase() ?? (hasOwnServer ? hostname : null)
}

export function toHttpRequest({ account, changes, userAgent }: UpdateRequest, labels: readonly string[]): HttpRequest {
  const [first] = changes
  // A family that is not updated is left out: an empty value makes the service take the connection's address.
  const query: Query = [
    ['domains', labels],
    ['token', account.secrets.token ?? ''],
    ...(first?.ipv4 ? [['ip', first.ipv4] as const] : []),
    ...(first?.ipv6 ? [['ipv6', first.ipv6] as const] : []),
    ['verbose', 'true'],
  ]
  return accountRequest(account, {
    method: 'GET',
    url: serviceUrl(account, SERVICE, query),
    headers: { 'user-agent': userAgent },
  })
}

const ADDRESS_LINES: Readonly<Record<Family, number>> = { ipv4: 1, ipv6: 2 }
const isVerdict = (line: string): boolean => /^(updated|nochange)$/i.test(line)

/**
 * The service's no. It answers a wrong token and a wrong name alike: neither may be tried again before an edit.
 * @returns null for any other reply
 */
export function refusalOf({ body }: HttpReply, account: ProviderAccount): HostAnswer | null {
  if (!/^ko(?![a-z])/i.test(body.trimStart())) return null
  return failed({ kind: 'credentials', code: providerCode('ko'), detail: firstLine(body, account), retryAt: null })
}

/** The outcome of one family, from a reply with status 200 that is no refusal. */
export function answerOf(reply: HttpReply, account: ProviderAccount, family: Family, address: string): HostAnswer {
  const lines = reply.body
    .trimStart()
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
  const [first = ''] = lines
  if (!/^ok$/i.test(first)) return failed(unrecognised(reply, account))
  const success = confirmed(!lines.some((line) => /^nochange$/i.test(line)))
  const stored = lines[ADDRESS_LINES[family]] ?? ''
  const text = firstLine(`${first} ${lines.slice(1).join(' ')}`, account)
  // A verbose reply without an address of this family means that none was stored.
  if (lines.slice(3).some(isVerdict) && stored === '') return failed(otherAddress(text))
  return checkEcho(success, isVerdict(stored) ? '' : stored, address, text)
}
