// Why an address that a source found must not be published.
import { type Reason, reason } from '../../contract/reason.ts'
import { publishable } from '../../model/special-purpose.ts'

/** @returns null when it may be published */
export function specialPurposeReason(address: string): Reason | null {
  const verdict = publishable(address)
  return verdict.ok ? null : reason('address-special-purpose', { address, block: verdict.block, name: verdict.name })
}
