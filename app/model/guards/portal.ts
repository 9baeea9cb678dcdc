// What the answers of portal probes mean. A probe asks over plain http for a page that everybody gets alike: whoever answers it
// with anything else stands in between. Pure.
import type { HttpResult } from '../ports.ts'

/** Who keeps such a page, and what its answer is. */
export interface PortalOperator {
  readonly url: string
  readonly status: number
  /** The whole body, without the white space around it; absent: it does not matter. */
  readonly body?: string | undefined
}

/** own: the operator itself answered. foreign: somebody else did. none: nobody did, which says nothing. */
export type ProbeAnswer = 'own' | 'foreign' | 'none'

export function probeAnswer({ status, body }: PortalOperator, result: HttpResult): ProbeAnswer {
  // The page of an operator has a few bytes; a portal's may have more than is read.
  if (!result.ok) return result.fault === 'too-large' ? 'foreign' : 'none'
  const isOwn = result.status === status && (body === undefined || result.body.trim() === body)
  return isOwn ? 'own' : 'foreign'
}

/** Two operators, since one page alone may have moved. */
const NEEDED = 2

/**
 * @param answers so far
 * @returns whether a portal answers for everybody; null while that is not known, and `needed` tells how many could decide it
 */
export function portalVerdict(answers: readonly ProbeAnswer[]): { isCaptive: boolean | null; needed: number } {
  if (answers.includes('own')) return { isCaptive: false, needed: 0 }
  const foreign = answers.filter((answer) => answer === 'foreign').length
  return foreign >= NEEDED ? { isCaptive: true, needed: 0 } : { isCaptive: null, needed: NEEDED - foreign }
}
