// The machine's network.
import type { Family } from '../../../app/model/address.ts'

/** Where the computer may be: each has a router of its own. */
export const PLACES = ['home', 'cafe', 'office'] as const
export type Place = (typeof PLACES)[number]

/** The hardware address of the place's router. */
export const routerOf = (place: Place): string => `02:00:00:00:01:0${PLACES.indexOf(place)}`

export interface Network {
  /** What an address source observes now; null when it observes nothing. */
  readonly addresses: Record<Family, string | null>
  /** Whether there is a default route. */
  isUp: boolean
  /** Grows with each change that the system announces, so that no two adapter tables are equal. */
  revision: number
  place: Place
}

export const createNetwork = (): Network => ({
  addresses: { ipv4: '11.22.33.1', ipv6: '2a0e:1111::1' },
  isUp: true,
  revision: 1,
  place: 'home',
})
