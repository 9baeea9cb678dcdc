// What happens after a bug in the main process: Electron's own answer is a dialog that blocks everything until someone
// clicks it, and nobody may be there. The app starts itself anew instead, once, and ends if that does not help.
import type { Log } from '../../model/ports.ts'

/** A process that lived shorter than this did not die of bad luck: starting it again would go on for ever. */
export const WORTH_RESTARTING_MS = 60_000

export interface CrashGuardParts {
  readonly log: Log
  /** Milliseconds this process has lived. */
  readonly aliveMs: () => number
  readonly relaunch: () => void
  readonly exit: (code: number) => void
}

type Emitter = Pick<NodeJS.Process, 'on'>

export function guardAgainstCrashes(process: Emitter, { log, aliveMs, relaunch, exit }: CrashGuardParts): void {
  process.on('uncaughtException', (error) => {
    const again = aliveMs() >= WORTH_RESTARTING_MS
    log('error', 'A bug ended Homeward', { cause: error.stack ?? String(error), startsAgain: again })
    if (again) relaunch()
    exit(1)
  })
  // One forgotten promise is one failure: the rest goes on.
  process.on('unhandledRejection', (cause) => {
    log('error', 'A failure was not handled', { cause: cause instanceof Error ? cause.stack : String(cause) })
  })
}
