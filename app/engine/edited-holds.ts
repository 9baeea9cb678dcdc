// Ends the holds that waited for the user once the account or record behind them has been edited.
import type { RecordSettings } from '../contract/settings.ts'
import type { FamilyKey, Hold } from '../model/store.ts'
import { type AccountDirectory, recordMark } from './account-directory.ts'
import type { Ledger } from './ledger.ts'

export interface EditedHoldsOptions {
  readonly ledger: Ledger
  readonly accounts: AccountDirectory
  readonly record: (key: FamilyKey) => RecordSettings | undefined
}

/** Reads secrets only for accounts that have such a hold. A keyring that cannot be read now ends nothing. */
export async function liftEditedHolds({ ledger, accounts, record }: EditedHoldsOptions): Promise<void> {
  const waiting = ledger.holds().filter((hold) => hold.class === 'needs-user')
  for (const account of new Set(waiting.map((hold) => hold.account))) {
    const resolved = await accounts.resolve(account)
    if (!resolved.ok && resolved.failure.code === 'secret-unreadable') continue
    for (const hold of waiting.filter((each) => each.account === account)) {
      if (hold.fingerprint !== markNow(hold, resolved.fingerprint)) {
        ledger.liftHold(hold.account, hold.hostname, hold.family)
      }
    }
  }

  function markNow(hold: Hold, accountMark: string): string {
    const { hostname, family } = hold
    return hostname === null || family === null
      ? accountMark
      : recordMark(accountMark, record({ ...hold, hostname, family }))
  }
}
