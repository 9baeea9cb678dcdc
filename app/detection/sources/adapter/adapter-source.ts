// The source `adapter`: the address of the adapter that the policy names. Nobody outside is asked.
import type { SourcePolicy } from '../../../contract/address-sources.ts'
import { judgeVpn } from '../../../model/guards/vpn.ts'
import type { SourceAnswer } from '../../../model/observation.ts'
import { behindVpn } from '../../vpn-guard.ts'
import { type AddressSource, type SourcePorts, unknown } from '../source.ts'
import { type AdapterChoice, chooseAdapter } from './choose-adapter.ts'

export function createAdapterSource({
  vpnAdapters,
}: Pick<SourcePorts, 'vpnAdapters'>): AddressSource<SourcePolicy<'adapter'>> {
  return {
    detect: async ({ family, policy, current, adapters, guards }) => {
      const { adapter: named = null, kind = 'stable' } = policy
      const choice = chooseAdapter({ family, named, kind, mode: 'address', current }, adapters)
      const { adapter, address, why, candidates } = choice
      const answers = adapterAnswers(choice)
      const observation = address === null ? unknown(why) : ({ kind: 'known', address, why } as const)
      // Who names an adapter means it, whatever it is. The best one may be a VPN, when nothing else leads out.
      if (named !== null || adapter === null) return { observation, answers, candidates }
      const facts = { family, chosen: adapter, egress: null, adapters }
      const vpn = judgeVpn({ ...facts, overrides: vpnAdapters?.() ?? {} })
      return { observation: behindVpn(observation, vpn, guards), answers, candidates, guards: [vpn] }
    },
  }
}

/** @returns the adapter's answer for the explanation; none when no adapter was chosen */
export function adapterAnswers({ adapter, address, why }: AdapterChoice): SourceAnswer[] {
  return adapter === null ? [] : [adapterAnswer(adapter.name, address, address === null ? why : null)]
}

export const adapterAnswer = (
  name: string,
  address: string | null,
  refused: SourceAnswer['refused'] = null,
): SourceAnswer => ({ source: 'adapter', name, address, refused, detail: null, tookMs: 0 })
