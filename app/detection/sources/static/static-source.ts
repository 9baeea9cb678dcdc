// The source `static`: the address that the settings name.
import type { SourcePolicy } from '../../../contract/address-sources.ts'
import { reason } from '../../../contract/reason.ts'
import { readAddressText } from '../address-text.ts'
import { type AddressSource, unknown } from '../source.ts'

export const createStaticSource = (): AddressSource<SourcePolicy<'static'>> => ({
  detect: async ({ policy, family }) => {
    const name = policy.address
    // The settings check has refused anything else; a hand-made policy must not pass all the same.
    const { address, refused } = readAddressText(new TextEncoder().encode(name), family, name)
    const answer = { source: 'static', name, address, refused, detail: null, tookMs: 0 } as const
    const observation =
      address === null || refused !== null
        ? unknown(refused ?? reason('text-other', { name }))
        : ({ kind: 'known', address, why: reason('static-tells', { address }) } as const)
    return { observation, answers: [answer], candidates: [] }
  },
})
