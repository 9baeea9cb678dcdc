// The authoritative servers of the zone: they follow what the provider's server holds, well or badly.

import type { ServerRecordKey, ServerRecords } from './server-records.ts'
import { MINUTE } from './virtual-time.ts'

export const ZONE_MODES = ['fresh', 'lagging', 'late', 'silent', 'split'] as const
/**
 * `lagging`: one of two servers is behind. `late`: both are. `silent`: nobody answers. `split`: the local network answers
 * in place of the zone, with an address of its own.
 */
export type ZoneMode = (typeof ZONE_MODES)[number]

/** @returns one list of addresses per server; an empty list when nobody answers */
export function zoneAnswers(mode: ZoneMode, records: ServerRecords, key: ServerRecordKey): readonly string[][] {
  const held = (agoMs = 0): string[] => {
    const address = records.holds(key, agoMs)
    return address === null ? [] : [address]
  }
  switch (mode) {
    case 'fresh':
      return [held(), held()]
    case 'lagging':
      return [held(), held(5 * MINUTE)]
    case 'late':
      return [held(3 * MINUTE), held(3 * MINUTE)]
    case 'split':
      return [['192.168.1.5']]
    case 'silent':
      return []
  }
}
