// Whether something is being learnt about a server just now: who waits for the zone then waits on.
import type { Settings } from '../../contract/settings.ts'
import type { LearntForm } from '../../model/update-form.ts'
import type { StateCache } from '../state-cache.ts'
import { isSilence } from './form-learner.ts'

export interface LearningFacts {
  readonly settings: Pick<Settings, 'records'>
  readonly learnt: (account: string) => LearntForm | null
  readonly states: Pick<StateCache, 'accountHold'>
  /** Epoch ms. */
  readonly now: number
}

/** By then the zone has shown what was taken without a word, or it is left to the next try. */
const SILENCE_MS = 10_000

/** A form is being tried, and nothing keeps it from being sent; or the zone may show what was taken without a word. */
export function isLearning({ settings, learnt, states, now }: LearningFacts): boolean {
  const accounts = new Set(settings.records.map(({ account }) => account))
  return [...accounts].some((account) => {
    const hold = states.accountHold(account)
    if (hold !== null) return isSilence(hold) && now - hold.since < SILENCE_MS
    return learnt(account)?.trial != null
  })
}
