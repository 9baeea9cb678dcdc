// The user's pause: kept across restarts, ended by the user or by its time.
import type { Clock, Disposer } from '../model/ports.ts'
import type { Store } from '../model/store.ts'

export interface PauseOptions {
  readonly clock: Clock
  readonly store: Pick<Store, 'getValue' | 'setValue'>
  readonly onChange: () => void
  /** The pause is over: look again. */
  readonly onOver: () => void
}

export interface Pause {
  readonly active: boolean
  /** Epoch ms, null when it is not active or has no end. */
  readonly until: number | null
  /** @param until epoch ms, null for a pause without end */
  begin(until: number | null): void
  end(): void
  /** The wall clock was moved by so much: what is left of the pause stays. */
  clockMoved(ms: number): void
  stop(): void
}

const NAME = 'paused-until'
const FOREVER = 'forever'

export function createPause({ clock, store, onChange, onOver }: PauseOptions): Pause {
  let value = store.getValue(NAME)
  let cancelTimer: Disposer = () => {}

  const until = (): number | null => (value === null || value === FOREVER ? null : Number(value))
  const isActive = (): boolean => {
    // Asked first: a step of the clock that is noticed by it moves the end of the pause.
    const now = clock.now()
    return value === FOREVER || (until() ?? 0) > now
  }

  function set(next: string | null): void {
    value = next
    try {
      store.setValue(NAME, next)
    } catch {
      // Not kept across a restart then; for now it counts all the same, and the store's trouble is told by the next round.
    }
    arm()
    onChange()
  }

  function arm(): void {
    cancelTimer()
    const at = until()
    if (at === null || !isActive()) return
    // The longest timer is 24 days; a longer pause is armed again.
    cancelTimer = clock.setTimer(Math.min(at - clock.now(), 2_147_483_647), () => (isActive() ? arm() : end()))
  }

  function end(): void {
    if (value === null) return
    set(null)
    onOver()
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
      // As long as it was, whether or not the step has carried the clock past its end.
      if (at !== null) set(String(at + ms))
    },
    stop: () => cancelTimer(),
  }
}
