// The real store behind a guard that can refuse writes, as a full disk does, and can end the process before or after any
// write.
import type { FamilyState, Hold, NewAttempt, Settlement, SettleOptions, Store } from '../../../app/model/store.ts'

/** Everything else writes. */
const READS: ReadonlySet<string> = new Set<keyof Store>([
  ...(['families', 'holds', 'clockReading', 'round', 'lastRound', 'history', 'getValue', 'close'] as const),
  ...(['check'] as const),
])

/** The process ends at a write: this many writes from now, before or after that write. */
export interface Crash {
  writesLeft: number
  readonly isAfter: boolean
}

export interface StoreGuard {
  isDiskFull: boolean
  crash: Crash | null
}

export interface StoreHooks {
  readonly onAttemptsBegun: (
    attempts: readonly NewAttempt[],
    ids: readonly number[],
    touched: readonly FamilyState[],
  ) => void
  readonly onFamilyWritten: (state: FamilyState) => void
  readonly onAttemptsSettled: (settlements: readonly Settlement[]) => void
  /** These settlements could not be written. */
  readonly onSettlingRefused: (settlements: readonly Settlement[]) => void
  readonly onHoldWritten: (hold: Hold) => void
  readonly onTimesShifted: () => void
  readonly onRefused: (write: keyof Store) => void
  readonly onCrash: (write: keyof Store, isAfter: boolean) => void
  readonly isAlive: () => boolean
}

export function guardStore(store: Store, guard: StoreGuard, hooks: StoreHooks): Store {
  const refuse = (write: keyof Store, why: string, settlements: unknown): never => {
    hooks.onRefused(write)
    if (write === 'settleAttempts') hooks.onSettlingRefused(settlements as readonly Settlement[])
    throw new Error(why)
  }

  function reportWritten(write: keyof Store, args: readonly unknown[], result: unknown): void {
    if (write === 'beginAttempts') {
      const touched = (args[2] ?? []) as readonly FamilyState[]
      hooks.onAttemptsBegun(args[0] as readonly NewAttempt[], result as readonly number[], touched)
    }
    if (write === 'putFamilies') for (const state of args[0] as readonly FamilyState[]) hooks.onFamilyWritten(state)
    if (write === 'settleAttempts') {
      hooks.onAttemptsSettled(args[0] as readonly Settlement[])
      for (const hold of (args[2] as SettleOptions | undefined)?.holds ?? []) hooks.onHoldWritten(hold)
    }
    if (write === 'putHold') hooks.onHoldWritten(args[0] as Hold)
    if (write === 'putShifted') hooks.onTimesShifted()
  }

  function guarded(write: keyof Store, work: (...args: unknown[]) => unknown) {
    return (...args: unknown[]): unknown => {
      if (!hooks.isAlive()) throw new Error('the process has ended')
      if (guard.isDiskFull) refuse(write, 'database or disk is full', args[0])
      const { crash } = guard
      const isHere = crash !== null && --crash.writesLeft <= 0
      if (isHere && !crash.isAfter) {
        hooks.onCrash(write, false)
        refuse(write, 'the process has ended', args[0])
      }
      const result = work(...args)
      reportWritten(write, args, result)
      if (isHere) {
        hooks.onCrash(write, true)
        throw new Error('the process has ended')
      }
      return result
    }
  }

  const writes = Object.entries(store).filter(([name]) => !READS.has(name))
  return { ...store, ...Object.fromEntries(writes.map(([name, work]) => [name, guarded(name as keyof Store, work)])) }
}
