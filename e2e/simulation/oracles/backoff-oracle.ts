// How long an account (or a name) must be left alone after failures that pass by themselves: tries after 1, 2 and 4 s, then
// waits of a minute doubling to an hour, five minutes doubling to six hours after an answer that nobody understands. Never
// longer than what is promised, so that waiting less is a broken promise.

import type { Word } from '../world/replies.ts'
import { HOUR, MINUTE, passed, SECOND } from '../world/virtual-time.ts'

export interface Patience {
  /** Nothing may be sent before; in passed time, 0 when anything may. */
  readonly notBefore: number
  /** Something is sent. */
  sent(): void
  failed(word: Word): void
  succeeded(): void
  /**
   * Something that may end waits: the network may be back (`network`, ends waits that it caused), the user wants it now
   * (`all`), or other addresses are wanted (`wish`, ends no wait, but what follows is a new series).
   */
  excuse(why: 'network' | 'all' | 'wish'): void
  /** The process ended: tries between waits are forgotten, waits are not. */
  restarted(): void
  copy(): Patience
}

const LADDER_MS = [1 * SECOND, 2 * SECOND, 4 * SECOND]
/** Tries are spread by a fifth, so that many clients do not come in step. */
const SPREAD = 0.8
/** Longer than any wait between two tries of one series, with the time it takes to ask about what may have arrived. */
const LONG_SILENCE_MS = 15 * SECOND
/** A word of the network is taken up after this time at the latest. */
const LONGEST_DEBOUNCE_MS = 6 * SECOND

interface State {
  notBefore: number
  tries: number
  waits: number
  failedAt: number
  sentAt: number
  /** When other addresses were last wanted. */
  wishedAt: number
  isNetwork: boolean
  excusedUntil: { network: number; all: number }
}

export function createPatience(hasLadder: boolean, start?: State): Patience {
  const state: State = start ?? {
    ...{ notBefore: 0, tries: 0, waits: 0, failedAt: 0, sentAt: 0, wishedAt: 0, isNetwork: false },
    excusedUntil: { network: 0, all: 0 },
  }

  /** In passed time. */
  function nextAt({ means }: Word, now: number): number {
    if (means === 'hiccup' && hasLadder && state.waits === 0) {
      const wait = LADDER_MS[state.tries]
      state.tries += 1
      if (wait !== undefined) return now + wait * SPREAD
    }
    state.waits += 1
    const [first, longest] = means === 'later' ? [5 * MINUTE, 6 * HOUR] : [MINUTE, HOUR]
    return now + Math.min(longest, first * 2 ** (state.waits - 1))
  }

  const forgetSeries = (): void => {
    state.tries = 0
    state.waits = 0
  }

  return {
    get notBefore() {
      return state.notBefore
    },
    sent: () => {
      // Where what was wanted turned out not to be for a while, what follows is a new series.
      if (state.waits === 0 && passed() - state.failedAt >= LONG_SILENCE_MS) forgetSeries()
      state.sentAt = passed()
    },
    failed: (word) => {
      const now = passed()
      state.failedAt = now
      state.isNetwork = word.kind === 'network'
      state.notBefore = 0
      const { network, all } = state.excusedUntil
      if (now <= all || (state.isNetwork && now <= network)) {
        forgetSeries()
        return
      }
      if (word.means !== 'hiccup' && word.means !== 'later') {
        forgetSeries()
        return
      }
      state.notBefore = nextAt(word, now)
      // What was sent is not what is wanted any more: whatever comes next begins a series of its own.
      if (state.sentAt < state.wishedAt) forgetSeries()
    },
    succeeded: () => {
      forgetSeries()
      state.notBefore = 0
    },
    excuse: (why) => {
      if (why === 'wish') {
        state.wishedAt = passed()
        forgetSeries()
        return
      }
      state.excusedUntil[why] = passed() + LONGEST_DEBOUNCE_MS
      if (why === 'network' && !state.isNetwork) return
      forgetSeries()
      state.notBefore = 0
    },
    restarted: () => {
      // A start is a word of the network, too.
      if (state.isNetwork || state.waits === 0) state.notBefore = 0
      forgetSeries()
    },
    copy: () => createPatience(hasLadder, structuredClone(state)),
  }
}
