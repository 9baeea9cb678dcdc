// Where names are kept: what one provider's server really holds, whatever it has said, and what it held when.
import type { Family } from '../../../app/model/address.ts'
import { passed } from './virtual-time.ts'

export interface PlaceName {
  readonly hostname: string
  readonly family: Family
}

interface Entry {
  readonly at: number
  readonly address: string
  readonly by: 'us' | 'another'
}

export interface Place {
  /** What it holds now, or held some time ago; null when nothing. */
  holds(name: PlaceName, agoMs?: number): string | null
  /** Whether it held the address at any time since then. */
  hasHeld(name: PlaceName, address: string, since: number): boolean
  /** Whether somebody else wrote it last. */
  isForeign(name: PlaceName): boolean
  write(name: PlaceName, address: string, by: Entry['by']): void
  /** An update that was taken and is not made yet: made after this time, or before the next request. */
  writeLater(delayMs: number, write: () => void): void
  /** Makes what was taken: a server works in order. */
  flush(): void
}

const nameOf = ({ hostname, family }: PlaceName) => `${hostname.toLowerCase()}/${family}`

export function createPlace(): Place {
  const entries = new Map<string, Entry[]>()
  const waiting = new Set<() => void>()
  const of = (name: PlaceName): Entry[] => entries.get(nameOf(name)) ?? []
  return {
    holds: (name, agoMs = 0) =>
      of(name)
        .filter(({ at }) => at <= passed() - agoMs)
        .at(-1)?.address ?? null,
    hasHeld: (name, address, since) => {
      const all = of(name)
      return all.some((entry, index) => entry.address === address && (all[index + 1]?.at ?? passed()) >= since)
    },
    isForeign: (name) => of(name).at(-1)?.by === 'another',
    write: (name, address, by) => {
      entries.set(nameOf(name), [...of(name), { at: passed(), address, by }])
    },
    writeLater: (delayMs, write) => {
      const once = () => {
        if (waiting.delete(once)) write()
      }
      waiting.add(once)
      setTimeout(once, delayMs)
    },
    flush: () => {
      for (const once of [...waiting]) once()
    },
  }
}
