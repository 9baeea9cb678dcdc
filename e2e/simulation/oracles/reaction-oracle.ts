// Checks promise 6 "one failure stays one" and the reaction time: after each change that the system announces
// the healthy account's record is right within the debounce, 50 ms and its own server's latency, whatever the other
// accounts' servers do.
import { type Family, sameAddress } from '../../../app/model/address.ts'
import type { FamilyKey, Hold } from '../../../app/model/store.ts'
import { accountScenario, endpointOf, isManaged, isPaused, type SimulationState } from '../simulation-state.ts'
import type { ServerRecords } from '../world/server-records.ts'
import { elapsed, SECOND } from '../world/virtual-time.ts'

export interface ReactionOracle {
  /** The system announced a change; these families have the addresses that the network shows now. */
  announced(changed: readonly Family[]): void
  /** The family's address changed unannounced: a round no longer finds the one that was announced. */
  changedSilently(family: Family): void
  /** Nothing is expected any more: the process ended, or the user changed something. */
  cancelAll(): void
}

export interface ReactionOracleOptions {
  readonly state: SimulationState
  readonly recordsOf: (account: string) => ServerRecords
  readonly isAlive: () => boolean
  readonly holdOn: (key: FamilyKey) => Hold | null
}

interface Expected {
  readonly address: string
}

const DEBOUNCE_MS = 500
const LONGEST_WAIT_MS = 5 * SECOND
const REACTION_MS = 50
/** More accounts than this at the healthy account's own host may take all its request slots for a second each. */
const MOST_AT_HOST = 3
/** The engine tries every three seconds whether the store can be written again. */
const AFTER_RECOVERY_MS = 4 * SECOND

export function createReactionOracle({ state, recordsOf, isAlive, holdOn }: ReactionOracleOptions): ReactionOracle {
  const { id, hostnames } = state.scenario.healthy
  const [hostname = ''] = hostnames
  let burstBegan = 0
  let burstEnds = 0
  const expected = new Map<Family, Expected>()

  /** Accounts of other hosts cost the healthy one nothing, however many they are. */
  function othersAtHost(): number {
    const endpoint = endpointOf(state, id)
    if (endpoint === null) return 0
    return state.scenario.unhealthy.filter((other) => endpointOf(state, other.id) === endpoint).length
  }

  function check(family: Family, it: Expected): void {
    if (expected.get(family) !== it) return
    expected.delete(family)
    const key = { account: id, hostname, family }
    if (!isDue(key, it.address)) return
    state.counters.count('announced changes in time')
    const holds = recordsOf(id).holds(key)
    state.trace.check(holds === it.address, 'isolated', () => {
      return `${hostname} holds ${holds} and not ${it.address} in time`
    })
  }

  /**
   * Not after an undo, for an address that the user dismissed, while paused or switched off, after somebody else's write,
   * away from home, or when the machine cannot do it.
   */
  function isDue(key: FamilyKey, address: string): boolean {
    if (!isAlive() || recordsOf(id).isOverwritten(key)) return false
    const { undo, dismissed } = state.model.family(key)
    if (!isManaged(state, key) || undo !== null || sameAddress(dismissed, address)) return false
    if (isPaused(state) !== false || state.network.addresses[key.family] !== address || !state.network.isUp)
      return false
    if (!state.places.isKnown(state.network.place)) return false
    if (state.guard.isDiskFull || state.isKeyringLocked) return false
    if (elapsed() - state.recoveredAt < AFTER_RECOVERY_MS) return false
    const hold = holdOn(key)
    const isOurs = hold === null || hold.failure.code === 'internal' || hold.failure.code === 'secret-unreadable'
    state.trace.check(isOurs, 'isolated', () => `the healthy account is held: ${hold?.failure.code}`)
    return hold === null
  }

  function expect(family: Family, address: string, at: number): void {
    const it = { address }
    expected.set(family, it)
    setTimeout(() => check(family, it), at - elapsed())
  }

  return {
    announced: (changed) => {
      if (isPaused(state) !== false || othersAtHost() > MOST_AT_HOST) return
      const now = elapsed()
      const isNewBurst = now >= burstEnds
      if (isNewBurst) burstBegan = now
      burstEnds = Math.min(now + DEBOUNCE_MS, burstBegan + LONGEST_WAIT_MS)
      // One request may be on its way already, and the next one waits for it.
      const at = burstEnds + REACTION_MS + 2 * accountScenario(state, id).latencyMs
      if (!isNewBurst) for (const [family, { address }] of [...expected]) expect(family, address, at)
      for (const family of changed) {
        const address = state.network.addresses[family]
        if (address === null || !state.network.isUp) expected.delete(family)
        else expect(family, address, at)
      }
    },
    changedSilently: (family) => {
      expected.delete(family)
    },
    cancelAll: () => {
      expected.clear()
      burstEnds = 0
    },
  }
}
