// Ending: the engine settles what is under way, but the system's shutdown and the user wait for nobody for long.
import type { Clock, Log } from '../../model/ports.ts'

/** The whole quit stays below two seconds: an installer and Windows' shutdown look no longer. */
export const STOP_LIMIT_MS = 1_500

export interface QuitParts {
  readonly clock: Pick<Clock, 'setTimer'>
  readonly log: Log
  /** What the user sees goes first. */
  readonly closeSurfaces: () => void
  readonly stopEngine: () => Promise<void>
  /** Ends the process without further events. */
  readonly exit: (code: number) => void
}

export class Quit {
  readonly #parts: QuitParts
  #begun = false

  constructor(parts: QuitParts) {
    this.#parts = parts
  }

  get begun(): boolean {
    return this.#begun
  }

  /** Idempotent: quit, session end and signals may all ask. */
  begin(): void {
    if (this.#begun) return
    this.#begun = true
    const { clock, log, closeSurfaces, stopEngine, exit } = this.#parts
    closeSurfaces()
    let ended = false
    const end = (): void => {
      if (ended) return
      ended = true
      exit(0)
    }
    const cancel = clock.setTimer(STOP_LIMIT_MS, () => {
      log('warn', 'The engine did not stop in time; the store recovers what was cut off')
      end()
    })
    void stopEngine()
      .catch((error: unknown) => log('error', 'The engine did not stop cleanly', { cause: String(error) }))
      .then(() => {
        cancel()
        end()
      })
  }
}
