// Turns the schema's issues into sentences for people.
import type * as z from 'zod/mini'
import type { ValueProblem } from './settings-problem.ts'

type Issue = z.core.$ZodIssue
type Path = ValueProblem['path']

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of keys',
  record: 'a group of keys',
}

function typeName(value: unknown): string {
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'number' && !Number.isFinite(value)) return 'an endless one'
  if (typeof value === 'number') return Number.isInteger(value) ? 'a number' : 'a fraction'
  return (
    { string: 'a text', boolean: 'true or false', object: 'a group of keys' }[typeof value as string] ?? typeof value
  )
}

function valueAt(root: unknown, path: Path): unknown {
  let value = root
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Record<string | number, unknown>)[part]
  }
  return value
}

const choice = (values: readonly unknown[]): string =>
  values
    .map(String)
    .join(', ')
    .replace(/, ([^,]*)$/, ' or $1')

function limitText(issue: Extract<Issue, { code: 'too_small' | 'too_big' }>): string {
  const limit = issue.code === 'too_small' ? `at least ${issue.minimum}` : `at most ${issue.maximum}`
  if (issue.origin === 'string') return `must have ${limit} characters`
  if (issue.origin === 'array') return `must have ${limit === 'at least 1' ? 'at least one entry' : `${limit} entries`}`
  return `must be ${limit}`
}

/** A list of the wrong length is a list all the same. */
const hasWrongLength = (issue: Issue): boolean =>
  (issue.code === 'too_small' || issue.code === 'too_big') && issue.origin === 'array'
const isAtRoot = (issue: Issue): boolean =>
  issue.path.length === 0 && issue.code !== 'unrecognized_keys' && !hasWrongLength(issue)
const namesTheWrongSource = (issue: Issue): boolean =>
  issue.code === 'invalid_value' && issue.path.length === 1 && issue.path[0] === 'source'

/** A value may have one of several shapes. Reports the problems of the shape that was meant. */
function unionProblems(root: unknown, branches: readonly (readonly Issue[])[], path: Path): ValueProblem[] {
  const intended = branches.find((issues) => !issues.some((issue) => isAtRoot(issue) || namesTheWrongSource(issue)))
  if (intended !== undefined) return intended.flatMap((issue) => issueProblems(root, issue, path))
  const sources = branches.flatMap((issues) =>
    issues.filter(namesTheWrongSource).flatMap((issue) => (issue.code === 'invalid_value' ? issue.values : [])),
  )
  const words = branches.flatMap((issues) =>
    issues.flatMap((issue) => (issue.code === 'invalid_value' && isAtRoot(issue) ? issue.values : [])),
  )
  if (sources.length > 0) return [{ path: [...path, 'source'], problem: `must be ${choice(sources)}` }]
  const shapes = branches.some((issues) => issues.some((it) => it.code === 'invalid_type' && it.expected === 'object'))
  const group = shapes ? ['a group of keys with a source'] : []
  const lists = branches.some((issues) => issues.some((it) => it.code === 'invalid_type' && it.expected === 'array'))
  const list = lists ? ['a list of such groups'] : []
  return [{ path, problem: `must be ${choice([...words, ...group, ...list])}` }]
}

function issueProblems(root: unknown, issue: Issue, base: Path): ValueProblem[] {
  const path = [...base, ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))]
  const value = valueAt(root, path)
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...path, key],
      problem: 'is not a setting here',
      atKey: true,
      isStray: true,
    }))
  }
  if (issue.code === 'invalid_union') return unionProblems(root, issue.errors, path)
  if (value === undefined) return [{ path, problem: 'is missing' }]
  switch (issue.code) {
    case 'invalid_type':
      return [{ path, problem: `must be ${EXPECTED[issue.expected] ?? issue.expected}, not ${typeName(value)}` }]
    case 'invalid_value':
      return [{ path, problem: `must be ${choice(issue.values)}` }]
    case 'too_small':
    case 'too_big':
      return [{ path, problem: limitText(issue) }]
    // Of our own making.
    case 'custom':
      return [{ path, problem: issue.message }]
    default:
      return [{ path, problem: issue.message.startsWith('must ') ? issue.message : 'is not understood' }]
  }
}

/** @returns one problem for each issue that the schema found with this value. */
export function schemaProblems(value: unknown, issues: readonly Issue[]): ValueProblem[] {
  return issues.filter((issue) => !isOfEveryNumber(issue, issues)).flatMap((issue) => issueProblems(value, issue, []))
}

/** Beside the setting's own limit, the limit of all whole numbers says nothing. */
function isOfEveryNumber(issue: Issue, issues: readonly Issue[]): boolean {
  const isLimit = ({ code }: Issue) => code === 'too_small' || code === 'too_big'
  const limit = issue.code === 'too_big' ? issue.maximum : issue.code === 'too_small' ? issue.minimum : 0
  if (Math.abs(Number(limit)) !== Number.MAX_SAFE_INTEGER) return false
  return issues.some((other) => other !== issue && isLimit(other) && other.path.join('.') === issue.path.join('.'))
}
