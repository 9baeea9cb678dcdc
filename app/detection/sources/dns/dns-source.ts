// The source `dns`: the address that DNS servers see. It works where web services cannot be reached.
import type { SourcePolicy } from '../../../contract/address-sources.ts'
import { type ChosenVoterPorts, detectByChosen } from '../chosen-voters.ts'
import type { AddressSource } from '../source.ts'
import { DNS_ECHO_OPERATORS } from './dns-operators.ts'
import { type DnsVoterPorts, dnsVoter } from './dns-voter.ts'

export const createDnsSource = (ports: DnsVoterPorts & ChosenVoterPorts): AddressSource<SourcePolicy<'dns'>> => ({
  detect: (request) => {
    const { operator } = request.policy
    const chosen = DNS_ECHO_OPERATORS.filter(({ id }) => operator === undefined || id === operator)
    return detectByChosen(
      request,
      chosen.map((one) => dnsVoter(one, ports)),
      ports,
    )
  },
})
