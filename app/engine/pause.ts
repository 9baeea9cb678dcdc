// The user's pause: kept across restarts, ended by the user or when its time has come.
import type { Clock, Disposer } from '../model/ports.ts'
import type { Store } from '../model/store.ts'

export interface PauseOptions {
  readonly clock: Clock
  readonly store: Pick<Store, 'getValue' | 'setValue'>
  readonly onChange: () => void
  /** The pause has ended: it is time for a round. */
  readonly onEnd: () => void
}

export interface Pause {
  readonly active: boolean
  /** Epoch ms, null when it is not active or has no end. */
  readonly until: number | null
  /** @param until epoch ms, null for a pause without end */
  begin(until: number | null): void
  end(): void
  /** The wall clock was moved by `ms` milliseconds: the remaining pause keeps its length. */
  clockMoved(ms: number): void
  stop(): void
}

const NAME = 'paused-until'
const FOREVER = 'forever'

export function createPause({ clock, store, onChange, onEnd }: PauseOptions): Pause {
  let value = store.getValue(NAME)
  let cancelTimer: Disposer = () => {}

  const until = (): number | null => (value === null || value === FOREVER ? null : Number(value))
  const isActive = (): boolean => {
    // Read first: the reading may find a step of the clock, which moves the end of the pause.
    const now = clock.now()
    return value === FOREVER || (until() ?? 0) > now
  }

  function set(next: string | null): void {
    value = next
    try {
      store.setValue(NAME, next)
    } catch {
      // The pause counts all the same, but a restart forgets it. The next round reports the store's problem.
    }
    arm()
    onChange()
  }

  function arm(): void {
    cancelTimer()
    const at = until()
    if (at === null || !isActive()) return
    // The longest timer is 24 days: a longer pause sets another one.
    cancelTimer = clock.setTimer(Math.min(at - clock.now(), 2_147_483_647), () => (isActive() ? arm() : end()))
  }

  function end(): void {
    if (value === null) return
    set(null)
    onEnd()
  }

  arm()
  return {
    get active() {
      return isActive()
    },
    get until() {
      return isActive() ? until() : null
    },
    begin: (at) => set(at === null ? FOREVER : String(at)),
    end,
    clockMoved: (ms) => {
      const at = until()
      // The step may have carried the clock past the end: the pause keeps its length all the same.
      if (at !== null) set(String(at + ms))
    },
    stop: () => cancelTimer(),
  }
}
