// What was asked of the next round besides its triggers, and the triggers that came while there was to be no round.
import type { Trigger } from '../contract/snapshot.ts'
import type { RetryParked } from './holds/expiry.ts'
import { forcedRecord } from './rounds/forced-record.ts'
import type { RoundRequest } from './rounds/round.ts'
import type { Drifted } from './verification/drift/drift-scan.ts'

export interface RequestOptions {
  /** Hostnames to send although nothing changed, at every account that has them. A hold is never passed. */
  readonly force?: readonly string[]
  /** The same, at one account each. */
  readonly forceRecords?: readonly { readonly account: string; readonly hostname: string }[]
  /** Parked jobs are tried now instead of at their time: all, or those of these hostnames. */
  readonly retryParked?: RetryParked
}

export interface NextRound {
  add(request: RequestOptions): void
  /** Records that the zone holds another address than the confirmed one, to be corrected. */
  addDrifted(found: Drifted): void
  /** @returns what was asked since the last call */
  take(): Pick<RoundRequest, 'forced' | 'retryParked' | 'drifted'>
  /** There is no round now: keeps its triggers, and drops the drift. A later drift scan will find it again if it lasts. */
  miss(triggers: ReadonlySet<Trigger>): void
  /** @returns the triggers of all rounds that were missed since the last call */
  takeMissedTriggers(): readonly Trigger[]
}

const bothOf = (one: RetryParked, other: RetryParked): RetryParked => {
  if (one === true || other === true) return true
  const all = [...(one || []), ...(other || [])]
  return all.length > 0 && all
}

export function createNextRound(): NextRound {
  let forced: ReadonlySet<string> = new Set()
  let retryParked: RetryParked = false
  let drifted: Drifted = new Map()
  const missedTriggers = new Set<Trigger>()

  return {
    add: (request) => {
      const hostnames = (request.force ?? []).map((hostname) => hostname.toLowerCase())
      forced = new Set([...forced, ...hostnames, ...(request.forceRecords ?? []).map(forcedRecord)])
      retryParked = bothOf(retryParked, request.retryParked ?? false)
    },
    addDrifted: (found) => {
      drifted = new Map([...drifted, ...found])
    },
    take: () => {
      const taken = { forced, retryParked, drifted }
      forced = new Set()
      retryParked = false
      drifted = new Map()
      return taken
    },
    miss: (triggers) => {
      for (const trigger of triggers) missedTriggers.add(trigger)
      drifted = new Map()
    },
    takeMissedTriggers: () => {
      const taken = [...missedTriggers]
      missedTriggers.clear()
      return taken
    },
  }
}
