// The address changes of the demo: of a real address in the demo's own network, otherwise of the echo services' answer.
import type { Environment } from '../../e2e/lab/environment.ts'
import type { AddressMonitor } from '../../e2e/lab/network/address-monitor.ts'
import { HOME_IPV4, HOME_IPV6 } from '../../e2e/lab/network/namespaces.ts'
import type { Change } from './timeline.ts'

export const NEW_IPV4 = '11.22.33.77'
const NEW_IPV6 = '2a0e:1111::77'

export type Move = Pick<Change, 'family' | 'from' | 'to'>

export const movesIn = (environment: Environment): Move[] => [
  { family: 'ipv4', from: HOME_IPV4, to: NEW_IPV4 },
  ...(environment.network ? [{ family: 'ipv6' as const, from: HOME_IPV6, to: NEW_IPV6 }] : []),
]

/** What is changed, as a phrase for the timeline. */
export const whatChanges = (environment: Environment) =>
  environment.network ? `the addresses of ${environment.network.wire}` : "the practice echo's answer"

/** @returns for each move, when the kernel or the echo service had it, in epoch milliseconds */
export async function makeMoves(environment: Environment, moves: readonly Move[], monitor: AddressMonitor | null) {
  const requestedAt = Date.now()
  const { network, internet } = environment
  if (network) await network.change(Object.fromEntries(moves.map(({ family, to }) => [family, to])))
  else for (const { family, to } of moves) await internet.answerEcho(family, to)
  return Promise.all(moves.map(async ({ to }) => (monitor ? monitor.addedAt(to) : requestedAt)))
}
