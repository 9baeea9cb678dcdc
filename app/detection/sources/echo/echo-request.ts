// HTTP echo as an address source: one question to one service over the family's own sockets, one address or a reason.
import { type Reason, reason } from '../../../contract/reason.ts'
import type { Family } from '../../../model/address.ts'
import type { SourceAnswer } from '../../../model/observation.ts'
import type { Clock, HttpClient, HttpResult } from '../../../model/ports.ts'
import { publishable } from '../../../model/special-purpose.ts'
import { addressesIn } from './echo-answer.ts'
import type { EchoEndpoint } from './echo-operators.ts'

/** Bytes: an address, a trace or a small page fit; anything longer is not an echo service's answer. */
const MAX_BODY = 4_096

export interface EchoQuestion {
  readonly endpoint: EchoEndpoint
  readonly family: Family
  /** Send from this address; null leaves it to the system. */
  readonly localAddress: string | null
  readonly timeoutMs: number
}

export interface EchoAnswer {
  readonly operator: string
  readonly answer: SourceAnswer
}

type Reading = { address: string; refused: null } | { address: string | null; refused: Reason; detail: string | null }

function read(result: HttpResult, { endpoint, family }: EchoQuestion): Reading {
  const operator = endpoint.name
  const refuse = (why: Reason, detail: string | null = null, address: string | null = null): Reading => ({
    address,
    refused: why,
    detail,
  })
  if (!result.ok) return refuse(reason('echo-failed', { operator }), `${result.fault}: ${result.message}`)
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
 * Asks one service. The answer counts only when it names exactly one address of the family that may be published.
 * Plain http is left to the client to judge by the address it connects to: no secret travels here, so a private one
 * will do, a public one will not.
 */
export async function askEcho(question: EchoQuestion, http: HttpClient, clock: Clock): Promise<EchoAnswer> {
  const { endpoint, family, localAddress, timeoutMs } = question
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
  const reading = read(result, question)
  const answer: SourceAnswer = {
    source: 'echo',
    name: endpoint.name,
    address: reading.address,
    refused: reading.refused,
    detail: reading.refused === null ? null : reading.detail,
    tookMs: clock.monotonic() - started,
  }
  return { operator: endpoint.operator, answer }
}
