// Turns the settings file's text into settings, or into the list of everything that is wrong with it.
import { basename } from 'node:path'
import type { Settings } from '../../contract/settings.ts'
import type { AuthorityProblems } from '../http/authority-file.ts'
import { crossFieldProblems, type ProviderLookup } from './cross-field-problems.ts'
import { idleCommands } from './idle-commands.ts'
import { misplacedSecrets } from './misplaced-secrets.ts'
import { schemaProblems } from './schema-problems.ts'
import { keyText, type SettingsProblem, type ValueProblem, withoutStrayKey } from './settings-problem.ts'
import { checkShape } from './settings-shape.ts'
import { type ParsedText, parseSettingsText, type TextLocation } from './settings-text.ts'
import { allParts, type SettingsParts, validParts } from './valid-parts.ts'

export type CheckedText = (
  | {
      readonly ok: true
      readonly settings: Settings
      readonly value: Readonly<Record<string, unknown>>
      /** Worth telling, and no reason not to apply the file. */
      readonly warnings: readonly SettingsProblem[]
    }
  | { readonly ok: false; readonly problems: readonly SettingsProblem[] }
) & {
  /** Other files that the settings name: the same text may be judged otherwise when one of them has changed. */
  readonly files: readonly string[]
}

/** Enough to correct a file. More would only fill the screen, as for a file that is no settings file at all. */
const MAX_PROBLEMS = 20

/**
 * Parses and checks the text of the file at this path. Reports the first 20 problems, in the order of their lines. Pure.
 * @param authorities the problems of the `files` that the text names
 */
export function checkSettingsText(
  text: string,
  path: string,
  providerOf: ProviderLookup,
  authorities: AuthorityProblems = new Map(),
): CheckedText {
  const file = basename(path)
  const toProblem = (location: TextLocation | null, at: ValueProblem['path'], problem: string): SettingsProblem => ({
    file,
    line: location?.line ?? null,
    column: location?.column ?? null,
    key: keyText(at),
    problem,
  })
  const parsed = parseSettingsText(text, path)
  if (!parsed.ok) {
    const problems = parsed.problems.slice(0, MAX_PROBLEMS)
    return {
      ok: false,
      problems: inOrder(problems.map(({ location, path: at, problem }) => toProblem(location, at, problem))),
      files: [],
    }
  }
  const located = (problems: readonly ValueProblem[]): SettingsProblem[] =>
    inOrder(problems.map((each) => locatedProblem(parsed, each, providerOf, toProblem))).slice(0, MAX_PROBLEMS)
  const shape = checkShape(parsed.value)
  const parts = shape.success ? allParts(shape.data) : validParts(parsed.value)
  const files = filesOf(parts)
  const found = [
    ...(shape.success ? [] : schemaProblems(parsed.value, shape.issues)),
    ...crossFieldProblems(parts, providerOf, authorities),
  ]
  if (!shape.success || found.length > 0) return { ok: false, problems: located(found), files }
  const warnings = located([...misplacedSecrets(parts, providerOf), ...idleCommands(shape.data)])
  return { ok: true, settings: shape.data, value: parsed.value as Record<string, unknown>, warnings, files }
}

function locatedProblem(
  parsed: Extract<ParsedText, { ok: true }>,
  found: ValueProblem,
  providerOf: ProviderLookup,
  toProblem: (location: TextLocation | null, at: ValueProblem['path'], problem: string) => SettingsProblem,
): SettingsProblem {
  const isStray = found.isStray === true || isUnknownField(parsed.value, found.path, providerOf)
  const { path, problem } = withoutStrayKey({ ...found, isStray }, valueAt(parsed.value, found.path))
  return toProblem(parsed.locate(found), path, problem)
}

/** Any key is a field to the schema, and only the provider tells which of them it has. */
function isUnknownField(root: unknown, path: ValueProblem['path'], providerOf: ProviderLookup): boolean {
  const [list, index, fields, key] = path
  if (path.length !== 4 || list !== 'accounts' || index === undefined || fields !== 'fields') return false
  const provider = valueAt(root, ['accounts', index, 'provider'])
  const info = typeof provider === 'string' ? providerOf(provider)?.info : undefined
  return info?.fields.every((field) => field.key !== key) ?? true
}

function valueAt(root: unknown, path: ValueProblem['path']): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[part] : undefined,
    root,
  )
}

/** What has no line comes first: it is about the file as a whole. */
const inOrder = (problems: readonly SettingsProblem[]): SettingsProblem[] =>
  [...problems].sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0))

const filesOf = ({ accounts }: SettingsParts): readonly string[] =>
  [...new Set(accounts.flatMap(({ value: { ca } }) => (ca === undefined ? [] : [ca])))].sort()
