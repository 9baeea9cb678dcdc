// Checks promise 4 "never lost" for updates that the user forces: between two retries such an update is neither confirmed
// nor on hold, and must still be sent again.
import type { UpdateRequest } from '../../../app/model/provider.ts'
import { type FamilyKey, familyKey, type Hold } from '../../../app/model/store.ts'
import type { ObservedAddresses } from '../model/observed-addresses.ts'
import { isManaged, isPaused, type SimulationState } from '../simulation-state.ts'
import type { FamilyReply } from '../world/server-behaviour.ts'
import { elapsed, SECOND } from '../world/virtual-time.ts'
import type { BeforeAttempt } from './request-invariants.ts'

export interface ForcedUpdateOracleOptions {
  readonly state: SimulationState
  readonly observed: ObservedAddresses
  readonly isAlive: () => boolean
  readonly holdOn: (key: FamilyKey) => Hold | null
  /** What was true of a family before its newest attempt. */
  readonly before: (key: FamilyKey) => BeforeAttempt | undefined
}

/** The longest pause between two retries, plus a query to a slow provider, plus another request of the same account. */
const NEXT_RETRY_MS = 15 * SECOND

/** @returns to be called with each reply */
export function createForcedUpdateOracle(options: ForcedUpdateOracleOptions) {
  const { state, observed, isAlive, holdOn, before } = options

  /** Whether something else keeps the update from being sent. Other oracles check that. */
  function isPrevented(key: FamilyKey): boolean {
    if (!isAlive() || isPaused(state) !== false || state.guard.isDiskFull || state.isKeyringLocked) return true
    return elapsed() - state.recoveredAt < NEXT_RETRY_MS || holdOn(key) !== null || !isManaged(state, key)
  }

  function expectRetry(key: FamilyKey): void {
    const facts = state.model.family(key)
    const failedAt = elapsed()
    const { sentAt } = facts
    setTimeout(() => {
      // A hold, a pause, an edit and another address cancel a forced update, even when its own address comes back later.
      if (state.model.account(key.account).heldAt >= failedAt || state.forcedCancelledAt >= failedAt) return
      if (sentAt === null || observed.changedAt >= sentAt) return
      if (state.model.family(key) !== facts || !facts.isForced || isPrevented(key)) return
      state.counters.count('forced updates retried')
      // The account's other records may come first.
      const isGoingOn = state.model.families.some(
        (other) => other.account === key.account && (other.sentAt ?? 0) > failedAt,
      )
      state.trace.check(isGoingOn, 'lost', () => `${familyKey(key)} was forced, failed, and was not retried`)
    }, NEXT_RETRY_MS)
  }

  return ({ account }: UpdateRequest, replies: readonly FamilyReply[]): void => {
    for (const { hostname, family, address, reply } of replies) {
      const key = { account: account.id, hostname, family }
      // The name held this address already, so being forced was the only reason to send it.
      const isForced = state.model.family(key).isForced && before(key)?.confirmed === address
      if (reply?.recovery === 'retry' && isForced && !isPrevented(key)) expectRetry(key)
    }
  }
}
