// Checks promise 3 "never banned": after a failure that may pass, Homeward tries again after 1, 2 and 4 s, then waits 1 min
// doubling to 1 h; after an unrecognised reply it waits 5 min doubling to 6 h. The oracle expects the shortest waits that
// this allows, so that a shorter one is a violation.
import type { Reply } from '../world/replies.ts'
import { elapsed, HOUR, MINUTE, SECOND } from '../world/virtual-time.ts'

/**
 * Why waits may be shorter. `network`: the network may be back, which ends the waits that it caused. `user`: the user asks
 * for the update now, which ends every wait. `new-series`: another update is pending, which ends no wait, but the next failure
 * is the first of a new retry series. `answered`: something outside answered after a silence, which ends the wait that the
 * network caused, for one try: the waits go on growing.
 */
export type BackoffReset = 'network' | 'user' | 'new-series' | 'answered'

/** The back-off of one account, or of one family of a record. Times are simulated time (`elapsed`). */
export interface BackoffOracle {
  /** Nothing may be sent before; 0 when anything may be sent. */
  readonly notBefore: number
  sent(): void
  failed(reply: Reply): void
  succeeded(): void
  reset(reason: BackoffReset): void
  /** The process ended. The next one does not know the retry series, but knows the waits. */
  restarted(): void
  copy(): BackoffOracle
}

const RETRY_DELAYS_MS = [1 * SECOND, 2 * SECOND, 4 * SECOND]
/** Homeward varies its retry delays by a fifth, so that many clients do not fall into step. */
const SHORTEST_SHARE = 0.8
/** Longer than any pause within one retry series, with the time that a query about an attempt in doubt takes. */
const LONGEST_PAUSE_IN_SERIES_MS = 15 * SECOND
/** A trigger has led to a round after this time at the latest. */
const LONGEST_DEBOUNCE_MS = 6 * SECOND

interface State {
  notBefore: number
  retries: number
  waits: number
  failedAt: number
  sentAt: number
  /** When another update last became pending. */
  newSeriesAt: number
  isNetworkFailure: boolean
  /** The account may still be parked: the model forgot the wait, since the next failure may begin a new series. */
  mayBeParked: boolean
  resetUntil: { network: number; user: number }
}

/** @param hasRetries whether the provider allows another request within seconds */
export function createBackoffOracle(hasRetries: boolean, start?: State): BackoffOracle {
  const state: State = start ?? {
    ...{ notBefore: 0, retries: 0, waits: 0, failedAt: 0, sentAt: 0, newSeriesAt: 0, isNetworkFailure: false },
    mayBeParked: false,
    resetUntil: { network: 0, user: 0 },
  }

  function nextAt({ recovery }: Reply, now: number): number {
    if (recovery === 'retry' && hasRetries && state.waits === 0) {
      const delay = RETRY_DELAYS_MS[state.retries]
      state.retries += 1
      if (delay !== undefined) return now + delay * SHORTEST_SHARE
    }
    state.waits += 1
    const [first, longest] = recovery === 'slow-retry' ? [5 * MINUTE, 6 * HOUR] : [MINUTE, HOUR]
    return now + Math.min(longest, first * 2 ** (state.waits - 1))
  }

  const forgetSeries = (): void => {
    state.mayBeParked ||= state.waits > 0
    state.retries = 0
    state.waits = 0
  }

  return {
    get notBefore() {
      return state.notBefore
    },
    sent: () => {
      // After so long the update was not pending in between: this request begins a new series.
      if (state.waits === 0 && elapsed() - state.failedAt >= LONGEST_PAUSE_IN_SERIES_MS) forgetSeries()
      state.sentAt = elapsed()
    },
    failed: (reply) => {
      const now = elapsed()
      state.failedAt = now
      state.isNetworkFailure = reply.kind === 'network'
      state.notBefore = 0
      const { network, user } = state.resetUntil
      if (now <= user || (state.isNetworkFailure && now <= network)) {
        forgetSeries()
        return
      }
      if (reply.recovery !== 'retry' && reply.recovery !== 'slow-retry') {
        forgetSeries()
        return
      }
      state.notBefore = nextAt(reply, now)
      // The update that failed is no longer pending, another one is: the next request begins a new series.
      if (state.sentAt < state.newSeriesAt) forgetSeries()
    },
    succeeded: () => {
      forgetSeries()
      state.mayBeParked = false
      state.notBefore = 0
    },
    reset: (reason) => {
      if (reason === 'new-series') {
        state.newSeriesAt = elapsed()
        forgetSeries()
        return
      }
      if (reason === 'answered') {
        if (state.isNetworkFailure && (state.waits > 0 || state.mayBeParked)) state.notBefore = 0
        return
      }
      state.resetUntil[reason] = elapsed() + LONGEST_DEBOUNCE_MS
      if (reason === 'network' && !state.isNetworkFailure) return
      forgetSeries()
      state.notBefore = 0
    },
    restarted: () => {
      // A start counts as a change of the network, too.
      if (state.isNetworkFailure || state.waits === 0) state.notBefore = 0
      forgetSeries()
      state.mayBeParked = false
    },
    copy: () => createBackoffOracle(hasRetries, structuredClone(state)),
  }
}
