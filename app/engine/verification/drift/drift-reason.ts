// What a difference means to the user: put right in time, beyond what sending mends, or perhaps only this network's word.
import { type Reason, reason } from '../../../contract/reason.ts'
import { driftReason as plainReason } from '../../../model/decide.ts'
import { publishable } from '../../../model/special-purpose.ts'
import { MOST_CORRECTIONS } from './correction-limit.ts'

export interface Drift {
  /** What the zone was found to hold, null when it was nothing. */
  readonly found: string | null
  readonly address: string
  /** Times in a row that the address was sent again, without avail. */
  readonly corrections: number
  /** Looks in a row that found too little to put it right by. */
  readonly doubts: number
}

/** The first look may come while others still repeat the address from before the change: that is no doubt yet. */
const PATIENCE = 2

export function driftReason({ found, address, corrections, doubts }: Drift): Reason {
  const sentAgain = corrections >= MOST_CORRECTIONS
  const isDoubtful = doubts >= PATIENCE || (found !== null && !publishable(found).ok)
  if (found === null) {
    if (sentAgain) return reason('drift-stays-gone', { address, count: corrections })
    return isDoubtful ? reason('drift-doubtful-gone', { address }) : plainReason([], address)
  }
  if (sentAgain) return reason('drift-stays', { found, address, count: corrections })
  return isDoubtful ? reason('drift-doubtful', { found, address }) : plainReason([found], address)
}
