// What a name may point at, moment by moment, as the test that moves the home's address knows it. Every change of the zone and every
// request at the provider is compared with it.
import type { LoggedRequest } from '../../servers/request-log.ts'

export type Family = 'ipv4' | 'ipv6'

export interface Truth {
  /** From now on this is the home's address; null: from now on nothing may be published. */
  is(family: Family, address: string | null): void
  /** From now on this is the home's address as well, by another of its lines. */
  also(family: Family, address: string): void
  /** What was published and may not have been, as sentences; empty when all was true. */
  readonly lies: readonly string[]
  /** The zone's content as it was when somebody changed it, the newest last. */
  changes(family: Family): readonly string[]
}

/** An address is still sent for a moment after it was replaced: the request was under way, or nobody had noticed yet. */
const UNDER_WAY_MS = 15_000

interface Spell {
  readonly addresses: readonly string[]
  readonly from: number
}

export interface ZoneEvent {
  readonly name: string
  readonly type: 'A' | 'AAAA'
  readonly to: readonly string[]
}

export interface Ledger extends Truth {
  zoneChanged(event: ZoneEvent): void
  requested(request: LoggedRequest): void
}

export function createTruth(): Ledger {
  const spells: Record<Family, Spell[]> = { ipv4: [], ipv6: [] }
  const changes: Record<Family, string[]> = { ipv4: [], ipv6: [] }
  const lies: string[] = []

  const begin = (family: Family, addresses: readonly string[]) =>
    void spells[family].push({ addresses, from: Date.now() })

  /** Whether the address is, or was a moment ago, the home's own. */
  function isTrue(family: Family, address: string): boolean {
    const now = Date.now()
    return spells[family].some((spell, index, all) => {
      const until = all[index + 1]?.from ?? Number.POSITIVE_INFINITY
      return spell.addresses.includes(address) && now - until < UNDER_WAY_MS
    })
  }

  return {
    lies,
    is: (family, address) => begin(family, address === null ? [] : [address]),
    also: (family, address) => begin(family, [...(spells[family].at(-1)?.addresses ?? []), address]),
    changes: (family) => changes[family],
    zoneChanged: ({ name, type, to }) => {
      const family = type === 'A' ? 'ipv4' : 'ipv6'
      changes[family].push(...to)
      if (to.length === 0) lies.push(`${name} lost its ${type} record`)
      for (const address of to) if (!isTrue(family, address)) lies.push(`${name} ${type} became ${address}`)
    },
    requested: ({ method, url }) => {
      const { pathname, searchParams } = new URL(url, 'http://provider')
      if (pathname !== '/nic/update') return
      const named = [...searchParams.getAll('myip'), ...searchParams.getAll('myipv6')]
      const addresses = named.flatMap((text) => text.split(',')).filter((text) => text !== '')
      // A provider takes the connection's address for one that is not named.
      if (addresses.length === 0) lies.push(`${method} ${url} named no address`)
      for (const address of addresses) {
        if (!isTrue(address.includes(':') ? 'ipv6' : 'ipv4', address)) lies.push(`${address} was sent`)
      }
    },
  }
}
