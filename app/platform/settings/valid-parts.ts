// The parts of a settings value that have a valid shape. They are checked further even if other parts are malformed, so that all
// problems of a file are reported at once.
import type * as z from 'zod/mini'
import {
  type AccountSettings,
  accountSettingsSchema,
  type DetectionSettings,
  detectionSettingsSchema,
  networkSettingsSchema,
  type RecordSettings,
  recordSettingsSchema,
  type Settings,
} from '../../contract/settings.ts'

/** An entry of a list with its index. Entries with a wrong shape are left out. */
export interface Entry<T> {
  readonly index: number
  readonly value: T
}

export interface SettingsParts {
  readonly accounts: readonly Entry<AccountSettings>[]
  /** Ids of all accounts, including those with a wrong shape; null when one id cannot be read. */
  readonly accountIds: ReadonlySet<string> | null
  readonly records: readonly Entry<RecordSettings>[]
  readonly echo: DetectionSettings['echo']
  /** As the file has it. */
  readonly proxy: string | undefined
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const listIn = (value: unknown, key: string): readonly unknown[] => {
  const list = isPlain(value) ? value[key] : null
  return Array.isArray(list) ? list : []
}

function validEntries<T>(list: readonly unknown[], schema: z.ZodMiniType<T>): Entry<T>[] {
  return list.flatMap((entry, index) => {
    const parsed = schema.safeParse(entry)
    return parsed.success ? [{ index, value: parsed.data }] : []
  })
}

/** @returns all parts of valid settings. */
export const allParts = ({ accounts, records, detection, network }: Settings): SettingsParts => ({
  accounts: accounts.map((value, index) => ({ index, value })),
  accountIds: new Set(accounts.map(({ id }) => id)),
  records: records.map((value, index) => ({ index, value })),
  echo: detection.echo,
  proxy: network?.proxy,
})

/** @returns the valid parts of a value with a wrong shape. */
export function validParts(value: unknown): SettingsParts {
  const accounts = listIn(value, 'accounts')
  const ids = accounts.map((entry) => (isPlain(entry) ? entry.id : null))
  const named = ids.filter((id) => typeof id === 'string')
  const detection = detectionSettingsSchema.safeParse(isPlain(value) ? (value.detection ?? {}) : {})
  return {
    accounts: validEntries(accounts, accountSettingsSchema),
    accountIds: named.length === ids.length ? new Set(named) : null,
    records: validEntries(listIn(value, 'records'), recordSettingsSchema),
    echo: detection.success ? detection.data.echo : {},
    proxy:
      isPlain(value) && isPlain(value.network) ? networkSettingsSchema.safeParse(value.network).data?.proxy : undefined,
  }
}
