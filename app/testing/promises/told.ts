// What a process was told of its addresses, by its own observations.
import type { Family } from '../../model/address.ts'

export interface Told {
  /** The newest address that was seen; null when none was in this process. */
  newest(family: Family): string | null
  /** @returns whether it is another one than before */
  tell(family: Family, address: string): boolean
}

export function createTold(): Told {
  const addresses = new Map<Family, string>()
  return {
    newest: (family) => addresses.get(family) ?? null,
    tell: (family, address) => {
      const isOther = addresses.get(family) !== address
      addresses.set(family, address)
      return isOther
    },
  }
}
