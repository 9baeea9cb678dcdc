// Reads the fields of a custom account: what to send and what counts as success, or what is wrong with the fields.
import type { Failure } from '../../contract/failure.ts'
import type { OurCode } from '../../contract/failure-codes.ts'
import { cleanPasted } from '../../contract/pasted-text.ts'
import { VALUE_PROBLEMS, valueMistake } from '../../contract/value-mistake.ts'
import type { FieldProblem, ProviderAccount } from '../../model/provider.ts'
import { accountProblem, refusal } from '../shared/account-request.ts'
import { info } from './info.ts'
import { isOpening, type SuccessRules } from './success.ts'
import { readTemplate, type UrlTemplate } from './template.ts'

export interface CustomConfig {
  readonly template: UrlTemplate
  readonly method: 'GET' | 'POST'
  readonly rules: SuccessRules
}

interface ConfigProblem extends FieldProblem {
  readonly code: OurCode
}

type Fields = ProviderAccount['fields']

function readConfig(fields: Fields): CustomConfig | { problems: ConfigProblem[] } {
  const { url = '', method = '', username = '' } = fields
  const problems: ConfigProblem[] = []
  const template = readTemplate(url)
  if ('problem' in template) problems.push({ field: 'url', code: 'bad-template', problem: template.problem })
  else if (template.uses.has('username') && username === '') {
    problems.push({ field: 'username', code: 'field-missing', problem: 'is missing: the URL has a place for it' })
  }
  // Where the URL has a place for the secret, the user name does not go by Basic authentication.
  const isBasic = !('problem' in template) && !template.uses.has('secret')
  if (isBasic && valueMistake({ holds: 'user-name' }, username) === 'colon') {
    problems.push({ field: 'username', code: 'field-malformed', problem: VALUE_PROBLEMS.colon })
  }
  const rules = readRules(fields, problems)
  const verb = method.trim().toUpperCase()
  if (!['', 'GET', 'POST'].includes(verb)) {
    problems.push({ field: 'method', code: 'field-malformed', problem: 'must be GET or POST' })
  }
  if ('problem' in template || problems.length > 0) return { problems }
  return { template, method: verb === 'POST' ? 'POST' : 'GET', rules }
}

/** Several texts are separated by commas. */
const textsOf = (list = ''): string[] =>
  list
    .split(',')
    .map((text) => cleanPasted(text).toLowerCase())
    .filter((text) => text !== '')

const NO_SUCCESS = 'is missing: say by success, contains or status what a reply is like when the update worked'
const OPENING = 'is how a reply begins whether the update worked or not: add the text that follows'

function readRules(fields: Fields, problems: ConfigProblem[]): SuccessRules {
  const rules = {
    begins: textsOf(fields.success),
    holds: textsOf(fields.contains),
    emptyStatuses: textsOf(fields.status).map(Number),
    failures: textsOf(fields.failure),
  }
  for (const [field, texts] of [
    ['success', rules.begins],
    ['contains', rules.holds],
    ['failure', rules.failures],
  ] as const) {
    if (cleanPasted(fields[field] ?? '') !== '' && texts.length === 0) {
      problems.push({ field, code: 'field-missing', problem: 'holds no text' })
    }
    if (field !== 'failure' && texts.some(isOpening))
      problems.push({ field, code: 'field-malformed', problem: OPENING })
  }
  if (rules.emptyStatuses.some((status) => status !== 200 && status !== 204)) {
    problems.push({
      field: 'status',
      code: 'field-malformed',
      problem: 'must be 200, 204, or both with a comma between',
    })
  }
  const isAny = [fields.success, fields.contains, fields.status].some((text) => cleanPasted(text ?? '') !== '')
  if (!isAny) problems.push({ field: 'success', code: 'field-missing', problem: NO_SUCCESS })
  return rules
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

/** The secret has a place in the URL, or goes with the user name by Basic authentication. */
export function needsOptionalSecret({ url = '', username = '' }: Fields): boolean {
  const template = readTemplate(url)
  if ('problem' in template) return false
  return template.uses.has('secret') || (username !== '' && !template.uses.has('username'))
}

/** The problems of the fields. The description tells that the URL is required; what else is needed is told here. */
export function fieldProblems(fields: Fields): readonly FieldProblem[] {
  const config = readConfig(fields)
  if (!('problems' in config)) return []
  const reported = config.problems.filter(({ field }) => field !== 'url' || (fields.url ?? '') !== '')
  return reported.map(({ field, problem }) => ({ field, problem }))
}
