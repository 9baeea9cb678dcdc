// What guards say against an address, out of the observation that they ended. Each guard has its code here. Pure.
import type { Reason, ReasonCode } from '../contract/reason.ts'
import type { ObservationReport } from './observation.ts'

const GUARD_CODES: readonly ReasonCode[] = ['vpn-carries']

/** @returns null when no guard objects to what was observed */
export function guardVerdict({ observation }: Pick<ObservationReport, 'observation'>): Reason | null {
  if (observation.kind === 'unmanaged') return null
  return GUARD_CODES.includes(observation.why.code) ? observation.why : null
}
