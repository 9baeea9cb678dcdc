// Whether a hold stands in the way now. One whose time is over stays in the ledger until something succeeds.
import { sameAddress } from '../../model/address.ts'
import type { Hold } from '../../model/store.ts'

/** @param address what would be sent; a hold that let one address go stops no other */
export function stands(hold: Hold | null, now: number, address: string | null = null): boolean {
  if (hold === null) return false
  if (hold.until !== null && hold.until > now) return true
  if (hold.class === 'forgotten') return address === null || sameAddress(hold.fingerprint, address)
  return hold.until === null
}
