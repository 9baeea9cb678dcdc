// What a process was told of its addresses, by its own observations.
import type { Family } from '../../app/model/address.ts'
import { passed } from './world/virtual-time.ts'

export interface Told {
  /** The newest address that was seen; null when none was in this process. */
  newest(family: Family): string | null
  /** In passed time, when another one was last seen. */
  readonly changedAt: number
  /** @returns whether it is another one than before */
  tell(family: Family, address: string): boolean
}

export function createTold(): Told {
  const addresses = new Map<Family, string>()
  let changedAt = Number.NEGATIVE_INFINITY
  return {
    newest: (family) => addresses.get(family) ?? null,
    get changedAt() {
      return changedAt
    },
    tell: (family, address) => {
      const isOther = addresses.get(family) !== address
      addresses.set(family, address)
      if (isOther) changedAt = passed()
      return isOther
    },
  }
}
