// The source `echo`: the one echo service that the policy names, asked through the adapter that it names, if any.
import type { SourcePolicy } from '../../../contract/address-sources.ts'
import { reason } from '../../../contract/reason.ts'
import { type Family, literalHost } from '../../../model/address.ts'
import { agreeOnAddress } from '../../agreement/agreement.ts'
import { hasDefaultRoute } from '../adapter/choose-adapter.ts'
import { sendingAddress } from '../sending-address.ts'
import { type AddressSource, type SourcePorts, unknown } from '../source.ts'
import { ownEndpoint } from './echo-operators.ts'
import { echoVoter } from './echo-request.ts'

type EchoSourcePorts = Pick<SourcePorts, 'http' | 'clock' | 'bestRoute'>

export function createEchoSource(ports: EchoSourcePorts): AddressSource<SourcePolicy<'echo'>> {
  const { http, clock } = ports
  return {
    detect: async ({ family, policy: { url, via }, current, adapters }) => {
      const destination = addressIn(url, family)
      const sending = await sendingAddress({ via, family, destination, adapters }, ports)
      const { localAddress, refused, candidates } = sending
      if (refused !== null) return { observation: unknown(refused), answers: [], candidates }
      // The service is asked even without a default route: it may be in the local network.
      const voters = [echoVoter(ownEndpoint(url), http, clock)]
      const result = await agreeOnAddress({ family, current, localAddress }, { voters, clock })
      const isOffline = result.observation.kind === 'unknown' && !hasDefaultRoute(adapters, ['ipv4', 'ipv6'])
      const observation = isOffline ? unknown(reason('offline')) : result.observation
      return { ...result, observation, candidates }
    },
  }
}

/** The service's address, where its URL holds one of the family and no name. */
function addressIn(url: string, family: Family): string | null {
  const address = literalHost(url)
  return address?.family === family ? address.text : null
}
