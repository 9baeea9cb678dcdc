// Whether the world outside of this network sees a difference, too. A router may answer whatever leaves by port 53 itself,
// whoever was asked: then the zone's servers are the router, and so are the public resolvers. What gives it away: it speaks
// for the name, and a true resolver only repeats (the AA flag, RFC 1035, section 4.1.1); and where it says "nothing", it
// names no zone that said so (RFC 2308, section 2).
import { FAMILIES, type Family, sameAddress } from '../../../model/address.ts'
import type { DnsAnswer, DnsClient } from '../../../model/dns.ts'
import { publishable } from '../../../model/special-purpose.ts'
import type { FamilyKey } from '../../../model/store.ts'
import type { StateCache } from '../../state-cache.ts'
import type { Verification } from '../verifier.ts'
import type { ZoneReader } from './authoritative-lookup.ts'
import { askResolver, type PublicResolver } from './public-resolvers.ts'

export interface OutsideView {
  /**
   * True only when nothing is in doubt. Asks nobody but DNS; never rejects for what the network does.
   * @param address the confirmed one
   * @param seen what was found instead of it
   */
  agrees(key: FamilyKey, address: string, seen: Verification): Promise<boolean>
}

export interface OutsideViewOptions {
  readonly dns: Pick<DnsClient, 'ask'>
  readonly zone: ZoneReader
  readonly states: Pick<StateCache, 'state'>
  readonly resolvers: readonly PublicResolver[]
}

const BUDGET_MS = 5_000

const other = (family: Family): Family => (family === 'ipv4' ? 'ipv6' : 'ipv4')

export function createOutsideView(options: OutsideViewOptions): OutsideView {
  const { dns, states, resolvers } = options

  /** A name server at an address of ours is at home, whatever it calls itself: the router leads us back in. */
  function asksItself(key: FamilyKey, { servers }: Verification): boolean {
    const ours = FAMILIES.map((family) => states.state({ ...key, family })?.confirmed ?? null)
    return servers.some(({ address }) => ours.some((own) => sameAddress(address, own)))
  }

  /** The same servers, asked for the family beside: a private address there gives the whole path away. */
  async function isWorldly({ hostname, family }: FamilyKey): Promise<boolean> {
    const { servers } = await options.zone.read(hostname, other(family), BUDGET_MS)
    const heard = servers.flatMap(({ holds }) => (holds === null ? [] : [holds]))
    return heard.length > 0 && heard.flat().every((each) => publishable(each).ok)
  }

  async function hear({ hostname, family }: FamilyKey): Promise<readonly DnsAnswer[]> {
    const told = await Promise.all(resolvers.map((resolver) => askResolver(dns, resolver, hostname, family)))
    return told.flatMap(({ answer }) =>
      answer.ok && (answer.rcode === 'NOERROR' || answer.rcode === 'NXDOMAIN') ? [answer] : [],
    )
  }

  return {
    agrees: async (key, address, seen) => {
      // The provider's own word came over TLS, past every router.
      if (seen.source === 'provider') return true
      if (asksItself(key, seen)) return false
      const [worldly, answers] = await Promise.all([isWorldly(key), hear(key)])
      if (!worldly || answers.some(({ authoritative }) => authoritative)) return false
      const views = answers.map(({ addresses, zone }) => ({
        zone,
        addresses: addresses.flatMap((each) => (each.family === key.family ? [each.address] : [])),
      }))
      // Somebody still sees ours: an answer kept from before, or the truth. The next look will tell.
      if (views.some(({ addresses }) => addresses.some((each) => sameAddress(each, address)))) return false
      return views.some(({ addresses, zone }) =>
        addresses.length === 0
          ? seen.found.length === 0 && zone !== null && zone === seen.zone
          : addresses.every((each) => seen.found.some((found) => sameAddress(each, found))),
      )
    },
  }
}
