// The policy `auto` for IPv4: the address that echo services see. IPv4 is usually behind NAT, so only services outside can
// tell it. The adapters are judged as well: for the explanation, and because services see a VPN's address through a VPN.

import { chooseAdapter } from '../sources/adapter/choose-adapter.ts'
import { detectByEcho } from '../sources/echo/echo-consensus.ts'
import { echoEndpoints } from '../sources/echo/echo-operators.ts'
import { type AddressSource, type SourcePorts, unknown } from '../sources/source.ts'
import { egressAdapter, vpnReason } from '../vpn-guard.ts'

export function createAutoIpv4({ http, clock, bestRoute, echo }: SourcePorts): AddressSource<'auto'> {
  return {
    detect: async ({ family, current, adapters }) => {
      const choice = chooseAdapter({ family, named: null, mode: 'egress', current }, adapters)
      const { adapter, candidates } = choice
      if (adapter === null) return { observation: unknown(choice.why), answers: [], candidates }
      const [egress, result] = await Promise.all([
        egressAdapter(family, adapters, bestRoute, clock),
        detectByEcho({ family, current }, { http, clock, endpoints: echoEndpoints(family, echo()) }),
      ])
      const vpn = vpnReason(family, adapter, egress, adapters)
      return { ...result, observation: vpn === null ? result.observation : unknown(vpn), candidates }
    },
  }
}
