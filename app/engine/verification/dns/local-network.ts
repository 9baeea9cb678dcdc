// Which addresses belong to this machine's own network. A name server there speaks for that network and not for the public
// zone, even at a global address.
import ipaddr from 'ipaddr.js'
import type { Adapter, AdapterAddress } from '../../../model/adapter.ts'
import { parseAddress } from '../../../model/address.ts'
import type { AdapterTable } from '../../../model/ports.ts'

export type IsLocal = (address: string) => boolean

/** An IPv6 network of hosts is a /64 (RFC 4291, section 2.5.1); DHCPv6 and point-to-point links name single addresses. */
const HOST_NETWORK_BITS = 64

/** @returns reads the adapters at each call: the machine may be in another network the next time */
export function createLocalNetwork(adapters: Pick<AdapterTable, 'list'>): () => Promise<IsLocal> {
  return async () => {
    try {
      return localTo(await adapters.list())
    } catch {
      // Unknown network: then no server is known to be outside of it.
      return () => true
    }
  }
}

export function localTo(adapters: readonly Adapter[]): IsLocal {
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
  const bits = family === 'ipv6' ? Math.min(prefixLength, HOST_NETWORK_BITS) : prefixLength
  return [{ base: ipaddr.parse(parsed.text), bits }]
}
