// The store of a life: the real one behind a guard that can refuse to write, as a full disk does, and that can end the
// process between two writes, before or after one of them.

import type { Hold, NewAttempt, Settlement, SettleOptions, Store } from '../../../app/model/store.ts'

/** Everything else writes. */
const READS: ReadonlySet<string> = new Set<keyof Store>([
  ...(['families', 'holds', 'clockReading', 'round', 'lastRound', 'history', 'getValue', 'close'] as const),
])

/** The process ends at a write: this many writes from now, and before or after it. */
export interface Cut {
  left: number
  readonly isAfter: boolean
}

export interface StoreGuard {
  /** The disk is full. */
  isFull: boolean
  cut: Cut | null
}

export interface StoreWatch {
  readonly onBegun: (attempts: readonly NewAttempt[], ids: readonly number[]) => void
  readonly onSettled: (settlements: readonly Settlement[]) => void
  /** What was to be settled could not be written. */
  readonly onUnsettled: (settlements: readonly Settlement[]) => void
  readonly onHeld: (hold: Hold) => void
  readonly onShifted: () => void
  readonly onRefused: (write: string) => void
  readonly onCut: (write: string, isAfter: boolean) => void
  readonly isAlive: () => boolean
}

export function guardStore(store: Store, guard: StoreGuard, watch: StoreWatch): Store {
  const refuse = (write: string, why: string, settlements: unknown): never => {
    watch.onRefused(write)
    if (write === 'settleAttempts') watch.onUnsettled(settlements as readonly Settlement[])
    throw new Error(why)
  }

  function guarded(write: string, work: (...args: unknown[]) => unknown) {
    return (...args: unknown[]): unknown => {
      if (!watch.isAlive()) throw new Error('the process has ended')
      if (guard.isFull) refuse(write, 'database or disk is full', args[0])
      const { cut } = guard
      const isHere = cut !== null && --cut.left <= 0
      if (isHere && !cut.isAfter) {
        watch.onCut(write, false)
        refuse(write, 'the process has ended', args[0])
      }
      const result = work(...args)
      if (write === 'beginAttempts') watch.onBegun(args[0] as readonly NewAttempt[], result as readonly number[])
      if (write === 'settleAttempts') watch.onSettled(args[0] as readonly Settlement[])
      if (write === 'putHold') watch.onHeld(args[0] as Hold)
      if (write === 'settleAttempts')
        for (const hold of (args[1] as SettleOptions | undefined)?.holds ?? []) watch.onHeld(hold)
      if (write === 'shiftTimes') watch.onShifted()
      if (isHere) {
        watch.onCut(write, true)
        throw new Error('the process has ended')
      }
      return result
    }
  }

  const writes = Object.entries(store).filter(([name]) => !READS.has(name))
  return { ...store, ...Object.fromEntries(writes.map(([name, work]) => [name, guarded(name, work)])) }
}
