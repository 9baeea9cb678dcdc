// What the user can do about a domain that is not well. Pure: the engine has said what is the matter.
import { holdBehind } from '../../../app/contract/hold-behind.ts'
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

/** What is the matter with a domain, once for each thing. */
export interface Trouble {
  readonly message: string
  /** Why it waits; null where nothing is held, such as an address that is not known this time. */
  readonly hold: HoldView | null
}

/** Both families of a name often fail for one reason: it is told once. */
export function troublesOf(record: Pick<RecordStatus, 'families'>, holds: readonly HoldView[]): Trouble[] {
  const found = new Map<string, Trouble>()
  for (const row of record.families) {
    const { message } = row
    if (message === null || row.state === 'unmanaged' || found.has(message)) continue
    found.set(message, { message, hold: holdBehind(row, holds) })
  }
  return [...found.values()]
}
