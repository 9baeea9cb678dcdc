// The soak itself: fails when a quiet point breaks a bar, or the zone does not hold what the machine had.
import process from 'node:process'
import { type Flapping, measureFlapping } from './flapping.ts'
import { DEBOUNCE_MS } from './reaction.ts'

const option = (name: string) => process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3)
const report = (line: string) => process.stderr.write(`${line}\n`)

/** About ten minutes: a change every 1.7 seconds on average, and the waits of the quiet points. */
const CHANGES = 300
const PROVIDERS_MS = [40, 500]
const P95_MS = DEBOUNCE_MS + 1_000
const MAX_MS = 3_000

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
  for (const each of figures) {
    const { providerMs, p50, p95, max, quietPoints, wrongZones } = each
    const verdict = isWithin(each) ? 'good' : `BROKEN: p95 at most ${P95_MS} ms, max ${MAX_MS} ms, no wrong zone`
    report(
      `provider ${providerMs} ms: ${quietPoints} quiet points, p50 ${p50}, p95 ${p95}, max ${max} ms, ${wrongZones} wrong zones: ${verdict}`,
    )
  }
  if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(figures)}\n`)
  return figures.every(isWithin) ? 0 : 1
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
