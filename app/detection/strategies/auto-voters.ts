// Who is asked for `auto`, in this order: the echo services first, since only TLS proves who answers; then, where those fail, such
// as behind a firewall that closes port 443, whoever else has a vote.
import type { Family } from '../../model/address.ts'
import type { Voter } from '../agreement/voter.ts'
import { echoEndpoints } from '../sources/echo/echo-operators.ts'
import { echoVoter } from '../sources/echo/echo-request.ts'
import type { SourcePorts } from '../sources/source.ts'

type AutoVoterPorts = Pick<SourcePorts, 'http' | 'clock' | 'echo' | 'fallbackVoters'>

/** The user's own echo services replace all others: whoever names some wants nobody else asked. */
export function autoVoters(family: Family, { http, clock, echo, fallbackVoters }: AutoVoterPorts): readonly Voter[] {
  const services = echoEndpoints(family, echo()).map((endpoint) => echoVoter(endpoint, http, clock))
  return echo()[family] === undefined ? [...services, ...(fallbackVoters?.(family) ?? [])] : services
}
