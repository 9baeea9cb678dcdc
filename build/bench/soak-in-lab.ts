// The soak itself: fails when a quiet point breaks a bar, or the zone does not hold what the machine had.
import process from 'node:process'
import { type Flapping, measureFlapping } from './flapping.ts'
import { DEBOUNCE_MS } from './reaction.ts'
import { measureThousandAccounts } from './thousand-accounts.ts'

const option = (name: string) => process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3)
const report = (line: string) => process.stderr.write(`${line}\n`)

/** About ten minutes: a change every 1.7 seconds on average, and the waits of the quiet points. */
const CHANGES = 300
const PROVIDERS_MS = [40, 500]
const P95_MS = DEBOUNCE_MS + 1_000
const MAX_MS = 3_000
const ROUND_MS = 25_000
/** With 100,000 names. */
const PEAK_MB = 700

const isWithin = ({ p95, max, wrongZones }: Flapping) => p95 <= P95_MS && max <= MAX_MS && wrongZones === 0

async function soak(): Promise<number> {
  const changes = Number(option('changes') ?? CHANGES)
  const providers = option('provider')?.split(',').map(Number) ?? PROVIDERS_MS
  const figures: (Flapping & { readonly providerMs: number })[] = []
  for (const providerMs of providers) {
    const options = { changes: Math.ceil(changes / providers.length), providerMs, hasFaults: true }
    const measured = await measureFlapping(options, report)
    if (measured === null) {
      report('soak: skipped, as network namespaces need Linux and root')
      return 0
    }
    figures.push({ providerMs, ...measured })
  }
  const crowd = process.argv.includes('--no-accounts') ? true : await soakAccounts()
  for (const each of figures) {
    const { providerMs, p50, p95, max, quietPoints, wrongZones } = each
    const verdict = isWithin(each) ? 'good' : `BROKEN: p95 at most ${P95_MS} ms, max ${MAX_MS} ms, no wrong zone`
    report(
      `provider ${providerMs} ms: ${quietPoints} quiet points, p50 ${p50}, p95 ${p95}, max ${max} ms, ${wrongZones} wrong zones: ${verdict}`,
    )
  }
  if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(figures)}\n`)
  return crowd && figures.every(isWithin) ? 0 : 1
}

/**
 * A thousand accounts with ten names each: the first round beside dead ones, a change, and the memory of as many names as a
 * settings file of 4 MiB has room for.
 */
async function soakAccounts(): Promise<boolean> {
  const base = { accounts: 1_000, namesPerAccount: 10 }
  const fast = await measureThousandAccounts({ ...base, providerMs: 50, hasDead: true }, report)
  const slow = await measureThousandAccounts({ ...base, providerMs: 300, hasDead: false }, report)
  const many = await measureThousandAccounts(
    { accounts: 1_000, namesPerAccount: 30, providerMs: 50, hasDead: false },
    report,
  )
  const figures = { firstRoundMs: fast?.firstRoundMs, changeMs: slow?.changeMs, peakMb: many?.peakMb }
  report(`a thousand accounts: ${JSON.stringify(figures)}`)
  const isGood = (value: number | undefined, most: number) => value !== undefined && value <= most
  return isGood(figures.firstRoundMs, ROUND_MS) && isGood(figures.changeMs, ROUND_MS) && isGood(figures.peakMb, PEAK_MB)
}

soak().then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    report(error instanceof Error ? (error.stack ?? error.message) : String(error))
    process.exitCode = 1
  },
)
