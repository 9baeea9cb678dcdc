// Ends the holds that waited for the user once the account or record behind them has been edited.

import type { RecordSettings } from '../../contract/settings.ts'
import type { Trigger } from '../../contract/snapshot.ts'
import { remainingWait } from '../../model/hold.ts'
import type { Clock, Log } from '../../model/ports.ts'
import type { FamilyKey, Hold } from '../../model/store.ts'
import { type AccountResolver, recordFingerprint } from '../account-resolver.ts'
import type { StateCache } from '../state-cache.ts'

export interface EditedHoldsOptions {
  readonly states: StateCache
  readonly accounts: AccountResolver
  readonly record: (key: FamilyKey) => RecordSettings | undefined
  readonly clock: Pick<Clock, 'now' | 'setTimer'>
  readonly log: Log
  /** An edit was noticed after nobody waited for it any more. */
  readonly onLateEdit: () => void
}

export interface EditedHolds {
  /** Reads secrets only for accounts that have such a hold. @returns what to wait for before deciding */
  lift(triggers: ReadonlySet<Trigger>): Promise<void>
}

/** After these an edit is likely, and worth waiting for. */
const AFTER_EDIT: readonly Trigger[] = ['startup', 'config-change', 'user']
/** A keyring may ask its user before it answers; the other accounts do not wait for that. */
const PATIENCE_MS = 1_500

export function createEditedHolds(options: EditedHoldsOptions): EditedHolds {
  const { states, accounts, record, clock } = options
  let underWay: Promise<void> | null = null

  const waiting = (): readonly Hold[] => states.holds().filter((hold) => hold.class === 'needs-user')

  /** A keyring that cannot be read now ends nothing. */
  async function liftNow(): Promise<boolean> {
    let lifted = false
    for (const account of new Set(waiting().map((hold) => hold.account))) {
      const resolved = await accounts.resolve(account)
      if (!resolved.ok && resolved.failure.code === 'secret-unreadable') continue
      for (const hold of waiting().filter((each) => each.account === account)) {
        if (hold.fingerprint === markNow(hold, resolved.fingerprint)) continue
        const left = remainingWait(hold, clock.now())
        if (left === null) states.liftHold(hold.account, hold.hostname, hold.family)
        else states.putHold(left)
        lifted = true
      }
    }
    return lifted
  }

  function markNow(hold: Hold, accountMark: string): string {
    const { hostname, family } = hold
    return hostname === null || family === null
      ? accountMark
      : recordFingerprint(accountMark, record({ ...hold, hostname, family }))
  }

  return {
    lift: (triggers) => {
      if (waiting().length === 0) return Promise.resolve()
      const isWorthIt = AFTER_EDIT.some((trigger) => triggers.has(trigger))
      let isLate = !isWorthIt
      const lifting = (underWay ?? Promise.resolve())
        .then(liftNow)
        .then((lifted) => {
          if (lifted && isLate) options.onLateEdit()
        })
        .catch((error: unknown) => {
          options.log('error', 'looking for edited accounts failed unexpectedly', { error: String(error) })
        })
      underWay = lifting
      if (!isWorthIt) return Promise.resolve()
      return new Promise((resolve) => {
        const cancel = clock.setTimer(PATIENCE_MS, () => {
          isLate = true
          resolve()
        })
        lifting.then(() => {
          cancel()
          resolve()
        })
      })
    },
  }
}
