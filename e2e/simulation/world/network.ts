// The machine's network.
import type { Family } from '../../../app/model/address.ts'

export interface Network {
  /** What an address source observes now; null when it observes nothing. */
  readonly addresses: Record<Family, string | null>
  /** Whether there is a default route. */
  isUp: boolean
  /** Grows with each change that the system announces, so that no two adapter tables are equal. */
  revision: number
}

export const createNetwork = (): Network => ({
  addresses: { ipv4: '11.22.33.1', ipv6: '2a0e:1111::1' },
  isUp: true,
  revision: 1,
})
