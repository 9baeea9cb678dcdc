// The source `prefix`: a fixed suffix on the prefix that the network has now, for this machine or for another device.
import type { SourcePolicy } from '../../../contract/address-sources.ts'
import { readSuffix } from '../../../contract/ipv6-suffix.ts'
import { type Reason, reason } from '../../../contract/reason.ts'
import type { Adapter } from '../../../model/adapter.ts'
import { sameAddress } from '../../../model/address.ts'
import { suffixText, withSuffix } from '../../../model/ipv6-prefix.ts'
import type { Observation } from '../../../model/observation.ts'
import { publishable } from '../../../model/special-purpose.ts'
import { wantedRefusal } from '../adapter/address-verdict.ts'
import { type AddressSource, unknown } from '../source.ts'
import { type CurrentPrefix, following, type PrefixGround } from './current-prefix.ts'

export function createPrefixSource(currentPrefix: CurrentPrefix): AddressSource<SourcePolicy<'prefix'>> {
  return {
    detect: async ({ family, policy, current, adapters, guards }) => {
      const reading = readSuffix(policy.suffix)
      if (!reading.ok) throw new Error('the settings check let a wrong suffix through')
      const { suffix } = reading
      const { prefixLength } = suffix
      const found = await currentPrefix({ family, named: policy.adapter ?? null, current, prefixLength, adapters })
      if (found.kind === 'unknown') return following(found, unknown(found.why), guards)
      const { adapter, own, ground } = found
      const address = withSuffix(own, suffix) ?? own
      const params = { address, suffix: suffixText(suffix), adapter: adapter.name }
      return following(found, observationOf(address, params, ground, adapters), guards)
    },
  }
}

function observationOf(
  address: string,
  params: Reason['params'],
  ground: PrefixGround,
  adapters: readonly Adapter[],
): Observation {
  const verdict = publishable(address)
  if (!verdict.ok) {
    return unknown(reason('address-special-purpose', { address, block: verdict.block, name: verdict.name }))
  }
  for (const holder of adapters) {
    const entry = holder.addresses.find((each) => sameAddress(each.address, address))
    if (entry === undefined) continue
    // This machine is the one that has it: then its own state counts, such as that another device has it, too.
    const refusal = wantedRefusal('any', entry, holder)
    return refusal === null ? { kind: 'known', address, why: reason('prefix-own', params) } : unknown(refusal)
  }
  return { kind: 'known', address, why: whyFollows(params, ground) }
}

function whyFollows(params: Reason['params'], ground: PrefixGround): Reason {
  if (ground.is === 'seen') return reason('prefix-confirmed', { ...params, operator: ground.operator })
  return reason(ground.is === 'still' ? 'prefix-still' : 'prefix-named', params)
}
