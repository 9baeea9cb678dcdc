// What is done about names that hold something else: where the record says so, nothing forbids it and the world outside
// agrees, the confirmed addresses are sent again. Whatever is in doubt is only shown.
import type { RecordSettings } from '../../../contract/settings.ts'
import { type FamilyKey, familyKey } from '../../../model/store.ts'
import type { OutsideView } from '../dns/public-agreement.ts'
import type { VerifiedStates } from '../verification-cache.ts'
import type { Verification } from '../verifier.ts'
import type { Corrections } from './correction-limit.ts'

/** Per family key what the zone was found to hold instead. */
export type Drifted = ReadonlyMap<string, readonly string[]>

/** One confirmed address and what was found in its place. */
export interface Look {
  readonly key: FamilyKey
  readonly address: string
  readonly found: Verification
}

export interface DriftCorrectionOptions {
  readonly cache: VerifiedStates
  readonly corrections: Corrections
  readonly outside: OutsideView
  readonly isPaused: () => boolean
  /** Whether the address is still the confirmed one, with nothing under way. */
  readonly isAtRest: (key: FamilyKey, address: string) => boolean
  /** Sends the confirmed addresses of these names again. */
  readonly correct: (drifted: Drifted) => void
}

/** @returns the work for one name, whose families are put right together; it tells whether doubts came up. */
export function createDriftCorrection(options: DriftCorrectionOptions) {
  const { cache, corrections, outside } = options

  async function isProven({ key, address, found }: Look): Promise<boolean> {
    const proven = found.correctable && (await outside.agrees(key, address, found))
    if (!proven) cache.doubt(key)
    return proven
  }

  return async (record: Pick<RecordSettings, 'onDrift'>, looks: readonly Look[]): Promise<boolean> => {
    for (const { key } of looks) corrections.lookedAgain(key)
    const mayCorrect = () => record.onDrift === 'correct' && !options.isPaused()
    if (!mayCorrect()) return false
    const due = looks.filter(({ key }) => cache.view(key)?.drift != null && corrections.isDue(key))
    const proven = await Promise.all(due.map(isProven))
    // Asking took its time: what has changed meanwhile is judged by the next look.
    const left = due.filter(({ key, address }, index) => {
      return proven[index] && mayCorrect() && options.isAtRest(key, address) && corrections.isDue(key)
    })
    for (const { key, address } of left) corrections.asked(key, address)
    if (left.length > 0) options.correct(new Map(left.map(({ key, found }) => [familyKey(key), found.found])))
    return proven.includes(false)
  }
}
