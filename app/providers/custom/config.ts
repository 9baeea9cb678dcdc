// From the fields of an account to what is sent and what counts as success, or to the mistakes that keep it from being sent.

import type { Failure } from '../../contract/failure.ts'
import type { OurCode } from '../../contract/failure-codes.ts'
import type { FieldProblem, ProviderAccount } from '../../model/provider.ts'
import { accountProblem, refusal } from '../shared/account-request.ts'
import { info } from './info.ts'
import { readTemplate, type UrlTemplate } from './template.ts'

export interface Plan {
  readonly template: UrlTemplate
  readonly method: 'GET' | 'POST'
  /** How a success begins, in lower case. */
  readonly successes: readonly string[]
}

interface Mistake extends FieldProblem {
  readonly code: OurCode
}

type Fields = ProviderAccount['fields']

function readPlan({ url = '', method = '', success = '', username = '' }: Fields): Plan | { mistakes: Mistake[] } {
  const mistakes: Mistake[] = []
  const template = readTemplate(url)
  if ('problem' in template) mistakes.push({ field: 'url', code: 'bad-template', problem: template.problem })
  else if (template.uses.has('username') && username === '') {
    mistakes.push({ field: 'username', code: 'field-missing', problem: 'is missing: the URL has a place for it' })
  }
  const successes = success
    .split(',')
    .map((text) => text.trim().toLowerCase())
    .filter((text) => text !== '')
  if (successes.length === 0) mistakes.push({ field: 'success', code: 'field-missing', problem: 'holds no text' })
  const verb = method.trim().toUpperCase()
  if (!['', 'GET', 'POST'].includes(verb)) {
    mistakes.push({ field: 'method', code: 'field-malformed', problem: 'must be GET or POST' })
  }
  if ('problem' in template || mistakes.length > 0) return { mistakes }
  return { template, method: verb === 'POST' ? 'POST' : 'GET', successes }
}

const labelOf = (key: string): string => info.fields.find((one) => one.key === key)?.label.en ?? key
const toFailure = ({ field, code, problem }: Mistake): Failure =>
  refusal('account', code, `${labelOf(field)}: it ${problem}.`)

/** @param problem to stand after "the URL" */
export const badTemplate = (problem: string): Failure => toFailure({ field: 'url', code: 'bad-template', problem })

export function planOf(account: ProviderAccount): Plan | Failure {
  const problem = accountProblem(info, account)
  if (problem !== null) return problem
  const plan = readPlan(account.fields)
  if (!('mistakes' in plan)) return plan
  const [first] = plan.mistakes
  return first === undefined ? badTemplate('cannot be used') : toFailure(first)
}

/** Whether the user name is needed depends on the URL; that any other field is missing is told from the description. */
export function fieldProblems(fields: Fields): readonly FieldProblem[] {
  const plan = readPlan(fields)
  if (!('mistakes' in plan)) return []
  const told = plan.mistakes.filter(({ field }) => field === 'username' || (fields[field] ?? '') !== '')
  return told.map(({ field, problem }) => ({ field, problem }))
}
