// What a life is like from its first to its last day: whose accounts there are, and what their providers ask for.
import fc from 'fast-check'
import type { RecordSettings, Settings } from '../../../app/contract/settings.ts'
import { settingsSchema } from '../../../app/contract/settings.ts'

/** The documented facts of an account's provider. */
export interface Traits {
  readonly batchSize: number
  readonly minIntervalS: number | null
  readonly keepAliveDays: number | null
  readonly canReadBack: boolean
}

export interface AccountClimate {
  readonly id: string
  readonly traits: Traits
  readonly hostnames: readonly string[]
  /** How long its server takes for an answer when nothing is wrong. */
  readonly latencyMs: number
}

export interface Climate {
  /** They may fail in any way. */
  readonly sick: readonly AccountClimate[]
  /** It never fails. */
  readonly healthy: AccountClimate
  readonly families: readonly ('ipv4' | 'ipv6' | 'both')[]
  readonly onDrift: 'show' | 'correct'
  readonly pollIntervalS: number
  /** What every draw of chance gives. */
  readonly draw: number
}

const traits: fc.Arbitrary<Traits> = fc.record({
  batchSize: fc.constantFrom(20, 1),
  minIntervalS: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.constant(300) }),
  keepAliveDays: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.constant(2) }),
  canReadBack: fc.boolean(),
})

const sickAccounts = fc
  .array(fc.record({ traits, names: fc.integer({ min: 1, max: 3 }), latencyMs: fc.constantFrom(100, 0, 3_000) }), {
    minLength: 1,
    maxLength: 3,
    size: 'max',
  })
  .map((all) => all.map((one, index) => toAccount(`sick${index + 1}`, one)))

/** More accounts than may be talked to at once. */
const crowd = fc.constant(
  Array.from({ length: 10 }, (_, index) =>
    toAccount(`sick${index + 1}`, {
      traits: { batchSize: 20, minIntervalS: null, keepAliveDays: null, canReadBack: false },
      names: 1,
      latencyMs: 100,
    }),
  ),
)

function toAccount(
  id: string,
  { traits: its, names, latencyMs }: { readonly traits: Traits; readonly names: number; readonly latencyMs: number },
): AccountClimate {
  const hostnames = ['nas', 'cam', 'door'].slice(0, names).map((label) => `${label}.${id}.example.org`)
  return { id, traits: its, hostnames, latencyMs }
}

export const climates: fc.Arbitrary<Climate> = fc.record({
  sick: fc.oneof({ weight: 15, arbitrary: sickAccounts }, { weight: 1, arbitrary: crowd }),
  healthy: traits.map((its) =>
    toAccount('healthy', { traits: { ...its, minIntervalS: null }, names: 1, latencyMs: 200 }),
  ),
  families: fc.array(fc.constantFrom('ipv4' as const, 'both' as const, 'ipv6' as const), {
    minLength: 4,
    maxLength: 4,
    size: 'max',
  }),
  onDrift: fc.constantFrom('correct' as const, 'show' as const),
  pollIntervalS: fc.constantFrom(300, 1_800),
  draw: fc.constantFrom(0.5, 0, 0.999),
})

export const accountsOf = ({ sick, healthy }: Climate): readonly AccountClimate[] => [...sick, healthy]

/** The settings that a life begins with. */
export function firstSettings(climate: Climate): Settings {
  const names = accountsOf(climate).flatMap(({ id, hostnames }) => hostnames.map((hostname) => ({ id, hostname })))
  return settingsSchema.parse({
    version: 1,
    accounts: accountsOf(climate).map(({ id }) => ({ id, provider: id, fields: { username: 'user' } })),
    records: names.map(({ id, hostname }, index): RecordSettings => {
      const families = climate.families[index % climate.families.length] ?? 'ipv4'
      return {
        account: id,
        hostname,
        ipv4: families === 'ipv6' ? 'off' : 'auto',
        ipv6: families === 'ipv4' ? 'off' : 'auto',
        onDrift: climate.onDrift,
      }
    }),
    detection: { pollIntervalS: climate.pollIntervalS },
  })
}
