// The scenario of a run: which accounts there are, what their providers ask for, and what the user has set.
import fc from 'fast-check'
import type { RecordSettings, Settings } from '../../../app/contract/settings.ts'
import { settingsSchema } from '../../../app/contract/settings.ts'
import { mostNames, SIMULATED_DIALECTS, type SimulatedDialect } from '../world/dialects.ts'

/** The documented facts of an account's provider. */
export interface Traits {
  readonly batchSize: number
  readonly minIntervalS: number | null
  readonly keepAliveDays: number | null
  readonly canReadBack: boolean
  /** Its success names the address; without that only the zone, or a query, confirms. */
  readonly namesAddress: boolean
}

export interface AccountScenario {
  readonly id: string
  readonly traits: Traits
  readonly hostnames: readonly string[]
  /** The server's latency while it is healthy. */
  readonly latencyMs: number
  /** The account's own server in the first settings; null: the service's. */
  readonly endpoint: string | null
  /** What its server speaks; null for one that does what each request says and nothing else. */
  readonly dialect: SimulatedDialect | null
}

export interface Scenario {
  /** Their servers may fail in any way. */
  readonly unhealthy: readonly AccountScenario[]
  /** Its server never fails. */
  readonly healthy: AccountScenario
  readonly families: readonly ('ipv4' | 'ipv6' | 'both')[]
  readonly onDrift: 'show' | 'correct'
  readonly pollIntervalS: number
  /** What the engine's random source always gives. */
  readonly randomValue: number
}

const traits: fc.Arbitrary<Traits> = fc.record({
  batchSize: fc.constantFrom(20, 1),
  minIntervalS: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.constant(300) }),
  keepAliveDays: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.constant(2) }),
  canReadBack: fc.boolean(),
  namesAddress: fc.boolean(),
})

const fewAccounts = fc
  .array(fc.record({ traits, names: fc.integer({ min: 1, max: 3 }), latencyMs: fc.constantFrom(100, 0, 3_000) }), {
    minLength: 1,
    maxLength: 3,
    size: 'max',
  })
  .map((all) => all.map((one, index) => toAccount(`unhealthy${index + 1}`, one)))

/** More accounts at one server than the request limit of a host allows at once. */
const manyAccounts = fc.constant(
  Array.from({ length: 14 }, (_, index) => ({
    ...toAccount(`unhealthy${index + 1}`, {
      traits: { batchSize: 20, minIntervalS: null, keepAliveDays: null, canReadBack: false, namesAddress: true },
      names: 1,
      latencyMs: 100,
    }),
    endpoint: 'https://shared.example.org',
  })),
)

function toAccount(
  id: string,
  { traits: its, names, latencyMs }: { readonly traits: Traits; readonly names: number; readonly latencyMs: number },
): AccountScenario {
  const hostnames = ['nas', 'cam', 'door'].slice(0, names).map((label) => `${label}.${id}.example.org`)
  return { id, traits: its, hostnames, latencyMs, endpoint: null, dialect: null }
}

export const scenarios: fc.Arbitrary<Scenario> = fc.record({
  unhealthy: fc.oneof({ weight: 15, arbitrary: fewAccounts }, { weight: 1, arbitrary: manyAccounts }),
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
  randomValue: fc.constantFrom(0.5, 0, 0.999),
})

/** One for each unhealthy account; drawn after everything else, so that old seeds stay what they were. */
export const dialects: fc.Arbitrary<readonly (SimulatedDialect | null)[]> = fc.array(
  fc.oneof(
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constantFrom(...(Object.keys(SIMULATED_DIALECTS) as SimulatedDialect[])) },
  ),
  { minLength: 3, maxLength: 3, size: 'max' },
)

/** The practice servers have no API to read from. */
export function withDialects(scenario: Scenario, drawn: readonly (SimulatedDialect | null)[]): Scenario {
  // The fourteen accounts test the request limit and need no dialects.
  if (scenario.unhealthy.length > drawn.length) return scenario
  return {
    ...scenario,
    unhealthy: scenario.unhealthy.map((account, index) => {
      const dialect = drawn[index] ?? null
      if (dialect === null) return account
      const traits = { ...account.traits, canReadBack: false, batchSize: mostNames(dialect) }
      return { ...account, dialect, traits }
    }),
  }
}

export const accountsOf = ({ unhealthy, healthy }: Scenario): readonly AccountScenario[] => [...unhealthy, healthy]

/** The settings that a run begins with. */
export function firstSettings(scenario: Scenario): Settings {
  const records = accountsOf(scenario).flatMap(({ id, hostnames }) => hostnames.map((hostname) => ({ id, hostname })))
  return settingsSchema.parse({
    version: 1,
    accounts: accountsOf(scenario).map(({ id, endpoint }) => ({
      ...{ id, provider: id, fields: { username: 'user' } },
      ...(endpoint === null ? {} : { endpoint }),
    })),
    records: records.map(({ id, hostname }, index): RecordSettings => {
      const families = scenario.families[index % scenario.families.length] ?? 'ipv4'
      return {
        account: id,
        hostname,
        ipv4: families === 'ipv6' ? 'off' : 'auto',
        ipv6: families === 'ipv4' ? 'off' : 'auto',
        onDrift: scenario.onDrift,
      }
    }),
    detection: { pollIntervalS: scenario.pollIntervalS },
  })
}
