// A provider refused a query. A token that may not read will not do so later, so the account is held as after an update.
import type { Failure } from '../../contract/failure.ts'
import type { StateCache } from '../state-cache.ts'
import { createHoldRules, type HoldRulesOptions } from './holds-from-results.ts'

export interface RefusedQueryOptions extends HoldRulesOptions {
  readonly states: HoldRulesOptions['states'] & Pick<StateCache, 'setProvenSecret' | 'putHold'>
}

/** @param fingerprint of the account's settings and secrets that the query was made with */
export function holdAfterRefusedQuery(
  options: RefusedQueryOptions,
  account: string,
  failure: Failure,
  fingerprint: string,
): void {
  const { states } = options
  const rules = createHoldRules(account, options)
  const holds = rules.ofAccount([failure], fingerprint, null)
  const proven = rules.proven(fingerprint, false, [failure])
  if (proven !== null) states.setProvenSecret(account, proven)
  for (const hold of holds) states.putHold(hold)
}
