// Notices that the world outside answers again: the network can be away and come back without any event on this machine,
// behind a router or at the provider of the line. One server that fails tells nothing, so the outside counts as silent only
// when several failed and none answered.
import type { Clock } from '../model/ports.ts'

export interface Outside {
  /** Somebody answered: a provider, an echo service. @returns whether the outside had been silent until now */
  answered(): boolean
  /** Nobody answered at this account or service. @param startedAt when the request began, monotonic */
  failed(who: string, startedAt: number): void
}

/** A server that fails while another one answers has a problem of its own. */
const BESIDE_AN_ANSWER_MS = 10_000
const SEVERAL = 2

export function createOutside(clock: Pick<Clock, 'monotonic'>): Outside {
  let answeredAt = Number.NEGATIVE_INFINITY
  const silent = new Set<string>()
  return {
    answered: () => {
      const wasSilent = silent.size >= SEVERAL
      answeredAt = clock.monotonic()
      silent.clear()
      return wasSilent
    },
    failed: (who, startedAt) => {
      if (startedAt - answeredAt >= BESIDE_AN_ANSWER_MS) silent.add(who)
    },
  }
}
