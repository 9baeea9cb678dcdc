// A home whose IPv6 prefix changes, for tests of what follows it: the real detector, with echo services that see what the test
// says, and a table of neighbours.
import { createDetector } from '../detection/detector.ts'
import type { Neighbour } from '../model/neighbour.ts'
import type { Detector } from '../model/observation.ts'
import type { Clock, HttpRequest } from '../model/ports.ts'
import { noGateways } from './gateways.ts'

export interface Ipv6Home {
  readonly detector: Detector
  /** What services see of a request from this local address; null: none answers. At first they see it unchanged. */
  sees: (localAddress: string) => string | null
  /** Null: the system does not tell. */
  neighbours: readonly Neighbour[] | null
  /** The system refuses to list them, in these words. */
  refusal: string | null
  /** The adapter through which the system sends; null: it does not tell. */
  egress: string | null
  /** Requests to echo services. */
  readonly asked: HttpRequest[]
  /** How often the table of neighbours was read. */
  readings: number
}

export function createIpv6Home(clock: Clock): Ipv6Home {
  const asked: HttpRequest[] = []
  const home: Ipv6Home = {
    detector: createDetector({
      ...noGateways,
      clock,
      log: () => {},
      http: {
        request: async (request) => {
          asked.push(request)
          const body = home.sees(request.localAddress ?? '')
          if (body === null) return { ok: false, fault: 'unreachable', message: 'no route to host', sent: false }
          return new Promise((resolve) => {
            clock.setTimer(20, () => resolve({ ok: true, status: 200, headers: {}, body }))
          })
        },
        reset: () => {},
      },
      bestRoute: async () =>
        home.egress === null
          ? null
          : { adapterId: home.egress, adapterIndex: 9, sourceAddress: '2a0e:1111:9::1', nextHop: null },
      neighbours: async () => {
        home.readings += 1
        if (home.refusal !== null) throw new Error(home.refusal)
        return home.neighbours
      },
      echo: () => ({}),
    }),
    sees: (localAddress) => localAddress,
    neighbours: [],
    refusal: null,
    egress: null,
    asked,
    readings: 0,
  }
  return home
}

/** A neighbour on eth0 that answered lately. */
export const neighbour = (
  physicalAddress: string,
  address: string,
  state: Neighbour['state'] = 'reachable',
): Neighbour => ({ adapterId: 'eth0', family: 'ipv6', address, physicalAddress, state })
