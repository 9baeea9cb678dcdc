// The policy `auto` for IPv6: the address of the best adapter, once an echo service has seen it unchanged. IPv6 is end to
// end, so the adapter itself has the public address.

import { judgeVpn } from '../../model/guards/vpn.ts'
import { confirmAddress } from '../agreement/agreement.ts'
import type { AskingOrder } from '../agreement/asking-order.ts'
import { adapterAnswers } from '../sources/adapter/adapter-source.ts'
import { chooseAdapter } from '../sources/adapter/choose-adapter.ts'
import { type AddressSource, type SourcePorts, unknown } from '../sources/source.ts'
import { behindVpn, egressAdapter } from '../vpn-guard.ts'
import { autoVoters } from './auto-voters.ts'

export function createAutoIpv6(ports: SourcePorts, order: AskingOrder): AddressSource<'auto'> {
  const { clock, bestRoute, vpnAdapters } = ports
  return {
    detect: async ({ family, current, adapters, guards }) => {
      const choice = chooseAdapter({ family, named: null, mode: 'address', current }, adapters)
      const { candidates, address, adapter } = choice
      const answers = adapterAnswers(choice)
      if (address === null || adapter === null) return { observation: unknown(choice.why), answers, candidates }
      const [egress, result] = await Promise.all([
        egressAdapter(family, adapters, bestRoute, clock),
        confirmAddress({ family, current }, address, { voters: autoVoters(family, ports), clock, order }),
      ])
      // Services outside saw the adapter's address unchanged: then only the adapter itself counts, whichever way other
      // traffic goes.
      const isSeen = result.observation.kind === 'known' && result.observation.why.code === 'echo-confirms'
      const carriers = { family, chosen: adapter, egress: isSeen ? null : egress, adapters }
      const vpn = judgeVpn({ ...carriers, overrides: vpnAdapters?.() ?? {} })
      const observation = behindVpn(result.observation, vpn, guards)
      return { observation, answers: [...answers, ...result.answers], candidates, guards: [vpn] }
    },
  }
}
