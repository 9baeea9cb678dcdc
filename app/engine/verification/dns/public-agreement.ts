// Whether public resolvers confirm a difference. A router may answer everything that leaves by port 53: then the "zone's
// servers" and the "public resolvers" are both the router. Two things expose it. It answers with authority, while a real
// resolver only repeats (the AA flag, RFC 1035, section 4.1.1). And its negative answers do not name the zone that the
// negative answer comes from (RFC 2308, section 2).
import { FAMILIES, type Family, sameAddress } from '../../../model/address.ts'
import type { DnsAnswer, DnsClient } from '../../../model/dns.ts'
import { publishedAddress } from '../../../model/family-state.ts'
import { publishable } from '../../../model/special-purpose.ts'
import type { FamilyKey } from '../../../model/store.ts'
import type { StateCache } from '../../state-cache.ts'
import type { Verification } from '../verifier.ts'
import type { ZoneReader } from './authoritative-lookup.ts'
import { askResolver, type PublicResolver } from './public-resolvers.ts'

export interface PublicAgreement {
  /**
   * True only when there is no doubt. Uses DNS only, and never rejects because of the network.
   * @param address the confirmed address
   * @param seen what was found instead
   */
  isConfirmedPublicly(key: FamilyKey, address: string, seen: Verification): Promise<boolean>
}

export interface PublicAgreementOptions {
  readonly dns: Pick<DnsClient, 'ask'>
  readonly zone: ZoneReader
  readonly states: Pick<StateCache, 'state'>
  readonly resolvers: readonly PublicResolver[]
}

const BUDGET_MS = 5_000

const otherFamily = (family: Family): Family => (family === 'ipv4' ? 'ipv6' : 'ipv4')

export function createPublicAgreement(options: PublicAgreementOptions): PublicAgreement {
  const { dns, states, resolvers } = options

  /** A name server at the record's own address is at home: the router leads the query back in. */
  function isSelfHosted(key: FamilyKey, { servers }: Verification): boolean {
    const ours = FAMILIES.map((family) => publishedAddress(states.state({ ...key, family })))
    return servers.some(({ address }) => ours.some((own) => sameAddress(address, own)))
  }

  /** Asks the same servers for the other family: a private address there shows that something local answers. */
  async function hasPublicAnswers({ hostname, family }: FamilyKey): Promise<boolean> {
    const { servers } = await options.zone.read(hostname, otherFamily(family), BUDGET_MS)
    const answers = servers.flatMap(({ holds }) => (holds === null ? [] : [holds]))
    return answers.length > 0 && answers.flat().every((each) => publishable(each).ok)
  }

  async function askPublicResolvers({ hostname, family }: FamilyKey): Promise<readonly DnsAnswer[]> {
    const results = await Promise.all(resolvers.map((resolver) => askResolver(dns, resolver, hostname, family)))
    return results.flatMap(({ answer }) =>
      answer.ok && (answer.rcode === 'NOERROR' || answer.rcode === 'NXDOMAIN') ? [answer] : [],
    )
  }

  return {
    isConfirmedPublicly: async (key, address, seen) => {
      // The provider's answer came over TLS, which no router can forge.
      if (seen.source === 'provider') return true
      if (isSelfHosted(key, seen)) return false
      const [isPublic, answers] = await Promise.all([hasPublicAnswers(key), askPublicResolvers(key)])
      if (!isPublic || answers.some(({ authoritative }) => authoritative)) return false
      const views = answers.map(({ addresses, zone }) => ({
        zone,
        addresses: addresses.flatMap((each) => (each.family === key.family ? [each.address] : [])),
      }))
      // One resolver still has the confirmed address, from its cache or from the zone. The next scan decides.
      if (views.some(({ addresses }) => addresses.some((each) => sameAddress(each, address)))) return false
      return views.some(({ addresses, zone }) =>
        addresses.length === 0
          ? seen.found.length === 0 && zone !== null && zone === seen.zone
          : addresses.every((each) => seen.found.some((found) => sameAddress(each, found))),
      )
    },
  }
}
