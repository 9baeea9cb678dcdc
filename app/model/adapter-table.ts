// What a table of adapters says about the network: whether it changed, and whether there is a way out.
import type { Adapter, AdapterAddress } from './adapter.ts'

// fe80::/10 and 169.254/16 come and go with every link, are never published and lead nowhere.
export const isLinkLocal = (address: AdapterAddress): boolean => /^(fe[89ab]|169\.254\.)/i.test(address.address)

/**
 * The part of the table that can change what is published, as one text to compare. Flags, MTU, names, counters and lifetimes
 * are left out: systems report changes of them all the time, and nothing follows from them.
 */
export function comparableTable(adapters: readonly Adapter[]): string {
  const lines = adapters
    .filter((adapter) => adapter.kind !== 'loopback')
    .map((adapter) => {
      const addresses = adapter.addresses
        .filter((address) => !isLinkLocal(address))
        .map(
          (address) =>
            `${address.address}/${address.prefixLength} ${address.dadState}${address.temporary ? ' temporary' : ''}`,
        )
        .sort()
      const routes = adapter.defaultRoutes
        .map((route) => `${route.family} ${route.gateway ?? 'on-link'} ${route.metric}`)
        .sort()
      const facts = [adapter.isHardware, adapter.isTunnel, [...(adapter.lowerIds ?? [])].sort()].join(' ')
      return `${adapter.id} ${adapter.kind} ${adapter.state} (${facts}) [${addresses.join(', ')}] [${routes.join(', ')}]`
    })
  return lines.sort().join('\n')
}

/** Whether an adapter is up and has a default route. */
export const isOnline = (adapters: readonly Adapter[]): boolean =>
  adapters.some((adapter) => adapter.kind !== 'loopback' && adapter.state === 'up' && adapter.defaultRoutes.length > 0)
