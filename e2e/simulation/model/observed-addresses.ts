// What one process has observed of its addresses so far.
import type { Family } from '../../../app/model/address.ts'
import { elapsed } from '../world/virtual-time.ts'

export interface ObservedAddresses {
  /** The newest address that was observed; null when this process observed none. */
  newest(family: Family): string | null
  /** In simulated time, when an observation last differed from the one before. */
  readonly changedAt: number
  /** @returns whether the address differs from the one before */
  observe(family: Family, address: string): boolean
}

export function createObservedAddresses(): ObservedAddresses {
  const addresses = new Map<Family, string>()
  let changedAt = Number.NEGATIVE_INFINITY
  return {
    newest: (family) => addresses.get(family) ?? null,
    get changedAt() {
      return changedAt
    },
    observe: (family, address) => {
      const isOther = addresses.get(family) !== address
      addresses.set(family, address)
      if (isOther) changedAt = elapsed()
      return isOther
    },
  }
}
