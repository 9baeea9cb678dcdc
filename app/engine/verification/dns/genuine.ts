// Whether answers in DNS can be taken for the zone's own. A router may answer everything that leaves by port 53, so a resolver
// outside of this network has to see the same address; it must not answer with authority, which no real resolver does
// (public-agreement.ts has the reasons). A zone of the user's own network needs no confirmation from outside.
import { sameAddress } from '../../../model/address.ts'
import type { DnsClient } from '../../../model/dns.ts'
import type { FamilyKey } from '../../../model/store.ts'
import type { AccountResolver } from '../../account-resolver.ts'
import type { Verification } from '../verifier.ts'
import { askResolver, type PublicResolver } from './public-resolvers.ts'

export interface GenuineOptions {
  readonly dns: Pick<DnsClient, 'ask'>
  readonly accounts: Pick<AccountResolver, 'hasLocalDns'>
  readonly resolvers: readonly PublicResolver[]
}

/** Never rejects because of the network. @param address the one address that the answers show; null: none */
export type IsGenuine = (
  key: FamilyKey,
  address: string | null,
  found: Pick<Verification, 'source'>,
) => Promise<boolean>

export function createGenuine({ dns, accounts, resolvers }: GenuineOptions): IsGenuine {
  async function sees(resolver: PublicResolver, { hostname, family }: FamilyKey, address: string | null) {
    const { answer } = await askResolver(dns, resolver, hostname, family)
    if (!answer.ok || !['NOERROR', 'NXDOMAIN'].includes(answer.rcode)) return 'nothing'
    if (answer.authoritative) return 'forged'
    const own = answer.addresses.filter((each) => each.family === family)
    const isSame = address === null ? own.length === 0 : own.some((each) => sameAddress(each.address, address))
    return isSame ? 'same' : 'other'
  }

  return async (key, address, found) => {
    // The provider's answer came over TLS, which no router can forge.
    if (found.source === 'provider' || accounts.hasLocalDns(key.account)) return true
    // One after the other: nearly always the first one answers, and sees it.
    for (const resolver of resolvers) {
      const view = await sees(resolver, key, address)
      if (view === 'same') return true
      if (view === 'forged') return false
    }
    return false
  }
}
