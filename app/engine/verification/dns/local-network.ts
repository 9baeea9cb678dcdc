// Which addresses belong to this machine's own network: a name server there speaks for the network, not for the world,
// even where its address is a global one.
import ipaddr from 'ipaddr.js'
import type { Adapter, AdapterAddress } from '../../../model/adapter.ts'
import { parseAddress } from '../../../model/address.ts'
import type { AdapterTable } from '../../../model/ports.ts'

export type IsInside = (address: string) => boolean

/** A network of IPv6 hosts is a /64 (RFC 4291, section 2.5.1); DHCPv6 and point-to-point links tell single addresses. */
const HOSTS_BITS = 64

/** @returns for now: the machine may be in another network the next time */
export function createOwnNetwork(adapters: Pick<AdapterTable, 'list'>): () => Promise<IsInside> {
  return async () => {
    try {
      return insideOf(await adapters.list())
    } catch {
      // Not known where we are: then nobody is known to be outside.
      return () => true
    }
  }
}

export function insideOf(adapters: readonly Adapter[]): IsInside {
  const networks = adapters.flatMap(({ addresses }) => addresses.flatMap(networkOf))
  return (address) => {
    const parsed = parseAddress(address)
    if (parsed === null) return false
    const bytes = ipaddr.parse(parsed.text)
    return networks.some(({ base, bits }) => base.kind() === bytes.kind() && bytes.match(base, bits))
  }
}

function networkOf({ address, family, prefixLength }: AdapterAddress) {
  const parsed = parseAddress(address.replace(/%.*$/, ''))
  if (parsed === null || prefixLength <= 0) return []
  const bits = family === 'ipv6' ? Math.min(prefixLength, HOSTS_BITS) : prefixLength
  return [{ base: ipaddr.parse(parsed.text), bits }]
}
