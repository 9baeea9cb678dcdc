// The parts of a settings value that can be judged by their meaning, also where others are not even of the right shape:
// a file with a slip in one line is told all of its mistakes at once.
import type * as z from 'zod/mini'
import {
  type AccountSettings,
  accountSettingsSchema,
  type DetectionSettings,
  detectionSettingsSchema,
  type RecordSettings,
  recordSettingsSchema,
  type Settings,
} from '../../contract/settings.ts'

/** An entry of a list with its place; only those whose shape is right are here. */
export interface Entry<T> {
  readonly index: number
  readonly value: T
}

export interface SettingsParts {
  readonly accounts: readonly Entry<AccountSettings>[]
  /** Ids of all accounts, of those too that are not of the right shape; null where one cannot be read. */
  readonly accountIds: ReadonlySet<string> | null
  readonly records: readonly Entry<RecordSettings>[]
  readonly echo: DetectionSettings['echo']
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const listIn = (value: unknown, key: string): readonly unknown[] => {
  const list = isPlain(value) ? value[key] : null
  return Array.isArray(list) ? list : []
}

function soundEntries<T>(list: readonly unknown[], schema: z.ZodMiniType<T>): Entry<T>[] {
  return list.flatMap((entry, index) => {
    const parsed = schema.safeParse(entry)
    return parsed.success ? [{ index, value: parsed.data }] : []
  })
}

/** All parts of settings whose shape is right. */
export const allParts = ({ accounts, records, detection }: Settings): SettingsParts => ({
  accounts: accounts.map((value, index) => ({ index, value })),
  accountIds: new Set(accounts.map(({ id }) => id)),
  records: records.map((value, index) => ({ index, value })),
  echo: detection.echo,
})

/** The sound parts of a value whose shape is not right. */
export function soundParts(value: unknown): SettingsParts {
  const accounts = listIn(value, 'accounts')
  const ids = accounts.map((entry) => (isPlain(entry) ? entry.id : null))
  const named = ids.filter((id) => typeof id === 'string')
  const detection = detectionSettingsSchema.safeParse(isPlain(value) ? (value.detection ?? {}) : {})
  return {
    accounts: soundEntries(accounts, accountSettingsSchema),
    accountIds: named.length === ids.length ? new Set(named) : null,
    records: soundEntries(listIn(value, 'records'), recordSettingsSchema),
    echo: detection.success ? detection.data.echo : {},
  }
}
