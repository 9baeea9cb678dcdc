// The source `gateway`: what the router of the best adapter says of its own outer address. The user chose it, so it is trusted
// alone; an address of the provider's NAT is still never published.
import type { SourcePolicy } from '../../../contract/address-sources.ts'
import { reason } from '../../../contract/reason.ts'
import type { GatewayReading } from '../../../model/gateway.ts'
import type { Observation, SourceAnswer } from '../../../model/observation.ts'
import { publishable } from '../../../model/special-purpose.ts'
import { withDeadline } from '../../../model/with-deadline.ts'
import { chooseAdapter, hasDefaultRoute } from '../adapter/choose-adapter.ts'
import { type AddressSource, type SourcePorts, unknown } from '../source.ts'

/** As for services outside. A device that takes longer for each of its steps does not hold up the round. */
const BUDGET_MS = 5_000

type GatewaySourcePorts = Pick<SourcePorts, 'clock' | 'gateways'>

export function createGatewaySource({ clock, gateways }: GatewaySourcePorts): AddressSource<SourcePolicy<'gateway'>> {
  return {
    detect: async ({ family, current, adapters }) => {
      const { adapter, candidates } = chooseAdapter({ family, named: null, mode: 'egress', current }, adapters)
      const asked = gateways.ask(adapters)
      const chosen = asked.find(({ gateway }) => gateway.adapterId === adapter?.id) ?? asked[0]
      if (chosen === undefined || family !== 'ipv4') {
        const isOffline = !hasDefaultRoute(adapters, ['ipv4', 'ipv6'])
        return { observation: unknown(reason(isOffline ? 'offline' : 'gateway-missing')), answers: [], candidates }
      }
      const reading = await withDeadline(clock, BUDGET_MS, chosen.reading)
      if (reading === null) {
        const gateway = chosen.gateway.address
        return { observation: unknown(reason('gateway-failed', { gateway })), answers: [], candidates }
      }
      return {
        observation: observationOf(reading),
        answers: [gatewayAnswer(reading)],
        candidates,
        gateways: [reading],
      }
    },
  }
}

function observationOf({ gateway, address, refused }: GatewayReading): Observation {
  if (refused !== null) return unknown(refused)
  if (address === null || !publishable(address).ok) {
    return unknown(reason('gateway-failed', { gateway: gateway.address }))
  }
  return { kind: 'known', address, why: reason('gateway-tells', { gateway: gateway.address, address }) }
}

/** The reading as one line of the explanation. */
export const gatewayAnswer = ({ gateway, address, refused, detail, tookMs }: GatewayReading): SourceAnswer => ({
  source: 'gateway',
  name: gateway.address,
  address,
  refused,
  detail,
  tookMs,
})
