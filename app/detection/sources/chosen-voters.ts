// What the sources `dns` and `stun` have in common: one operator that the user chose decides alone; without one, a new address
// needs two that agree.
import { reason } from '../../contract/reason.ts'
import type { Clock } from '../../model/ports.ts'
import { agreeOnAddress } from '../agreement/agreement.ts'
import type { Voter } from '../agreement/voter.ts'
import { hasDefaultRoute } from './adapter/choose-adapter.ts'
import { sendingAddress } from './sending-address.ts'
import { type Detection, type DetectionRequest, type SourcePorts, unknown } from './source.ts'

export interface ChosenVoterPorts {
  readonly clock: Clock
  readonly bestRoute: SourcePorts['bestRoute']
}

/** @param voters of the source, in the order in which to ask them */
export async function detectByChosen(
  { family, current, adapters, policy: { via } }: DetectionRequest<{ readonly via?: string }>,
  voters: readonly Voter[],
  ports: ChosenVoterPorts,
): Promise<Detection> {
  const sending = await sendingAddress({ via, family, destination: null, adapters }, ports)
  const { localAddress, refused, candidates } = sending
  if (refused !== null) return { observation: unknown(refused), answers: [], candidates }
  // Whoever chooses the source takes it that one box on the way could answer for all of its servers.
  const own = voters.map(({ channel: _, ...voter }) => voter)
  const result = await agreeOnAddress({ family, current, localAddress }, { voters: own, clock: ports.clock })
  const isOffline = result.observation.kind === 'unknown' && !hasDefaultRoute(adapters, ['ipv4', 'ipv6'])
  const observation = isOffline ? unknown(reason('offline')) : result.observation
  return { ...result, observation, candidates }
}
