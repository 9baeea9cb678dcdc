// Ends the holds that need the user once the account or record behind them has been edited.

import type { RecordSettings } from '../../contract/settings.ts'
import type { Trigger } from '../../contract/snapshot.ts'
import { messageOf } from '../../model/message-of.ts'
import type { Clock, Log } from '../../model/ports.ts'
import type { FamilyKey, Hold } from '../../model/store.ts'
import { withDeadline } from '../../model/with-deadline.ts'
import { type AccountResolver, isEdited, recordFingerprint } from '../account-resolver.ts'
import type { StateCache } from '../state-cache.ts'
import { endHold } from './end-hold.ts'

export interface EditedHoldsOptions {
  readonly states: StateCache
  readonly accounts: AccountResolver
  readonly record: (key: FamilyKey) => RecordSettings | undefined
  readonly clock: Pick<Clock, 'now' | 'setTimer'>
  readonly log: Log
  /** An edit was found too late for the round that looked for it. */
  readonly onLateEdit: () => void
}

export interface EditedHolds {
  /** Reads secrets, but only of accounts with a hold that needs the user. A round decides once this resolves. */
  end(triggers: ReadonlySet<Trigger>): Promise<void>
}

/** After these an edit is likely, and worth waiting for. */
const AFTER_EDIT: readonly Trigger[] = ['startup', 'config-change', 'user']
/** A credential store may ask its user before it answers, and the other accounts must not wait for that. */
const TIMEOUT_MS = 1_500

export function createEditedHolds(options: EditedHoldsOptions): EditedHolds {
  const { states, accounts, record, clock } = options
  let underWay: Promise<void> | null = null

  const waiting = (): readonly Hold[] => states.holds().filter((hold) => hold.class === 'needs-user')

  async function endEdited(): Promise<boolean> {
    let isAnyEnded = false
    for (const account of new Set(waiting().map((hold) => hold.account))) {
      const resolved = await accounts.resolve(account)
      // A credential store that cannot be read now is no edit.
      if (!resolved.ok && resolved.failure.code === 'secret-unreadable') continue
      for (const hold of waiting().filter((each) => each.account === account)) {
        if (!isEdited(hold.fingerprint, fingerprintNow(hold, resolved.fingerprint))) continue
        endHold(states, hold, clock.now())
        isAnyEnded = true
      }
    }
    return isAnyEnded
  }

  function fingerprintNow(hold: Hold, accountFingerprint: string): string {
    const { hostname, family } = hold
    return hostname === null || family === null
      ? accountFingerprint
      : recordFingerprint(accountFingerprint, record({ ...hold, hostname, family }))
  }

  return {
    end: async (triggers) => {
      if (waiting().length === 0) return
      const isLikely = AFTER_EDIT.some((trigger) => triggers.has(trigger))
      // One after the other, so that two rounds do not ask the credential store at the same time.
      const ending = (underWay ?? Promise.resolve()).then(endEdited).catch((error: unknown) => {
        options.log('error', 'could not look for edited accounts', { error: messageOf(error) })
        return false
      })
      underWay = ending.then(() => {})
      const isInTime = isLikely && (await withDeadline(clock, TIMEOUT_MS, ending)) !== null
      // From here on the round no longer waits: every edit that is found now is late.
      if (!isInTime) void ending.then((isAnyEnded) => isAnyEnded && options.onLateEdit())
    },
  }
}
