// The HostLookup port by the system's own resolver, as every other program has it: hosts file, search rules and all.
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { HostLookup } from '../../model/host-lookup.ts'

export const lookUpHost: HostLookup = async (host, family) => {
  const wanted = family === 'ipv4' ? 4 : 6
  const literal = isIP(host)
  if (literal !== 0) return literal === wanted ? [host] : []
  const found = await lookup(host, { family: wanted, all: true }).catch(() => [])
  return found.map(({ address }) => address)
}
