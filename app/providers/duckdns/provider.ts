// Duck DNS: the smallest provider, and the example for a new one.
import type { Failure } from '../../contract/failure.ts'
import type { HttpClient } from '../../model/ports.ts'
import type { Provider, UpdateReport, UpdateRequest } from '../../model/provider.ts'
import { accountProblem, refusal } from '../shared/account-request.ts'
import { firstLine } from '../shared/answer-redaction.ts'
import { failureOfFault, failureOfReply } from '../shared/http-failure.ts'
import { allFailed, failed, NOTHING_SENT, reportOf } from '../shared/update-report.ts'
import { answerOf, labelOf, refusalOf, toHttpRequest } from './api.ts'
import { info } from './info.ts'

const notDuckdns = (hostname: string): Failure =>
  refusal('hostname', 'not-duckdns', `${hostname} does not end in .duckdns.org.`)

async function update(request: UpdateRequest, http: HttpClient): Promise<UpdateReport> {
  const { account, changes, now } = request
  const problem = accountProblem(info, account)
  if (problem !== null) return allFailed(changes, problem)
  const labels = changes.map(({ hostname }) => labelOf(hostname, account.endpoint !== null))
  const strange = (index: number) => failed(notDuckdns(changes[index]?.hostname ?? ''))
  const known = labels.filter((label) => label !== null)
  if (known.length === 0) return reportOf(changes, NOTHING_SENT, strange)
  const reply = await http.request(toHttpRequest(request, [...new Set(known)]))
  const raw = reply.ok ? firstLine(reply.body, account) : null
  return reportOf(changes, { raw, requests: 1 }, (index, family, address) => {
    if (labels[index] === null) return strange(index)
    if (!reply.ok) return failed(failureOfFault(reply, account), !reply.sent)
    // As at other services, its word counts before the status.
    const isWord = reply.status === 200 || reply.status >= 400
    const no = isWord ? refusalOf(reply, account) : null
    if (no !== null) return no
    if (reply.status !== 200) return failed(failureOfReply(reply, account, now()))
    return answerOf(reply, account, family, address)
  })
}

export const duckdns: Provider = { info, update }
