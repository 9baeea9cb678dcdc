// What a drift means for the user: sending again corrects it, sending again did not help, or only this network says so.
import { type Reason, reason } from '../../../contract/reason.ts'
import { driftReason } from '../../../model/decide.ts'
import { publishable } from '../../../model/special-purpose.ts'
import { MAX_CORRECTIONS } from './correction-limit.ts'

export interface DriftFacts {
  /** The address that the zone holds instead; null when it holds none. */
  readonly found: string | null
  /** The published address. */
  readonly address: string
  /** How often in a row the address was sent again without effect. */
  readonly corrections: number
  /** How many checks in a row could not prove the difference. */
  readonly doubts: number
}

export interface DriftAssessment {
  readonly reason: Reason
  /** Sending the address again corrects it. Otherwise the user has to act, even where the record allows corrections. */
  readonly selfCorrecting: boolean
}

/** One unproven check is no doubt yet: resolvers may still return the address from before the change. */
const DOUBTS_UNTIL_SHOWN = 2

export function assessDrift({ found, address, corrections, doubts }: DriftFacts): DriftAssessment {
  const isExhausted = corrections >= MAX_CORRECTIONS
  const isDoubtful = doubts >= DOUBTS_UNTIL_SHOWN || (found !== null && !publishable(found).ok)
  if (!isExhausted && !isDoubtful) {
    return { reason: driftReason(found === null ? [] : [found], address), selfCorrecting: true }
  }
  if (found === null) {
    const why = isExhausted
      ? reason('drift-stays-gone', { address, count: corrections })
      : reason('drift-doubtful-gone', { address })
    return { reason: why, selfCorrecting: false }
  }
  const why = isExhausted
    ? reason('drift-stays', { found, address, count: corrections })
    : reason('drift-doubtful', { found, address })
  return { reason: why, selfCorrecting: false }
}
