// Whether the store can be written. While it cannot, nothing is sent: a write is tried every few seconds, and everything goes
// on as soon as one succeeds.
import { messageOf } from '../model/message-of.ts'
import type { Clock, Disposer } from '../model/ports.ts'
import { STORE_LOCKED, type Store } from '../model/store.ts'

export interface StoreHealth {
  /** The store, which reports here what becomes of each write. */
  readonly store: Store
  /** Why it cannot be written; null when it can. */
  readonly problem: string | null
  report(reason: string): void
  /** Finds out now whether the file is still there, and writes it again where it is not. */
  check(): void
  stop(): void
}

export interface StoreHealthOptions {
  readonly store: Store
  readonly clock: Pick<Clock, 'setTimer' | 'monotonic'>
  readonly onChange: () => void
  /** It could not be written for a while, and can be again. */
  readonly onRestored: () => void
}

const PROBE_MS = 3_000
/** Another program mostly keeps the database locked for less than a second. */
const LOCKED_PROBE_MS = 500
/** A nearly full disk may take a probe and no update. Each relapse within a minute makes the next wait longer. */
const RELAPSE_WITHIN_MS = 60_000
const LONGER_BY = 4
const LONGEST_MS = 2 * 60_000
/** In quiet times: whether the file is still there. Nothing is written for it. */
const CHECK_MS = 60_000

const READS: ReadonlySet<string> = new Set<keyof Store>([
  ...(['families', 'holds', 'clockReading', 'round', 'lastRound', 'history', 'getValue', 'close'] as const),
  // Whoever calls these reports what they throw.
  ...(['check', 'probe'] as const),
])

export function createStoreHealth({ store, clock, onChange, onRestored }: StoreHealthOptions): StoreHealth {
  let problem: string | null = null
  let isStopped = false
  let probeMs = PROBE_MS
  let restoredAt = Number.NEGATIVE_INFINITY
  let cancel: Disposer = () => {}

  function report(reason: string): void {
    const isNew = problem === null
    const isOther = problem !== reason
    problem = reason
    if (isNew) {
      const isRelapse = clock.monotonic() - restoredAt < RELAPSE_WITHIN_MS
      const firstMs = reason === STORE_LOCKED ? LOCKED_PROBE_MS : PROBE_MS
      probeMs = isRelapse ? Math.min(LONGEST_MS, probeMs * LONGER_BY) : firstMs
      plan()
    }
    if (isOther) onChange()
  }

  function check(): void {
    try {
      if (store.check()) onChange()
    } catch (error) {
      report(messageOf(error))
    }
  }

  function plan(): void {
    cancel()
    if (isStopped) return
    cancel = clock.setTimer(problem === null ? CHECK_MS : probeMs, () => {
      if (problem === null) check()
      else probe()
      plan()
    })
  }

  function probe(): void {
    try {
      store.probe()
      problem = null
      restoredAt = clock.monotonic()
      onChange()
      onRestored()
    } catch (error) {
      report(messageOf(error))
    }
  }

  function watched(write: (...args: unknown[]) => unknown) {
    return (...args: unknown[]): unknown => {
      try {
        return write.apply(store, args)
      } catch (error) {
        if (!isStopped) report(messageOf(error))
        throw error
      }
    }
  }

  plan()
  return {
    store: new Proxy(store, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name)
        return typeof member !== 'function' || READS.has(String(name)) ? member : watched(member as never)
      },
    }),
    get problem() {
      return problem
    },
    report,
    check,
    stop: () => {
      isStopped = true
      cancel()
    },
  }
}
