// What the user can do about a domain that is not well. Pure: the engine has said what is the matter.
import type { HoldView, RecordStatus } from '../../../app/contract/snapshot.ts'

export type NextStep = 'edit-account' | 'edit-domain' | 'lift-hold' | 'try-again' | 'forget'

/** The likely remedy first; nothing where the only thing to do is to wait. */
export function nextSteps(hold: Pick<HoldView, 'class' | 'kind'> | null): readonly NextStep[] {
  switch (hold?.class) {
    case 'needs-user':
      // What was wrong may have been put right at the provider: then there is nothing to edit.
      return [hold.kind === 'hostname' ? 'edit-domain' : 'edit-account', 'try-again']
    case 'blocked':
      return ['lift-hold']
    case 'parked':
      return ['try-again', 'forget']
    case 'forgotten':
      return ['try-again']
    case 'until-time':
    case undefined:
      return []
  }
}

/**
 * Whose update is let go, null for the whole account's. On a domain's card only that domain is meant, although its whole
 * account waits; where the account has no other domain, nothing has to go on waiting.
 */
export const letGo = (hold: Pick<HoldView, 'hostname'>, card: string | null, isAlone: boolean): string | null =>
  hold.hostname ?? (isAlone ? null : card)

/** How loud a stop is: what waits for the user is an error, what goes on by itself is not. */
export function severityOf({ class: name }: Pick<HoldView, 'class'>): 'error' | 'warning' | 'info' {
  if (name === 'needs-user' || name === 'blocked') return 'error'
  return name === 'forgotten' ? 'info' : 'warning'
}

/** A problem of a domain: shown once, also when both families have it. */
export interface Problem {
  readonly message: string
  /** Why it waits; null where nothing is held, such as an address that is not known this time. */
  readonly hold: HoldView | null
}

/** Both families of a name often fail for one reason. Their holds differ in the family alone, so they are one problem. */
const identityOf = ({ account, hostname, class: name, code, until }: HoldView): string =>
  JSON.stringify([account, hostname, name, code, until])

export function problemsOf(record: Pick<RecordStatus, 'families'>): Problem[] {
  const found = new Map<string, Problem>()
  for (const { message, hold, state } of record.families) {
    if (message === null || state === 'unmanaged') continue
    const identity = hold === null ? message : identityOf(hold)
    if (!found.has(identity)) found.set(identity, { message, hold })
  }
  return [...found.values()]
}
