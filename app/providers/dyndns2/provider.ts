// The dyndns2 update as data: what a service changes of the protocol, and the one request that serves them all.
// https://help.dyn.com/remote-access-api/perform-update/
import type { ProviderInfo } from '../../contract/provider-info.ts'
import type { HttpClient } from '../../model/ports.ts'
import type { HostAnswer, HostChange, Provider, UpdateReport, UpdateRequest } from '../../model/provider.ts'
import { accountProblem, accountRequest, basicAuth, type Query, serviceUrl } from '../shared/account-request.ts'
import { firstLine } from '../shared/answer-redaction.ts'
import { failureOfFault, failureOfReply, heedRetryAfter } from '../shared/http-failure.ts'
import { addressesOf, allFailed, failed, reportOf } from '../shared/update-report.ts'
import { readReply } from './reply.ts'

export interface Dyndns2Dialect {
  readonly info: ProviderInfo
  /** The service's own update address; one that the account must name gets its path from here. */
  readonly service: string
  /** Query parameters of the addresses. A family that is not meant is never an empty value. */
  readonly addressParameters: (change: HostChange) => Query
}

/** Both addresses in one parameter, as Dyn and No-IP take them. */
export const commaJoined = (change: HostChange): Query => [['myip', addressesOf([change])]]

export function createDyndns2Provider(dialect: Dyndns2Dialect): Provider {
  return { info: dialect.info, update: (request, http) => update(dialect, request, http) }
}

async function update(dialect: Dyndns2Dialect, request: UpdateRequest, http: HttpClient): Promise<UpdateReport> {
  const { account, changes, now } = request
  const problem = accountProblem(dialect.info, account)
  if (problem !== null) return allFailed(changes, problem)
  const reply = await http.request(toHttpRequest(dialect, request))
  if (!reply.ok) return allFailed(changes, failureOfFault(reply, account), { raw: null, requests: 1 }, !reply.sent)
  const trace = { raw: firstLine(reply.body, account), requests: 1 }
  const answerOf = readReply(reply.body, {
    hosts: changes.length,
    sent: addressesOf(changes),
    now: now(),
    quote: (text) => firstLine(text, account),
  })
  const heed = (answer: HostAnswer): HostAnswer =>
    answer.kind === 'failed' ? failed(heedRetryAfter(answer.failure, reply, now())) : answer
  const report = answerOf === null ? null : reportOf(changes, trace, (...asked) => heed(answerOf(...asked)))
  // The body speaks first, since most servers say everything with status 200 and some say their failures with 4xx or 5xx.
  const isSuccess = reply.status >= 200 && reply.status < 300
  const isRefusal = reply.status >= 400 && report?.outcomes.every(({ answer }) => isKnownFailure(answer))
  if (report !== null && (isSuccess || isRefusal)) return report
  return allFailed(changes, failureOfReply(reply, account, now()), trace)
}

const isKnownFailure = (answer: HostAnswer): boolean =>
  answer.kind === 'failed' && answer.failure.kind !== 'unrecognised'

function toHttpRequest(dialect: Dyndns2Dialect, { account, changes, userAgent }: UpdateRequest) {
  const [first] = changes
  const query: Query = [
    ['hostname', changes.map((change) => change.hostname)],
    ...(first === undefined ? [] : dialect.addressParameters(first)),
  ]
  const { fields, secrets } = account
  return accountRequest(account, {
    method: 'GET',
    url: serviceUrl(account, dialect.service, query),
    headers: { authorization: basicAuth(fields.username ?? '', secrets.password ?? ''), 'user-agent': userAgent },
  })
}
