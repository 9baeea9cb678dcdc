// One DNS operator as a voter: asks one of its servers, and another one where that does not answer.
import { reason } from '../../../contract/reason.ts'
import { DNS_PORT, type DnsClient } from '../../../model/dns.ts'
import type { HostLookup } from '../../../model/host-lookup.ts'
import type { SourceAnswer } from '../../../model/observation.ts'
import type { Clock } from '../../../model/ports.ts'
import { withDeadline } from '../../../model/with-deadline.ts'
import type { Voter, VoterQuestion } from '../../agreement/voter.ts'
import type { DnsOperator } from './dns-operators.ts'
import { type DnsReading, readDnsEcho } from './read-dns-echo.ts'

export interface DnsVoterPorts {
  readonly dns: Pick<DnsClient, 'ask'>
  readonly lookup: HostLookup
  readonly clock: Clock
}

/** A server that does not answer leaves time for another one. */
const SERVERS_ASKED = 2

/** Only the operator's own addresses are asked: the system's resolver, and whoever it forwards to, would tell of themselves. */
export const dnsVoter = (operator: DnsOperator, ports: DnsVoterPorts): Voter => ({
  operator: operator.operator,
  name: operator.servers.ipv4[0] ?? operator.name,
  source: 'dns',
  channel: 'dns',
  ask: (question) => askDnsOperator(operator, question, ports),
})

async function askDnsOperator(
  operator: DnsOperator,
  question: VoterQuestion,
  ports: DnsVoterPorts,
): Promise<SourceAnswer> {
  const { clock } = ports
  const startedAt = clock.monotonic()
  const left = () => question.timeoutMs - (clock.monotonic() - startedAt)
  const servers = operator.servers[question.family]
  let server = servers[0] ?? operator.name
  let reading: DnsReading = {
    address: null,
    refused: reason('echo-failed', { operator: server }),
    detail: 'dns: its name has no address of this kind',
  }
  let asked = 0
  for (const next of servers) {
    if (asked === SERVERS_ASKED || left() <= 0) break
    const [address] = (await withDeadline(clock, left(), ports.lookup(next, question.family))) ?? []
    if (address === undefined || left() <= 0) continue
    asked += 1
    server = next
    const budgetMs = asked < SERVERS_ASKED ? left() / 2 : left()
    const result = await ports.dns.ask(questionOf(operator, question, address, budgetMs))
    reading = readDnsEcho(result, operator, question.family, server)
    if (result.ok) break
  }
  return { source: 'dns', name: server, ...reading, tookMs: clock.monotonic() - startedAt }
}

function questionOf(operator: DnsOperator, question: VoterQuestion, address: string, budgetMs: number) {
  return {
    server: { address, port: DNS_PORT },
    name: operator.name,
    type: operator.type[question.family],
    class: operator.class,
    recursive: operator.isResolver,
    mixCase: operator.mixCase,
    budgetMs,
    ...(question.localAddress === null ? {} : { localAddress: question.localAddress }),
  }
}
