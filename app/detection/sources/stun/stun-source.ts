// The source `stun`: the address that STUN servers see, over UDP.
import type { SourcePolicy } from '../../../contract/address-sources.ts'
import { type ChosenVoterPorts, detectByChosen } from '../chosen-voters.ts'
import type { AddressSource } from '../source.ts'
import { STUN_SERVERS } from './stun-operators.ts'
import { type StunVoterPorts, stunVoter } from './stun-voter.ts'

export const createStunSource = (ports: StunVoterPorts & ChosenVoterPorts): AddressSource<SourcePolicy<'stun'>> => ({
  detect: (request) => {
    const { operator } = request.policy
    const chosen = STUN_SERVERS.filter(({ id }) => operator === undefined || id === operator)
    return detectByChosen(
      request,
      chosen.map((one) => stunVoter(one, ports)),
      ports,
    )
  },
})
