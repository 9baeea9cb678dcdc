// One request to one echo service over a socket of the family. The answer is one address, or the reason why there is none.
import { type Reason, reason } from '../../../contract/reason.ts'
import type { SourceAnswer } from '../../../model/observation.ts'
import type { Clock, HttpClient, HttpResult } from '../../../model/ports.ts'
import { publishable } from '../../../model/special-purpose.ts'
import type { Voter, VoterQuestion } from '../../agreement/voter.ts'
import { addressesIn } from './echo-answer.ts'
import type { EchoEndpoint } from './echo-operators.ts'

/** Bytes. An address, a trace or a small page fits; anything longer is not the answer of an echo service. */
const MAX_BODY = 4_096

export interface EchoRequest extends VoterQuestion {
  readonly endpoint: EchoEndpoint
}

type Reading = { address: string; refused: null } | { address: string | null; refused: Reason; detail: string | null }

function read(result: HttpResult, { endpoint, family }: EchoRequest): Reading {
  const operator = endpoint.name
  const refuse = (why: Reason, detail: string | null = null, address: string | null = null): Reading => ({
    address,
    refused: why,
    detail,
  })
  if (!result.ok) {
    const why = result.hasProxy ? 'echo-direct' : 'echo-failed'
    return refuse(reason(why, { operator }), `${result.fault}: ${result.message}`)
  }
  if (result.status >= 300 && result.status < 400) return refuse(reason('echo-redirect', { operator }))
  if (result.status !== 200) return refuse(reason('echo-status', { operator, status: result.status }))
  const addresses = addressesIn(result.body, family)
  const [address] = addresses
  if (address === undefined) {
    return refuse(reason('echo-no-address', { operator, family: family === 'ipv4' ? 'IPv4' : 'IPv6' }))
  }
  if (addresses.length > 1) return refuse(reason('echo-several', { operator, count: addresses.length }))
  const verdict = publishable(address)
  if (!verdict.ok) {
    const why = reason('address-special-purpose', { address, block: verdict.block, name: verdict.name })
    return refuse(why, null, address)
  }
  return { address, refused: null }
}

/**
 * Asks one service. The answer counts only when it contains exactly one publishable address of the family. Plain http is
 * allowed to private addresses, as no secret is sent; the client refuses it for public ones.
 */
export async function askEcho(request: EchoRequest, http: HttpClient, clock: Clock): Promise<SourceAnswer> {
  const { endpoint, family, localAddress, timeoutMs } = request
  const started = clock.monotonic()
  const result = await http.request({
    method: 'GET',
    url: endpoint.url,
    headers: { accept: 'text/plain, */*;q=0.5', 'cache-control': 'no-cache' },
    family,
    ...(localAddress === null ? {} : { localAddress }),
    allowPlainHttp: true,
    timeoutMs,
    maxBytes: MAX_BODY,
  })
  const reading = read(result, request)
  return {
    source: 'echo',
    name: endpoint.name,
    address: reading.address,
    refused: reading.refused,
    detail: reading.refused === null ? null : reading.detail,
    tookMs: clock.monotonic() - started,
  }
}

/** The service as somebody who has a vote. */
export const echoVoter = (endpoint: EchoEndpoint, http: HttpClient, clock: Clock): Voter => ({
  operator: endpoint.operator,
  name: endpoint.name,
  source: 'echo',
  ask: (question) => askEcho({ ...question, endpoint }, http, clock),
})
