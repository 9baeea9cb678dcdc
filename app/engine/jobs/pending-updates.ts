// What an account still has to send: the newest update for each name and family, in the order in which they go out.
import { sameAddress } from '../../model/address.ts'
import { publishedAddress } from '../../model/family-state.ts'
import { familyKey } from '../../model/store.ts'
import { stateAtDestination } from '../destination.ts'
import type { StateCache } from '../state-cache.ts'
import { type Batch, type BatchRules, nextBatch } from './batch.ts'
import { type FirstCheck, isUnknown, NO_FIRST_CHECK } from './in-doubt.ts'
import type { PendingUpdate } from './pending-update.ts'

export interface PendingUpdates {
  readonly size: number
  all(): Iterable<PendingUpdate>
  /** @param key `familyKey` of a name and family */
  has(key: string): boolean
  /** Replaces an earlier update for the same name and family. */
  add(update: PendingUpdate): void
  removeIf(isObsolete: (update: PendingUpdate) => boolean): void
  /** What goes into the next request. Updates that turned out to be published are removed. @param destination of the request */
  next(rules: BatchRules, destination: string): Batch
  /**
   * The updates of a batch whose names may already hold what an earlier attempt sent: to be checked before sending.
   * @param destination of the request: an attempt at another destination puts nothing in doubt here
   */
  needingCheck(batch: Batch, destination: string): readonly PendingUpdate[]
  /** It was checked, and has to be sent. */
  markChecked(update: PendingUpdate): void
  /** They were sent: before the next request there may be a new doubt. */
  markSent(updates: readonly PendingUpdate[]): void
  /**
   * Removes the update, unless the name and family needs another address by now, or the user has forced the update meanwhile.
   */
  remove(update: PendingUpdate): void
  /** Removes whatever is pending for the update's name and family: a hold stops them. */
  removeAllFor(update: PendingUpdate): void
  /** The name holds the update's address. */
  confirm(update: PendingUpdate): void
  /** It failed and stopped its account: from now on it goes out last, so that it starves no other. */
  deprioritise(update: PendingUpdate): void
  /** Removes all of them. @returns what they were */
  drain(): readonly PendingUpdate[]
}

export function createPendingUpdates(
  states: Pick<StateCache, 'state'>,
  firstCheck: FirstCheck = NO_FIRST_CHECK,
): PendingUpdates {
  const updates = new Map<string, PendingUpdate>()
  const last = new Set<string>()
  /** The address that was checked, by family key. By address, since each round replaces an update by an equal one. */
  const checked = new Map<string, string>()

  const isLast = (update: PendingUpdate): boolean => last.has(familyKey(update))

  function removeKey(key: string): void {
    updates.delete(key)
    checked.delete(key)
  }

  // By address, since each round replaces an update by an equal one.
  const isStillPending = ({ address }: PendingUpdate, key: string): boolean => updates.get(key)?.address === address

  /** An update that was added while another address was in doubt may turn out to be published already. */
  function isPublished(update: PendingUpdate, destination: string): boolean {
    const state = states.state(update)
    const isKnown = state !== null && state.unsettled === null && state.destination === destination
    return isKnown && !update.force && sameAddress(publishedAddress(state), update.address)
  }

  function isInDoubt(update: PendingUpdate, destination: string): boolean {
    const state = states.state(update)
    if (firstCheck.isOn && !update.force && isUnknown(state, destination)) return true
    return stateAtDestination(state, destination)?.unsettled != null
  }

  function removeIf(isObsolete: (update: PendingUpdate) => boolean): void {
    for (const [key, update] of updates) if (isObsolete(update)) removeKey(key)
  }

  return {
    get size() {
      return updates.size
    },
    all: () => updates.values(),
    has: (key) => updates.has(key),
    add: (update) => {
      const key = familyKey(update)
      const before = updates.get(key)
      if (before?.address !== update.address) checked.delete(key)
      // Asking once more for the same address does not undo that it is forced.
      else if (before.force) return
      updates.set(key, update)
    },
    removeIf,
    next: (rules, destination) => {
      removeIf((update) => isPublished(update, destination))
      const inOrder = [...updates.values()]
      if (last.size > 0) inOrder.sort((one, other) => Number(isLast(one)) - Number(isLast(other)))
      return nextBatch(inOrder, rules)
    },
    needingCheck: (batch, destination) =>
      batch.updates.filter(
        (update) => isInDoubt(update, destination) && checked.get(familyKey(update)) !== update.address,
      ),
    markChecked: (update) => checked.set(familyKey(update), update.address),
    markSent: (sent) => {
      for (const update of sent) checked.delete(familyKey(update))
    },
    remove: (update) => {
      const key = familyKey(update)
      const isForcedSince = !update.force && updates.get(key)?.force === true
      if (isStillPending(update, key) && !isForcedSince) removeKey(key)
    },
    removeAllFor: (update) => removeKey(familyKey(update)),
    confirm: (update) => {
      const key = familyKey(update)
      if (isStillPending(update, key)) removeKey(key)
      last.delete(key)
    },
    deprioritise: (update) => last.add(familyKey(update)),
    drain: () => {
      const all = [...updates.values()]
      updates.clear()
      checked.clear()
      return all
    },
  }
}
