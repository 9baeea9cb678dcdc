// The source `echo`: the one echo service that the policy names.
import type { SourcePolicy } from '../../../contract/address-sources.ts'
import { reason } from '../../../contract/reason.ts'
import { agreeOnAddress } from '../../agreement/agreement.ts'
import { hasDefaultRoute } from '../adapter/choose-adapter.ts'
import { type AddressSource, type SourcePorts, unknown } from '../source.ts'
import { ownEndpoint } from './echo-operators.ts'
import { echoVoter } from './echo-request.ts'

export function createEchoSource({
  http,
  clock,
}: Pick<SourcePorts, 'http' | 'clock'>): AddressSource<SourcePolicy<'echo'>> {
  return {
    detect: async ({ family, policy, current, adapters }) => {
      // The service is asked even without a default route: it may be in the local network.
      const voters = [echoVoter(ownEndpoint(policy.url), http, clock)]
      const result = await agreeOnAddress({ family, current, localAddress: null }, { voters, clock })
      const isOffline = result.observation.kind === 'unknown' && !hasDefaultRoute(adapters, ['ipv4', 'ipv6'])
      const observation = isOffline ? unknown(reason('offline')) : result.observation
      return { ...result, observation, candidates: [] }
    },
  }
}
