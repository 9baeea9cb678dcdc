// What was learnt about an account's server, as sentences.
import { type Reason, reason } from '../contract/reason.ts'
import { keepWordOfForm, type LearntForm } from '../model/update-form.ts'

export function toLearntReasons(learnt: LearntForm | null): Reason[] {
  if (learnt === null) return []
  const { hosts, addresses, trial, oneFamily } = learnt
  return [
    ...(addresses === null ? [] : [reason(keepWordOfForm(addresses) === null ? 'form-both' : 'form-keep')]),
    ...(trial === null ? [] : [reason('form-trial', { hostname: trial.hostname })]),
    ...(oneFamily ? [reason('form-one-family')] : []),
    ...(hosts === 'one' ? [reason('form-one-name')] : []),
    ...(hosts === 'comma' ? [reason('form-lists')] : []),
  ]
}
