// What the user can do about a domain that is not well. Pure: the engine has already said what is wrong.
import type { QuestionView } from '../../../app/contract/guards.ts'
import type { HoldView, RecordStatus } from '../../../app/contract/snapshot.ts'

export type NextStep = 'edit-account' | 'edit-domain' | 'lift-hold' | 'try-again' | 'dismiss'

/** The likely remedy first; none where the user can only wait. */
export function nextSteps(hold: Pick<HoldView, 'class' | 'kind'> | null): readonly NextStep[] {
  switch (hold?.class) {
    case 'needs-user':
      // The user may have solved it at the provider. Then there is nothing to edit here.
      return [hold.kind === 'hostname' ? 'edit-domain' : 'edit-account', 'try-again']
    case 'blocked':
      return ['lift-hold']
    case 'parked':
      return ['try-again', 'dismiss']
    case 'forgotten':
      return ['try-again']
    case 'until-time':
    case undefined:
      return []
  }
}

/**
 * Whose update is dismissed: a hostname, or null for the whole account. On a domain's card the user means that domain
 * alone, even if the hold is the account's. If the account has no other domain, the account's hold is dismissed.
 */
export const dismissedHostname = (
  hold: Pick<HoldView, 'hostname'>,
  card: string | null,
  isAlone: boolean,
): string | null => hold.hostname ?? (isAlone ? null : card)

/** What needs the user is an error; what continues automatically is not. */
export function severityOf({ class: name }: Pick<HoldView, 'class'>): 'error' | 'warning' | 'info' {
  if (name === 'needs-user' || name === 'blocked') return 'error'
  return name === 'forgotten' ? 'info' : 'warning'
}

/** A problem of a domain: shown once, even if both families have it. */
export interface RecordProblem {
  /** Differs between the problems of a record. */
  readonly id: string
  readonly message: string
  /** Why it waits; null where nothing is held, such as an address that is not known this time. */
  readonly hold: HoldView | null
}

/** The hold of an account or hostname is one problem, although each family's row carries its own copy of it. */
const idOf = ({ account, hostname, class: name, code, until }: HoldView): string =>
  JSON.stringify([account, hostname, name, code, until])

/** @param questions about the domain: what they say is no problem besides */
export function problemsOf(
  record: Pick<RecordStatus, 'families'>,
  questions: readonly Pick<QuestionView, 'message'>[] = [],
): RecordProblem[] {
  const found = new Map<string, RecordProblem>()
  for (const { message, hold, state } of record.families) {
    // What an accepted address waits for is no problem.
    if (message === null || state === 'unmanaged' || state === 'accepted') continue
    if (hold === null && questions.some((question) => question.message === message)) continue
    const id = hold === null ? message : idOf(hold)
    if (!found.has(id)) found.set(id, { id, message, hold })
  }
  return [...found.values()]
}
