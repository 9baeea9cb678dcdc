// Handles bugs in the main process. Electron would show a dialog that blocks everything until somebody clicks it. Instead
// the app starts again once, and ends if that does not help.
import { stackOf } from '../../model/message-of.ts'
import type { Log } from '../../model/ports.ts'

/** A process that lived less than this is not restarted: it would crash and restart forever. */
export const MIN_LIFE_MS = 60_000

export interface CrashGuardOptions {
  readonly log: Log
  /** Milliseconds since this process started. */
  readonly aliveMs: () => number
  readonly relaunch: () => void
  readonly exit: (code: number) => void
}

type Emitter = Pick<NodeJS.Process, 'on'>

export function guardAgainstCrashes(process: Emitter, { log, aliveMs, relaunch, exit }: CrashGuardOptions): void {
  process.on('uncaughtException', (error) => {
    const restarts = aliveMs() >= MIN_LIFE_MS
    log('error', 'a bug ended the app', { error: stackOf(error), restarts })
    if (restarts) relaunch()
    exit(1)
  })
  // One forgotten promise affects one operation only: the app goes on.
  process.on('unhandledRejection', (reason) => {
    log('error', 'a rejected promise was not handled', { error: stackOf(reason) })
  })
}
