// Turns the settings file's text into settings, or into the list of everything that is wrong with it.
import { basename } from 'node:path'
import { type Settings, settingsSchema } from '../../contract/settings.ts'
import { crossFieldProblems, type ProviderLookup } from './cross-field-problems.ts'
import { schemaProblems } from './schema-problems.ts'
import { keyText, type SettingsProblem } from './settings-problem.ts'
import { parseSettingsText } from './settings-text.ts'
import { allParts, validParts } from './valid-parts.ts'

export type CheckedText =
  | { readonly ok: true; readonly settings: Settings; readonly value: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly problems: readonly SettingsProblem[] }

/** Enough to correct a file. More would only fill the screen, as for a file that is no settings file at all. */
const MAX_PROBLEMS = 20

/** Parses and checks the text of the file at this path. Reports the first 20 problems, each with its line. */
export function checkSettingsText(text: string, path: string, providerOf: ProviderLookup): CheckedText {
  const file = basename(path)
  const parsed = parseSettingsText(text, path)
  if (!parsed.ok) {
    const problems = parsed.problems.slice(0, MAX_PROBLEMS).map(({ location, problem }) => ({
      file,
      line: location?.line ?? null,
      column: location?.column ?? null,
      key: '',
      problem,
    }))
    return { ok: false, problems }
  }
  const shape = settingsSchema.safeParse(parsed.value)
  const found = shape.success
    ? crossFieldProblems(allParts(shape.data), providerOf)
    : [...schemaProblems(parsed.value, shape.error.issues), ...crossFieldProblems(validParts(parsed.value), providerOf)]
  if (shape.success && found.length === 0) {
    return { ok: true, settings: shape.data, value: parsed.value as Record<string, unknown> }
  }
  const problems = found.slice(0, MAX_PROBLEMS).map((problem): SettingsProblem => {
    const location = parsed.locate(problem)
    return {
      file,
      line: location?.line ?? null,
      column: location?.column ?? null,
      key: keyText(problem.path),
      problem: problem.problem,
    }
  })
  return { ok: false, problems }
}
