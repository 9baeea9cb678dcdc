// Starting the engine where nobody watches. At sign-in much is not ready yet: a disk, the network's folders, another process
// that still holds the database. A start that fails is reported, and tried again by timer and on request.
import { messageOf, stackOf } from '../../model/message-of.ts'
import type { Clock, Disposer, Log } from '../../model/ports.ts'
import type { EnginePort } from '../engine-port.ts'

/** Waits between tries. The last one counts for all that follow. */
export const START_RETRY_MS = [10_000, 20_000, 60_000, 300_000] as const

export interface EngineStartOptions {
  readonly start: () => Promise<EnginePort>
  readonly clock: Pick<Clock, 'setTimer'>
  readonly log: Log
  /** A further try begins. */
  readonly onTrying: () => void
  /** @param cause why it failed, for the user */
  readonly onFailed: (cause: string) => void
}

export interface EngineStart {
  /** Resolves once a try works; never after `stop`. */
  readonly engine: Promise<EnginePort>
  /** Does not wait for the timer. Without effect while a try is under way, and once one has worked. */
  readonly tryAgain: () => void
  /** No further try begins. */
  readonly stop: () => void
}

/** Begins the first try at once. */
export function startUntilItWorks({ start, clock, log, onTrying, onFailed }: EngineStartOptions): EngineStart {
  let tries = 0
  let cancelRetry: Disposer | null = null
  let isStopped = false
  let resolveEngine: (engine: EnginePort) => void = () => undefined
  const engine = new Promise<EnginePort>((resolve) => {
    resolveEngine = resolve
  })
  async function tryOnce(): Promise<void> {
    cancelRetry = null
    tries += 1
    try {
      resolveEngine(await start())
      if (tries > 1) log('info', 'the engine started after failures', { tries })
    } catch (error) {
      const waitMs = START_RETRY_MS[Math.min(tries, START_RETRY_MS.length) - 1] ?? 0
      log('error', 'the engine could not start', { error: stackOf(error), tries, waitMs })
      if (isStopped) return
      cancelRetry = clock.setTimer(waitMs, retry)
      onFailed(messageOf(error))
    }
  }
  function retry(): void {
    onTrying()
    void tryOnce()
  }
  void tryOnce()
  return {
    engine,
    tryAgain: () => {
      if (cancelRetry === null) return
      cancelRetry()
      retry()
    },
    stop: () => {
      isStopped = true
      cancelRetry?.()
      cancelRetry = null
    },
  }
}
