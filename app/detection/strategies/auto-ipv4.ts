// The policy `auto` for IPv4: the address that echo services see. IPv4 is usually behind NAT, so only services outside and the
// router can tell it. The adapters are judged as well: for the explanation, and because services see a VPN's address through a
// VPN.
import type { Adapter } from '../../model/adapter.ts'
import type { Family } from '../../model/address.ts'
import type { GatewayReading } from '../../model/gateway.ts'
import { judgeVpn } from '../../model/guards/vpn.ts'
import type { Observation } from '../../model/observation.ts'
import { agreeOnAddress } from '../agreement/agreement.ts'
import type { AskingOrder } from '../agreement/asking-order.ts'
import type { VoterAnswer } from '../agreement/voter.ts'
import { addressRefusal } from '../sources/adapter/address-verdict.ts'
import { chooseAdapter } from '../sources/adapter/choose-adapter.ts'
import { gatewayAnswer } from '../sources/gateway/gateway-source.ts'
import type { AskedGateway } from '../sources/gateway/gateways.ts'
import { type AddressSource, type SourcePorts, unknown } from '../sources/source.ts'
import { behindVpn, egressAdapter } from '../vpn-guard.ts'
import { autoVoters } from './auto-voters.ts'

export function createAutoIpv4(ports: SourcePorts, order: AskingOrder): AddressSource<'auto'> {
  const { clock, bestRoute, gateway, gateways, vpnAdapters } = ports
  return {
    detect: async ({ family, current, adapters, guards }) => {
      const choice = chooseAdapter({ family, named: null, mode: 'egress', current }, adapters)
      const { adapter, candidates } = choice
      if (adapter === null) return { observation: unknown(choice.why), answers: [], candidates }
      const leaving = egressAdapter(family, adapters, bestRoute, clock)
      const carrier = leaving.then((found) => found ?? adapter)
      const asked = followed(gateway().ask ? gateways.ask(adapters) : [])
      const home = [carrier.then((carries) => ownVote(carries, family)), carrier.then(asked.voteOf)]
      const [egress, result] = await Promise.all([
        leaving,
        agreeOnAddress(
          { family, current, localAddress: null },
          { voters: autoVoters(family, ports), home, clock, order },
        ),
      ])
      const vpn = judgeVpn({ family, chosen: adapter, egress, adapters, overrides: vpnAdapters?.() ?? {} })
      const observation = behindVpn(result.observation, vpn, guards)
      asked.roundEnded(egress ?? adapter, observation)
      return { ...result, observation, candidates, gateways: asked.readings(), guards: [vpn] }
    },
  }
}

/** The one public address of the adapter that carries the family: with two, nobody knows which one leaves. */
function ownVote(adapter: Adapter, family: Family): VoterAnswer | null {
  const usable = adapter.addresses.filter((entry) => entry.family === family && addressRefusal(entry) === null)
  const [own] = usable
  if (own === undefined || usable.length > 1) return null
  const answer = { name: adapter.name, address: own.address, refused: null, detail: null, tookMs: 0 }
  return { operator: `adapter ${adapter.id}`, kind: 'adapter', answer: { source: 'adapter', ...answer } }
}

/** The gateways of a round, with what each has said so far. */
function followed(asked: readonly AskedGateway[]) {
  const arrived = new Map<AskedGateway, GatewayReading>()
  for (const one of asked) void one.reading.then((reading) => arrived.set(one, reading))
  const gatewayOf = (adapter: Adapter) => asked.find(({ gateway }) => gateway.adapterId === adapter.id)

  return {
    /** Only the gateway through which the traffic leaves can tell what services see. */
    voteOf: async (adapter: Adapter): Promise<VoterAnswer | null> => {
      const reading = await gatewayOf(adapter)?.reading
      // Most routers speak neither protocol: that says nothing.
      if (reading === undefined || reading.refused?.code === 'gateway-none') return null
      return { operator: `gateway ${reading.gateway.address}`, kind: 'gateway', answer: gatewayAnswer(reading) }
    },
    /** A reading that comes after the round and says otherwise begins another round. */
    roundEnded: (adapter: Adapter, observation: Observation): void => {
      const own = gatewayOf(adapter)
      if (own === undefined || arrived.has(own)) return
      void own.reading.then((reading) => {
        const isSame = observation.kind === 'known' && observation.address === reading.address
        if (reading.standing === 'public' && !isSame) own.cameLate(reading)
      })
    },
    readings: (): readonly GatewayReading[] => [...arrived.values()],
  }
}
