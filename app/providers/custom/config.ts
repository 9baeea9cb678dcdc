// Reads the fields of a custom account: what to send and what counts as success, or what is wrong with the fields.
import type { Failure } from '../../contract/failure.ts'
import type { OurCode } from '../../contract/failure-codes.ts'
import type { FieldProblem, ProviderAccount } from '../../model/provider.ts'
import { accountProblem, refusal } from '../shared/account-request.ts'
import { info } from './info.ts'
import { readTemplate, type UrlTemplate } from './template.ts'

export interface CustomConfig {
  readonly template: UrlTemplate
  readonly method: 'GET' | 'POST'
  /** How a success begins, in lower case. */
  readonly successes: readonly string[]
}

interface ConfigProblem extends FieldProblem {
  readonly code: OurCode
}

type Fields = ProviderAccount['fields']

function readConfig(fields: Fields): CustomConfig | { problems: ConfigProblem[] } {
  const { url = '', method = '', success = '', username = '' } = fields
  const problems: ConfigProblem[] = []
  const template = readTemplate(url)
  if ('problem' in template) problems.push({ field: 'url', code: 'bad-template', problem: template.problem })
  else if (template.uses.has('username') && username === '') {
    problems.push({ field: 'username', code: 'field-missing', problem: 'is missing: the URL has a place for it' })
  }
  const successes = success
    .split(',')
    .map((text) => text.trim().toLowerCase())
    .filter((text) => text !== '')
  if (successes.length === 0) problems.push({ field: 'success', code: 'field-missing', problem: 'holds no text' })
  const verb = method.trim().toUpperCase()
  if (!['', 'GET', 'POST'].includes(verb)) {
    problems.push({ field: 'method', code: 'field-malformed', problem: 'must be GET or POST' })
  }
  if ('problem' in template || problems.length > 0) return { problems }
  return { template, method: verb === 'POST' ? 'POST' : 'GET', successes }
}

const labelOf = (key: string): string => info.fields.find((one) => one.key === key)?.label.en ?? key
const toFailure = ({ field, code, problem }: ConfigProblem): Failure =>
  refusal('account', code, `${labelOf(field)}: it ${problem}.`)

/** @param problem follows the words "Update URL: it" */
export const badTemplate = (problem: string): Failure => toFailure({ field: 'url', code: 'bad-template', problem })

/** The configuration of an account, or the first problem that makes it unusable. */
export function configOf(account: ProviderAccount): CustomConfig | Failure {
  const problem = accountProblem(info, account)
  if (problem !== null) return problem
  const config = readConfig(account.fields)
  if (!('problems' in config)) return config
  const [first] = config.problems
  return first === undefined ? badTemplate('cannot be used') : toFailure(first)
}

/**
 * The problems of the fields. An empty field is reported only for the user name, since the URL decides whether it is
 * needed; the description tells which of the others are required.
 */
export function fieldProblems(fields: Fields): readonly FieldProblem[] {
  const config = readConfig(fields)
  if (!('problems' in config)) return []
  const reported = config.problems.filter(({ field }) => field === 'username' || (fields[field] ?? '') !== '')
  return reported.map(({ field, problem }) => ({ field, problem }))
}
