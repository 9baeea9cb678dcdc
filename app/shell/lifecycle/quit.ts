// Quitting: the engine finishes what is under way, but neither the user nor the system's shutdown waits long for it.
import { messageOf } from '../../model/message-of.ts'
import type { Clock, Log } from '../../model/ports.ts'

/** Keeps the whole quit below two seconds. Installers and the shutdown of Windows do not wait longer. */
export const STOP_TIMEOUT_MS = 1_500

export interface QuitOptions {
  readonly clock: Pick<Clock, 'setTimer'>
  readonly log: Log
  /** Takes everything from the screen. It runs first. */
  readonly closeDesktop: () => void
  readonly stopEngine: () => Promise<void>
  /** Ends the process without further events. */
  readonly exit: (code: number) => void
}

export interface Quit {
  readonly isStarted: boolean
  /** Quit, session end and signals may all call it: only the first call counts. */
  readonly start: () => void
}

export function createQuit({ clock, log, closeDesktop, stopEngine, exit }: QuitOptions): Quit {
  let isStarted = false
  let isDone = false
  const end = (): void => {
    if (isDone) return
    isDone = true
    exit(0)
  }
  return {
    get isStarted() {
      return isStarted
    },
    start: () => {
      if (isStarted) return
      isStarted = true
      closeDesktop()
      const cancel = clock.setTimer(STOP_TIMEOUT_MS, () => {
        log('warn', 'the engine did not stop in time; the store recovers unfinished attempts')
        end()
      })
      void stopEngine()
        .catch((error: unknown) => log('error', 'the engine did not stop cleanly', { error: messageOf(error) }))
        .then(() => {
          cancel()
          end()
        })
    },
  }
}
