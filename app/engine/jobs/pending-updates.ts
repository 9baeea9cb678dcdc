// What an account still has to bring about: the newest wish for each name and family, in the order in which they go out.
import { sameAddress } from '../../model/address.ts'
import { familyKey } from '../../model/store.ts'
import { stateAtDestination } from '../destination.ts'
import type { StateCache } from '../state-cache.ts'
import { type Batch, nextBatch } from './batch.ts'
import type { PendingUpdate } from './pending-update.ts'

export interface PendingUpdates {
  readonly size: number
  all(): Iterable<PendingUpdate>
  has(key: string): boolean
  /** Replaces an earlier wish for the same name and family. */
  add(want: PendingUpdate): void
  /** Takes back those that are over. */
  removeIf(isOver: (want: PendingUpdate) => boolean): void
  /** What goes into the next request. Wishes that turned out to be fulfilled are dropped. @param target where it is sent */
  next(batchSize: number, target: string): Batch
  /**
   * Those of a batch whose names may hold already what an earlier attempt asked for: to be asked about first.
   * @param target where it is sent: what was asked for at another place tells nothing
   */
  inDoubt(batch: Batch, target: string): readonly PendingUpdate[]
  /** It was asked about, and has to be sent. */
  clear(want: PendingUpdate): void
  /** It was sent: the next time, there may be a new doubt. */
  sent(wants: readonly PendingUpdate[]): void
  /** Drops this very wish; a newer one for the same name stays. */
  drop(want: PendingUpdate): void
  /** The name and family is stopped, whatever is wished for it by now. */
  stop(want: PendingUpdate): void
  /** The name holds what was wished for. */
  fulfil(want: PendingUpdate): void
  /** It stopped its account: from now on it goes last, so that it starves no other. */
  putLast(want: PendingUpdate): void
  /** Drops all of them. @returns what they were */
  takeAll(): readonly PendingUpdate[]
}

export function createPendingUpdates(states: Pick<StateCache, 'state'>): PendingUpdates {
  const wants = new Map<string, PendingUpdate>()
  const last = new Set<string>()
  const cleared = new Set<PendingUpdate>()

  const isLast = (want: PendingUpdate): boolean => last.has(familyKey(want))

  /** What was wished for while another address was in doubt may turn out to be there already. */
  function isFulfilled(want: PendingUpdate, target: string): boolean {
    const state = states.state(want)
    const isKnown = state !== null && state.unsettled === null && state.destination === target
    return isKnown && !want.insists && sameAddress(state.confirmed, want.address)
  }

  return {
    get size() {
      return wants.size
    },
    all: () => wants.values(),
    has: (key) => wants.has(key),
    add: (want) => {
      const key = familyKey(want)
      const before = wants.get(key)
      // The same wish once more takes nothing from the reason of the first.
      if (!before?.insists || before.address !== want.address) wants.set(key, want)
    },
    removeIf: (isOver) => {
      for (const [key, want] of wants) if (isOver(want)) wants.delete(key)
    },
    next: (batchSize, target) => {
      for (const [key, want] of wants) if (isFulfilled(want, target)) wants.delete(key)
      const inLine = [...wants.values()]
      if (last.size > 0) inLine.sort((a, b) => Number(isLast(a)) - Number(isLast(b)))
      return nextBatch(inLine, batchSize)
    },
    inDoubt: ({ wants: batch }, target) =>
      batch.filter((want) => stateAtDestination(states.state(want), target)?.unsettled != null && !cleared.has(want)),
    clear: (want) => cleared.add(want),
    sent: (batch) => {
      for (const want of batch) cleared.delete(want)
    },
    drop: (want) => {
      if (wants.get(familyKey(want)) === want) wants.delete(familyKey(want))
    },
    stop: (want) => wants.delete(familyKey(want)),
    fulfil: (want) => {
      const key = familyKey(want)
      // The wish may have changed while this one was under way: then it is still open.
      if (wants.get(key)?.address === want.address) wants.delete(key)
      last.delete(key)
    },
    putLast: (want) => last.add(familyKey(want)),
    takeAll: () => {
      const all = [...wants.values()]
      wants.clear()
      cleared.clear()
      return all
    },
  }
}
