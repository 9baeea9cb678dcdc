// What an account still has to bring about: the newest wish for each name and family, in the order in which they go out.
import { sameAddress } from '../../model/address.ts'
import { familyKey } from '../../model/store.ts'
import { stateAt } from '../destination.ts'
import type { Ledger } from '../state-cache.ts'
import { type Batch, nextBatch } from './batch.ts'
import type { Want } from './pending-update.ts'

export interface Wishes {
  readonly size: number
  all(): Iterable<Want>
  has(key: string): boolean
  /** Replaces an earlier wish for the same name and family. */
  add(want: Want): void
  /** Takes back those that are over. */
  removeIf(isOver: (want: Want) => boolean): void
  /** What goes into the next request. Wishes that turned out to be fulfilled are dropped. @param target where it is sent */
  next(batchSize: number, target: string): Batch
  /**
   * Those of a batch whose names may hold already what an earlier attempt asked for: to be asked about first.
   * @param target where it is sent: what was asked for at another place tells nothing
   */
  inDoubt(batch: Batch, target: string): readonly Want[]
  /** It was asked about, and has to be sent. */
  clear(want: Want): void
  /** It was sent: the next time, there may be a new doubt. */
  sent(wants: readonly Want[]): void
  /** Drops this very wish; a newer one for the same name stays. */
  drop(want: Want): void
  /** The name and family is stopped, whatever is wished for it by now. */
  stop(want: Want): void
  /** The name holds what was wished for. */
  fulfil(want: Want): void
  /** It stopped its account: from now on it goes last, so that it starves no other. */
  putLast(want: Want): void
  /** Drops all of them. @returns what they were */
  takeAll(): readonly Want[]
}

export function createWishes(ledger: Pick<Ledger, 'state'>): Wishes {
  const wants = new Map<string, Want>()
  const last = new Set<string>()
  const cleared = new Set<Want>()

  const isLast = (want: Want): boolean => last.has(familyKey(want))

  /** What was wished for while another address was in doubt may turn out to be there already. */
  function isFulfilled(want: Want, target: string): boolean {
    const state = ledger.state(want)
    const isKnown = state !== null && state.unsettled === null && state.target === target
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
      batch.filter((want) => stateAt(ledger.state(want), target)?.unsettled != null && !cleared.has(want)),
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
