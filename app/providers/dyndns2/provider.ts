// The one request that serves every dyndns2 service, and the classification of its reply.
// https://help.dyn.com/remote-access-api/perform-update/
import type { HttpClient } from '../../model/ports.ts'
import type { HostAnswer, Provider, UpdateReport, UpdateRequest } from '../../model/provider.ts'
import { accountProblem, accountRequest, basicAuth, type Query, serviceUrl } from '../shared/account-request.ts'
import { firstLine } from '../shared/answer-redaction.ts'
import { failureOfFault, failureOfReply, withRetryAfter } from '../shared/http-failure.ts'
import { addressesOf, allFailed, failed, reportOf } from '../shared/update-report.ts'
import { addressParameters, type Dyndns2Service, infoOf } from './dialect.ts'
import { readReply } from './reply.ts'
import { ANY_SERVER, SERVICES } from './services.ts'

export function createDyndns2Provider(service: Dyndns2Service): Provider {
  const info = infoOf(service)
  return {
    info,
    update: async (request, http) => {
      const problem = accountProblem(info, request.account)
      return problem === null ? update(service, request, http) : allFailed(request.changes, problem)
    },
  }
}

export const anyDyndns2Server: Provider = createDyndns2Provider(ANY_SERVER)
export const dyndns2Services: readonly Provider[] = SERVICES.map(createDyndns2Provider)

async function update(service: Dyndns2Service, request: UpdateRequest, http: HttpClient): Promise<UpdateReport> {
  const { account, changes, now } = request
  const reply = await http.request(toHttpRequest(service, request))
  if (!reply.ok) return allFailed(changes, failureOfFault(reply, account), { raw: null, requests: 1 }, !reply.sent)
  const exchange = { raw: firstLine(reply.body, account), requests: 1 }
  const answerOf = readReply(reply.body, {
    hosts: changes.length,
    sent: addressesOf(changes),
    now: now(),
    quote: (text) => firstLine(text, account),
  })
  const waiting = (answer: HostAnswer): HostAnswer =>
    answer.kind === 'failed' ? failed(withRetryAfter(answer.failure, reply, now())) : answer
  const report = answerOf === null ? null : reportOf(changes, exchange, (...asked) => waiting(answerOf(...asked)))
  // The body counts before the status: most servers send everything with status 200, some send failures with 4xx or 5xx.
  const isSuccess = reply.status >= 200 && reply.status < 300
  const isRefusal = reply.status >= 400 && report?.outcomes.every(({ answer }) => isKnownFailure(answer))
  if (report !== null && (isSuccess || isRefusal)) return report
  return allFailed(changes, failureOfReply(reply, account, now()), exchange)
}

const isKnownFailure = (answer: HostAnswer): boolean =>
  answer.kind === 'failed' && answer.failure.kind !== 'unrecognised'

function toHttpRequest({ url, dialect }: Dyndns2Service, { account, changes, userAgent }: UpdateRequest) {
  const [first] = changes
  const query: Query = [
    ['hostname', changes.map((change) => change.hostname)],
    ...(first === undefined ? [] : addressParameters(dialect, first)),
  ]
  const { fields, secrets } = account
  return accountRequest(account, {
    method: 'GET',
    url: serviceUrl(account, url, query),
    headers: { authorization: basicAuth(fields.username ?? '', secrets.password ?? ''), 'user-agent': userAgent },
  })
}
