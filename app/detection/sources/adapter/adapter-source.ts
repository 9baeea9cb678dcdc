// The source `adapter`: the address of the adapter that the policy names. Nobody outside is asked.
import type { SourcePolicy } from '../../../contract/address-sources.ts'
import type { SourceAnswer } from '../../../model/observation.ts'
import { type AddressSource, unknown } from '../source.ts'
import { type AdapterChoice, chooseAdapter } from './choose-adapter.ts'

export function createAdapterSource(): AddressSource<SourcePolicy<'adapter'>> {
  return {
    detect: async ({ family, policy, current, adapters }) => {
      const choice = chooseAdapter({ family, named: policy.adapter, mode: 'address', current }, adapters)
      const { address, why, candidates } = choice
      const observation = address === null ? unknown(why) : ({ kind: 'known', address, why } as const)
      return { observation, answers: adapterAnswers(choice), candidates }
    },
  }
}

/** @returns the adapter's answer for the explanation; none when no adapter was chosen */
export function adapterAnswers({ adapter, address, why }: AdapterChoice): SourceAnswer[] {
  if (adapter === null) return []
  return [
    { source: 'adapter', name: adapter.name, address, refused: address === null ? why : null, detail: null, tookMs: 0 },
  ]
}
