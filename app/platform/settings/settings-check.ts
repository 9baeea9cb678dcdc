// Reads a settings text into settings, or into the list of everything that is wrong with it.
import { basename } from 'node:path'
import { type Settings, settingsSchema } from '../../contract/settings.ts'
import { type ProviderLookup, semanticFindings } from './cross-field-problems.ts'
import { schemaFindings } from './schema-problems.ts'
import { keyText, type SettingsProblem } from './settings-problem.ts'
import { parseSettingsText } from './settings-text.ts'
import { allParts, soundParts } from './valid-parts.ts'

export type CheckedText =
  | { readonly ok: true; readonly settings: Settings; readonly value: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly problems: readonly SettingsProblem[] }

/** Enough to mend a file by; a file of another kind would fill the screen. */
const MAX_PROBLEMS = 20

/** Parses and checks the text of the file at this path. Every mistake has its line; the first 20 are told. */
export function checkSettingsText(text: string, path: string, providerOf: ProviderLookup): CheckedText {
  const file = basename(path)
  const parsed = parseSettingsText(text, path)
  if (!parsed.ok) {
    const problems = parsed.mistakes.slice(0, MAX_PROBLEMS).map(({ place, problem }) => ({
      file,
      line: place?.line ?? null,
      column: place?.column ?? null,
      key: '',
      problem,
    }))
    return { ok: false, problems }
  }
  const shape = settingsSchema.safeParse(parsed.value)
  const findings = shape.success
    ? semanticFindings(allParts(shape.data), providerOf)
    : [...schemaFindings(parsed.value, shape.error.issues), ...semanticFindings(soundParts(parsed.value), providerOf)]
  if (shape.success && findings.length === 0) {
    return { ok: true, settings: shape.data, value: parsed.value as Record<string, unknown> }
  }
  const problems = findings.slice(0, MAX_PROBLEMS).map((finding): SettingsProblem => {
    const place = parsed.locate(finding)
    return {
      file,
      line: place?.line ?? null,
      column: place?.column ?? null,
      key: keyText(finding.path),
      problem: finding.problem,
    }
  })
  return { ok: false, problems }
}
