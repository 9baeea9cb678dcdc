// DuckDNS: one GET with the token, answered by OK or KO for all names together. With verbose=true the lines after OK are
// the stored IPv4 address, the stored IPv6 address, and UPDATED or NOCHANGE. https://www.duckdns.org/spec.jsp
// That page gives no interval, no quota and no expiry; the five minutes of its how-tos are those of their cron jobs.
import { providerCode } from '../../contract/failure-codes.ts'
import type { ProviderInfo } from '../../contract/provider-info.ts'
import type { HttpClient } from '../../model/ports.ts'
import type { HostAnswer, HostChange, Provider, UpdateReport, UpdateRequest } from '../../model/provider.ts'
import { accountProblem, accountRequest, type Query, refusal, serviceUrl } from '../shared/account-request.ts'
import { firstLine } from '../shared/answer-redaction.ts'
import { checkEcho, otherAddress } from '../shared/echoed-address.ts'
import { failureOfFault, failureOfReply, type HttpReply, unrecognised } from '../shared/http-failure.ts'
import { allFailed, confirmed, failed, NOTHING_SENT, reportOf } from '../shared/update-report.ts'

const SERVICE = 'https://www.duckdns.org/update'

const info: ProviderInfo = {
  id: 'duckdns',
  label: 'Duck DNS',
  homepage: 'https://www.duckdns.org',
  docs: 'https://www.duckdns.org/spec.jsp',
  fields: [{ key: 'token', label: { en: 'Token', 'zh-CN': '令牌' }, secret: true, required: true }],
  endpoint: 'optional',
  families: ['ipv4', 'ipv6'],
  // The service takes more, but one KO is said of all of them: a misspelt name would stop the others.
  batchSize: 1,
  minIntervalS: null,
  quota: null,
  keepAliveDays: null,
  canReadBack: false,
}

/**
 * "home.duckdns.org" and "a.home.duckdns.org" are both the label "home". A name outside duckdns.org is null, or itself
 * where the account has a server of its own, which may serve other names.
 */
export function labelOf(hostname: string, hasOwnServer = false): string | null {
  const [, label] = /(?:^|\.)([a-z0-9-]+)\.duckdns\.org\.?$/i.exec(hostname) ?? []
  return label?.toLowerCase() ?? (hasOwnServer ? hostname : null)
}

function toHttpRequest({ account, changes, userAgent }: UpdateRequest, labels: readonly string[]) {
  const [first] = changes
  // A family that is not meant is not named at all: an empty value makes the service take the connection's address.
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

async function update(request: UpdateRequest, http: HttpClient): Promise<UpdateReport> {
  const { account, changes, now } = request
  const problem = accountProblem(info, account)
  if (problem !== null) return allFailed(changes, problem)
  const labels = changes.map(({ hostname }) => labelOf(hostname, account.endpoint !== null))
  const known = labels.filter((label) => label !== null)
  if (known.length === 0) return reportOf(changes, NOTHING_SENT, (index) => failed(strange(changes[index])))
  const reply = await http.request(toHttpRequest(request, [...new Set(known)]))
  const raw = reply.ok ? firstLine(reply.body, account) : null
  return reportOf(changes, { raw, requests: 1 }, (index, family, address) => {
    if (labels[index] === null) return failed(strange(changes[index]))
    if (!reply.ok) return failed(failureOfFault(reply, account), !reply.sent)
    if (reply.status !== 200) return failed(failureOfReply(reply, account, now()))
    return answerOf(reply, request, family === 'ipv4' ? 1 : 2, address)
  })
}

const strange = (change: HostChange | undefined) =>
  refusal('hostname', 'not-duckdns', `${change?.hostname ?? ''} does not end in .duckdns.org.`)

/** @param at the line on which the stored address of this family stands */
function answerOf(reply: HttpReply, { account }: UpdateRequest, at: number, address: string): HostAnswer {
  const lines = reply.body
    .trimStart()
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
  const [word = ''] = lines
  const detail = firstLine(reply.body, account)
  // The service does not tell a wrong token from a wrong name: neither may be tried again without an edit.
  if (/^ko\b/i.test(word)) return failed({ kind: 'credentials', code: providerCode('ko'), detail, retryAt: null })
  if (!/^ok$/i.test(word)) return failed(unrecognised(reply, account))
  const success = confirmed(!lines.some((line) => /^nochange$/i.test(line)))
  const stored = lines[at] ?? ''
  const words = firstLine(`${word} ${lines.slice(1).join(' ')}`, account)
  // Where the answer says what it stored but has nothing for this family, it did not store it.
  const isVerbose = lines.slice(3).some((line) => /^(updated|nochange)$/i.test(line))
  if (isVerbose && stored === '') return failed(otherAddress(words))
  const isAddressLine = !/^(updated|nochange)$/i.test(stored)
  return checkEcho(success, isAddressLine ? stored : '', address, words)
}

export const duckdns: Provider = { info, update }
