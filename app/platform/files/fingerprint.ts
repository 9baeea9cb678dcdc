// Short marks by which an edited account is told from an unedited one, without keeping anything of its secrets.
import { createHmac, randomBytes } from 'node:crypto'
import type { Store } from '../../model/store.ts'

const KEY_NAME = 'fingerprint-key'

/**
 * @returns a function that gives equal marks for equal texts. A mark is 16 bits of an HMAC under a key of this
 *   installation: an edit goes unnoticed once in 65,536 times (the user can lift the hold), and whoever steals the
 *   database can rule out wrong guesses of a password but confirm none.
 */
export function createFingerprint(store: Pick<Store, 'getValue' | 'setValue'>): (text: string) => string {
  const kept = store.getValue(KEY_NAME)
  const key = kept === null ? randomBytes(32) : Buffer.from(kept, 'hex')
  if (kept === null) store.setValue(KEY_NAME, key.toString('hex'))
  return (text) => createHmac('sha256', key).update(text).digest('hex').slice(0, 4)
}
