// The source `echo`: the one echo service that the policy names.
import type { SourcePolicy } from '../../../contract/address-sources.ts'
import { reason } from '../../../contract/reason.ts'
import { hasDefaultRoute } from '../adapter/choose-adapter.ts'
import { type AddressSource, type SourcePorts, unknown } from '../source.ts'
import { detectByEcho } from './echo-consensus.ts'
import { ownEndpoint } from './echo-operators.ts'

export function createEchoSource(ports: Pick<SourcePorts, 'http' | 'clock'>): AddressSource<SourcePolicy<'echo'>> {
  return {
    detect: async ({ family, policy, current, adapters }) => {
      // The service is asked even without a default route: it may be in the local network.
      const result = await detectByEcho({ family, current }, { ...ports, endpoints: [ownEndpoint(policy.url)] })
      const isOffline = result.observation.kind === 'unknown' && !hasDefaultRoute(adapters, ['ipv4', 'ipv6'])
      const observation = isOffline ? unknown(reason('offline')) : result.observation
      return { ...result, observation, candidates: [] }
    },
  }
}
