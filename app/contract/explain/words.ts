// What the parts of an explanation share.
import type { Locale } from '../locale.ts'
import type { Translate } from '../messages/translate.ts'
import type { FamilyRow, RecordStatus } from '../snapshot.ts'

/** The language, the way a time is written, and what the first section says already. */
export interface Words {
  readonly locale: Locale
  readonly t: Translate
  /** What stands between two sentences. */
  readonly space: string
  readonly time: (iso: string) => string
  readonly now: readonly string[]
  /** Only those lines that the first section does not contain. */
  readonly fresh: (lines: readonly string[]) => string[]
}

export const managedRows = (record: RecordStatus): readonly FamilyRow[] =>
  record.families.filter((row) => row.state !== 'unmanaged')
