// Whether the world outside was silent: two accounts at least failed for the network, and none came through since. The first
// that does shows that the network is back, and ends the waits of the others for one try.
import { elapsed, SECOND } from '../world/virtual-time.ts'
import type { ReferenceModel } from './reference-model.ts'

export interface Silence {
  /** A request failed for the network. @param beganAt in simulated time */
  failed(account: string, beganAt: number): void
  /** An update came through. */
  cameThrough(model: ReferenceModel): void
  /** The next process does not know when something last answered. */
  restarted(): void
}

/** A server that fails so soon after another one answered has a problem of its own. */
const BESIDE_AN_ANSWER_MS = 10 * SECOND

export function createSilence(onBroken: () => void): Silence {
  let answeredAt = Number.NEGATIVE_INFINITY
  const accounts = new Set<string>()
  return {
    failed: (account, beganAt) => {
      if (beganAt - answeredAt >= BESIDE_AN_ANSWER_MS) accounts.add(account)
    },
    restarted: () => {
      answeredAt = Number.NEGATIVE_INFINITY
    },
    cameThrough: (model) => {
      if (accounts.size >= 2) {
        model.resetBackoff('answered')
        onBroken()
      }
      answeredAt = elapsed()
      accounts.clear()
    },
  }
}
