// One STUN operator as a voter.
import { type Reason, reason } from '../../../contract/reason.ts'
import type { Family } from '../../../model/address.ts'
import type { HostLookup } from '../../../model/host-lookup.ts'
import type { SourceAnswer } from '../../../model/observation.ts'
import type { Clock } from '../../../model/ports.ts'
import { withDeadline } from '../../../model/with-deadline.ts'
import type { Voter, VoterQuestion } from '../../agreement/voter.ts'
import { specialPurposeReason } from '../publishable-reason.ts'
import { type AskStunPorts, askStun, type StunResult } from './ask-stun.ts'
import type { StunOperator } from './stun-operators.ts'
import { TRANSACTION_ID_BYTES } from './wire/stun.ts'

export interface StunVoterPorts extends AskStunPorts {
  readonly lookup: HostLookup
  readonly clock: Clock
  /** Nobody can guess them. */
  readonly randomBytes: (count: number) => Uint8Array
}

const ANY: Readonly<Record<Family, string>> = { ipv4: '0.0.0.0', ipv6: '::' }

export const stunVoter = (operator: StunOperator, ports: StunVoterPorts): Voter => ({
  operator: operator.operator,
  name: operator.host,
  source: 'stun',
  channel: 'stun',
  ask: (question) => askStunOperator(operator, question, ports),
})

/** The server is asked by an address of the family in question: it then sees an address of this family. */
async function askStunOperator(
  { host, port }: StunOperator,
  { family, localAddress, timeoutMs }: VoterQuestion,
  ports: StunVoterPorts,
): Promise<SourceAnswer> {
  const { clock, lookup, randomBytes } = ports
  const startedAt = clock.monotonic()
  const answer = (reading: Pick<SourceAnswer, 'address' | 'refused' | 'detail'>): SourceAnswer => ({
    source: 'stun',
    name: host,
    ...reading,
    tookMs: clock.monotonic() - startedAt,
  })
  const [address] = (await withDeadline(clock, timeoutMs, lookup(host, family))) ?? []
  const budgetMs = timeoutMs - (clock.monotonic() - startedAt)
  if (address === undefined || budgetMs <= 0) {
    const refused = reason('echo-failed', { operator: host })
    return answer({ address: null, refused, detail: 'dns: its name has no address of this kind' })
  }
  const server = { address, port }
  const transactionId = randomBytes(TRANSACTION_ID_BYTES)
  const result = await askStun({ server, localAddress: localAddress ?? ANY[family], transactionId, budgetMs }, ports)
  return answer(readStunResult(result, family, host))
}

function readStunResult(
  result: StunResult,
  family: Family,
  operator: string,
): Pick<SourceAnswer, 'address' | 'refused' | 'detail'> {
  const refuse = (refused: Reason, detail: string | null = null, address: string | null = null) => ({
    address,
    refused,
    detail,
  })
  switch (result.kind) {
    case 'address': {
      const { text } = result.address
      if (result.address.family !== family) {
        return refuse(reason('echo-no-address', { operator, family: family === 'ipv4' ? 'IPv4' : 'IPv6' }))
      }
      const special = specialPurposeReason(text)
      return special === null ? { address: text, refused: null, detail: null } : refuse(special, null, text)
    }
    case 'refused':
      return refuse(reason('echo-unusable', { operator }), `error ${result.code}`)
    case 'unusable':
      return refuse(reason('echo-unusable', { operator }), result.why)
    case 'garbage':
      return refuse(reason('echo-unusable', { operator }), 'only datagrams that are no answer')
    case 'absent':
      return refuse(reason('echo-failed', { operator }), `refused: ${result.code ?? 'nothing could be sent'}`)
    case 'silent':
      return refuse(reason('echo-failed', { operator }), 'timeout: no answer over UDP')
  }
}
