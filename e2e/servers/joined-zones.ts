// Several zones behind one DNS server. For reading only: each zone is changed where it belongs.
import type { Zone } from './live-zone.ts'

export function joinZones(zones: readonly Zone[]): Zone {
  const readOnly = (): never => {
    throw new Error('joined zones are for reading')
  }
  return {
    apexes: zones.flatMap(({ apexes }) => apexes),
    get serial() {
      return zones.reduce((sum, { serial }) => sum + serial, 0)
    },
    ttl: Math.min(...zones.map(({ ttl }) => ttl)),
    records: (filter) => zones.flatMap((zone) => zone.records(filter)),
    apexOf: (name) => zones.map((zone) => zone.apexOf(name)).find((apex) => apex !== null) ?? null,
    entries: () => Object.assign({}, ...zones.map((zone) => zone.entries())),
    subscribe: (listener) => {
      const ends = zones.map((zone) => zone.subscribe(listener))
      return () => {
        for (const end of ends) end()
      }
    },
    ...{ replace: readOnly, add: readOnly, change: readOnly, remove: readOnly, reset: readOnly },
  }
}
