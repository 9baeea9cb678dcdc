// The order of adapters on their page: the chosen ones, then those with a gateway, then the rest. Pure.
import type { InterfaceView } from '../../../app/contract/snapshot.ts'

type Ranked = Pick<InterfaceView, 'chosenFor' | 'state' | 'kind' | 'gateways' | 'name'>

const rank = (adapter: Ranked): number => {
  if (adapter.chosenFor.length > 0) return 0
  if (adapter.kind === 'loopback') return 4
  if (adapter.state !== 'up') return 3
  return adapter.gateways.length > 0 ? 1 : 2
}

const metricOf = (adapter: Ranked): number => Math.min(...adapter.gateways.map(({ metric }) => metric))

export function adaptersInOrder<T extends Ranked>(interfaces: readonly T[]): T[] {
  return [...interfaces].sort(
    (a, b) =>
      rank(a) - rank(b) || (metricOf(a) === metricOf(b) ? a.name.localeCompare(b.name) : metricOf(a) - metricOf(b)),
  )
}
