// Who has a vote in `auto` where the echo services fail: DNS servers and STUN servers. Nothing proves who sent what they answer, so
// all of a kind together are one vote, and a new address needs an echo service or the adapter besides.
import type { Family } from '../../model/address.ts'
import type { Voter } from '../agreement/voter.ts'
import { DNS_ECHO_OPERATORS } from '../sources/dns/dns-operators.ts'
import { type DnsVoterPorts, dnsVoter } from '../sources/dns/dns-voter.ts'
import { STUN_SERVERS } from '../sources/stun/stun-operators.ts'
import { type StunVoterPorts, stunVoter } from '../sources/stun/stun-voter.ts'

/** One of each kind in turn: two of a kind would add no vote. */
export function createFallbackVoters(ports: DnsVoterPorts & StunVoterPorts): (family: Family) => readonly Voter[] {
  const dns = DNS_ECHO_OPERATORS.map((operator) => dnsVoter(operator, ports))
  const stun = STUN_SERVERS.map((operator) => stunVoter(operator, ports))
  const voters = dns.flatMap((one, index) => [one, stun[index]].filter((voter) => voter !== undefined))
  return () => voters
}
