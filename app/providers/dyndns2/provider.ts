// The one request that serves every dyndns2 service, and the classification of its reply.
// https://help.dyn.com/remote-access-api/perform-update/
import type { HttpClient, HttpRequest } from '../../model/ports.ts'
import type {
  FormAccount,
  HostAnswer,
  HostOutcome,
  Provider,
  UpdateReport,
  UpdateRequest,
} from '../../model/provider.ts'
import {
  accountProblem,
  accountRequest,
  basicAuth,
  parseUrl,
  type Query,
  serviceUrl,
} from '../shared/account-request.ts'
import { firstLine } from '../shared/answer-redaction.ts'
import { failureOfFault, failureOfReply, type HttpReply, withRetryAfter } from '../shared/http-failure.ts'
import { allFailed, failed, namedAddresses, reportOf } from '../shared/update-report.ts'
import { addressParameters, connectionFamily, type Dyndns2Service, dialectOf, formOf, infoOf } from './dialect.ts'
import { answeredLines, readReply } from './reply.ts'
import { ANY_SERVER, SERVICES } from './services.ts'

export function createDyndns2Provider(service: Dyndns2Service): Provider {
  const info = infoOf(service)
  return {
    info,
    takesDialect: true,
    form: (account, learnt) => formOf(serviceAt(service, account), account.dialect, learnt),
    update: async (request, http) => {
      const problem = accountProblem(info, request.account)
      return problem === null
        ? update(serviceAt(service, request.account), request, http)
        : allFailed(request.changes, problem)
    },
  }
}

/** "Any server" at the address of a service that is known speaks that service's dialect. */
function serviceAt(service: Dyndns2Service, { endpoint }: FormAccount): Dyndns2Service {
  if (!service.isAnyServer || endpoint == null) return service
  const known = SERVICES.find(({ url }) => parseUrl(url)?.host === parseUrl(endpoint)?.host)
  return known === undefined ? service : { ...service, dialect: known.dialect, isAnyServer: false }
}

export const anyDyndns2Server: Provider = createDyndns2Provider(ANY_SERVER)
export const dyndns2Services: readonly Provider[] = SERVICES.map(createDyndns2Provider)

async function update(service: Dyndns2Service, request: UpdateRequest, http: HttpClient): Promise<UpdateReport> {
  const { account, changes, now } = request
  const reply = await http.request(toHttpRequest(service, request))
  if (!reply.ok) return allFailed(changes, failureOfFault(reply, account), { raw: null, requests: 1 }, !reply.sent)
  if (request.learnt?.isSilent && changes.length === 1 && isSilentYes(reply)) {
    return reportOf(changes, { raw: null, requests: 1 }, () => ({ kind: 'accepted' }))
  }
  const lines = changes.length > 1 ? linesOf(reply, changes.length) : undefined
  const exchange = { raw: firstLine(reply.body, account), requests: 1, lines }
  const [first] = changes
  const answerOf = readReply(reply.body, {
    hosts: changes.length,
    sent: first === undefined ? [] : Object.values(namedAddresses(first)).filter((address) => address !== null),
    now: now(),
    quote: (text) => firstLine(text, account),
  })
  const waiting = (answer: HostAnswer): HostAnswer =>
    answer.kind === 'failed' ? failed(withRetryAfter(answer.failure, reply, now())) : answer
  const report = answerOf === null ? null : reportOf(changes, exchange, (...asked) => waiting(answerOf(...asked)))
  // The body counts before the status: most servers send everything with status 200, some send failures with 4xx or 5xx.
  const isSuccess = reply.status >= 200 && reply.status < 300
  const isRefusal = reply.status >= 400 && report?.outcomes.every(({ answer }) => isKnownFailure(answer))
  if (report !== null && lines === 'none' && isSuccess)
    return report.outcomes.every(isFailed) ? report : unbelieved(report)
  if (report !== null && (isSuccess || isRefusal)) return report
  return allFailed(changes, failureOfReply(reply, account, now()), exchange)
}

/** Nobody knows whether such an answer is a success (RFC 9110, section 15.3.5) until the zone has shown it once. */
const isSilentYes = ({ status, body }: HttpReply): boolean => status === 204 && body.trim() === ''

const isKnownFailure = (answer: HostAnswer): boolean =>
  answer.kind === 'failed' && answer.failure.kind !== 'unrecognised'

const isFailed = ({ answer }: HostOutcome): boolean => answer.kind === 'failed'

/** What a server without a word for it answers to a list that it cannot read. */
const WORDLESS_REFUSALS: readonly number[] = [400, 404, 422]

function linesOf(reply: HttpReply, hosts: number): UpdateReport['lines'] {
  const isWordless = readReply(reply.body, { hosts, sent: [], now: 0, quote: () => null }) === null
  if (!isWordless) return answeredLines(reply.body, hosts)
  return WORDLESS_REFUSALS.includes(reply.status) ? 'none' : undefined
}

/** A success that is said once for several hostnames is a success of none of them. */
function unbelieved(report: UpdateReport): UpdateReport {
  const failure = { kind: 'unrecognised', code: 'list-unanswered', detail: report.raw, retryAt: null } as const
  return { ...report, outcomes: report.outcomes.map((outcome) => ({ ...outcome, answer: failed(failure) })) }
}

function toHttpRequest(service: Dyndns2Service, { account, changes, learnt, userAgent }: UpdateRequest): HttpRequest {
  const dialect = dialectOf(service, account.dialect, learnt)
  const [first] = changes
  const query: Query = [
    ['hostname', changes.map((change) => change.hostname)],
    ...(first === undefined ? [] : addressParameters(dialect, first)),
  ]
  const family = first === undefined ? null : connectionFamily(dialect, first)
  const { fields, secrets } = account
  const request = accountRequest(account, {
    method: 'GET',
    url: serviceUrl(account, service.url, query),
    headers: { authorization: basicAuth(fields.username ?? '', secrets.password ?? ''), 'user-agent': userAgent },
  })
  return family === null ? request : { ...request, family }
}
