// Short keyed fingerprints of settings and secrets. They show whether an account was edited, without storing its secrets.
import { createHmac, randomBytes } from 'node:crypto'
import type { Store } from '../../model/store.ts'

const KEY_NAME = 'fingerprint-key'

/**
 * @returns a function that gives equal texts equal fingerprints. A fingerprint is 16 bits of an HMAC with a key of this
 *   installation. One edit in 65,536 goes unnoticed (the user can lift the hold then). Whoever steals the database can rule
 *   out most wrong guesses of a password, but cannot confirm a right one.
 */
export function createFingerprint(store: Pick<Store, 'getValue' | 'setValue'>): (text: string) => string {
  const kept = store.getValue(KEY_NAME)
  const key = kept === null ? randomBytes(32) : Buffer.from(kept, 'hex')
  if (kept === null) store.setValue(KEY_NAME, key.toString('hex'))
  return (text) => createHmac('sha256', key).update(text).digest('hex').slice(0, 4)
}
