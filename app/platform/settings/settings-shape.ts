// Checks a parsed value against the settings' schema, however many entries of its lists are wrong.
import * as z from 'zod/mini'
import { accountSettingsSchema, recordSettingsSchema, type Settings, settingsSchema } from '../../contract/settings.ts'

export type CheckedShape =
  | { readonly success: true; readonly data: Settings }
  | { readonly success: false; readonly issues: readonly z.core.$ZodIssue[] }

/** Entries are checked in slices of this size: the schema's library passes all problems of a list on the stack, which is limited. */
const ENTRIES = 1_000
/** Enough to report. */
const ENOUGH = 100

const LISTS = { accounts: accountSettingsSchema, records: recordSettingsSchema } as const

export function checkShape(value: unknown): CheckedShape {
  try {
    const parsed = settingsSchema.safeParse(value)
    return parsed.success ? { success: true, data: parsed.data } : { success: false, issues: parsed.error.issues }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return { success: false, issues: issuesByParts(value) }
  }
}

/** The first problems of a value that has too many to be parsed as a whole. */
function issuesByParts(value: unknown): z.core.$ZodIssue[] {
  if (typeof value !== 'object' || value === null) return []
  const whole = value as Readonly<Record<string, unknown>>
  const { accounts, records, ...rest } = whole
  const found = [...(settingsSchema.safeParse(rest).error?.issues ?? [])]
  for (const [name, schema] of Object.entries(LISTS)) {
    const list = whole[name]
    if (!Array.isArray(list)) continue
    for (let from = 0; from < list.length && found.length < ENOUGH; from += ENTRIES) {
      const { error } = z.array(schema as z.ZodMiniType).safeParse(list.slice(from, from + ENTRIES))
      for (const issue of error?.issues ?? []) {
        const [index, ...below] = issue.path
        found.push({ ...issue, path: [name, Number(index) + from, ...below] })
      }
    }
  }
  return found
}
