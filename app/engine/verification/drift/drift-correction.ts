// What is done about drift. The published addresses are sent again where the record allows it, no hold forbids it and
// public resolvers agree. Anything doubtful is only shown.
import type { RecordSettings } from '../../../contract/settings.ts'
import { type FamilyKey, familyKey } from '../../../model/store.ts'
import type { PublicAgreement } from '../dns/public-agreement.ts'
import type { VerificationCache } from '../verification-cache.ts'
import type { Verification } from '../verifier.ts'
import type { CorrectionLimit } from './correction-limit.ts'

/** For each family key the addresses that the zone holds instead of the published one. */
export type Drifted = ReadonlyMap<string, readonly string[]>

export interface CheckedAddress {
  readonly key: FamilyKey
  /** The published address that was checked. */
  readonly address: string
  readonly found: Verification
}

export interface DriftCorrectionOptions {
  readonly cache: VerificationCache
  readonly corrections: CorrectionLimit
  readonly publicAgreement: PublicAgreement
  readonly isPaused: () => boolean
  /** Whether the address is still the published one and no update is pending. */
  readonly isAtRest: (key: FamilyKey, address: string) => boolean
  /** Sends the published addresses of these families again. */
  readonly correct: (drifted: Drifted) => void
}

/** @returns a function that corrects one record, both families in one go. It resolves to whether any drift is unproven. */
export function createDriftCorrection(options: DriftCorrectionOptions) {
  const { cache, corrections, publicAgreement } = options

  async function isProven({ key, address, found }: CheckedAddress): Promise<boolean> {
    const proven = found.correctable && (await publicAgreement.isConfirmedPublicly(key, address, found))
    if (!proven) cache.noteDoubt(key)
    return proven
  }

  return async (record: Pick<RecordSettings, 'onDrift'>, checked: readonly CheckedAddress[]): Promise<boolean> => {
    for (const { key } of checked) corrections.clearRequest(key)
    const mayCorrect = () => record.onDrift === 'correct' && !options.isPaused()
    if (!mayCorrect()) return false
    const due = checked.filter(({ key }) => cache.view(key)?.drift != null && corrections.isDue(key))
    const proven = await Promise.all(due.map(isProven))
    // The queries took time. Whatever has changed since then is left to the next scan.
    const toSend = due.filter(({ key, address }, index) => {
      return proven[index] && mayCorrect() && options.isAtRest(key, address) && corrections.isDue(key)
    })
    for (const { key, address } of toSend) corrections.markRequested(key, address)
    if (toSend.length > 0) options.correct(new Map(toSend.map(({ key, found }) => [familyKey(key), found.found])))
    return proven.includes(false)
  }
}
