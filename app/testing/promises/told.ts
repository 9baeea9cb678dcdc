// What a process was told of its addresses, by its own observations.
import type { Family } from '../../model/address.ts'

export interface Told {
  /** The newest address that was seen; null when none was in this process. */
  newest(family: Family): string | null
  /** How often another one was seen. */
  readonly changes: number
  /** @returns whether it is another one than before */
  tell(family: Family, address: string): boolean
}

export function createTold(): Told {
  const addresses = new Map<Family, string>()
  let changes = 0
  return {
    newest: (family) => addresses.get(family) ?? null,
    get changes() {
      return changes
    },
    tell: (family, address) => {
      const isOther = addresses.get(family) !== address
      addresses.set(family, address)
      if (isOther) changes += 1
      return isOther
    },
  }
}
