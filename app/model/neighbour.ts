// Another host of a link, as this machine knows it from talking to it. The native addon's index.d.ts is checked against it by
// app/platform/network/neighbour-table.ts.
import type { Family } from './address.ts'

/** RFC 4861 section 7.3.2. `permanent`: somebody wrote it. `incomplete`: asked for, without an answer. `failed`: nobody answers. */
export type NeighbourState = 'reachable' | 'stale' | 'delay' | 'probe' | 'permanent' | 'incomplete' | 'failed'

export interface Neighbour {
  readonly adapterId: string
  readonly family: Family
  /** Text without a zone. */
  readonly address: string
  /** Lower case with colons; null while nobody has answered. */
  readonly physicalAddress: string | null
  readonly state: NeighbourState
}

/** Whether the host answered there, as far as this machine knows. */
export const hasAnswered = ({ state }: Neighbour): boolean => state !== 'incomplete' && state !== 'failed'
