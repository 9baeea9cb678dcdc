// All measurements by key. Keys are added and never renamed.
import process from 'node:process'
import { missingForRouter } from '../../e2e/lab/network/router-network.ts'
import { missingForDesktop } from '../../e2e/lab/prerequisites.ts'
import { missingForWine } from '../../e2e/wine/lab.ts'
import { measureBatch } from './batch.ts'
import { compareWithBareTray, measureIdle } from './comparison.ts'
import { measureFlapping } from './flapping.ts'
import { measureHistory } from './history-cost.ts'
import { measureIdleTraffic, trafficTable } from './idle-traffic.ts'
import { machine } from './machine.ts'
import { measureQuietRound } from './quiet-round.ts'
import { DEBOUNCE_MS, measureReaction } from './reaction.ts'
import { rounded } from './statistics.ts'
import { measureThousandAccounts } from './thousand-accounts.ts'
import { measureWanReaction } from './wan-reaction.ts'
import { measureWineReaction } from './wine-reaction.ts'

const option = (name: string) => process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3)
const report = (line: string) => process.stderr.write(`${line}\n`)
const runs = Number(option('runs') ?? 10)
const changes = Number(option('changes') ?? 100)

type Figures = Record<string, unknown>
const MEASUREMENTS: { readonly keys: readonly string[]; readonly run: () => Promise<Figures> }[] = [
  {
    keys: ['reactionMs', 'debounceMs'],
    run: async () => ({
      reactionMs: await measureReaction({ changes, hanging: 0 }, report),
      debounceMs: DEBOUNCE_MS,
    }),
  },
  {
    keys: ['reactionBesideHangingMs'],
    run: async () => ({
      reactionBesideHangingMs: await measureReaction({ changes: Math.min(changes, 40), hanging: 5 }, report),
    }),
  },
  {
    keys: ['wanReactionMs'],
    run: async () => {
      const missing = missingForRouter()
      if (missing === null) return { wanReactionMs: await measureWanReaction(Math.min(changes, 30), report) }
      report(`wanReactionMs: ${missing}`)
      return {}
    },
  },
  {
    keys: ['idleTraffic'],
    run: async () => {
      const days = await measureIdleTraffic()
      report(
        days === null
          ? 'idleTraffic: needs openssl'
          : `a quiet day (exchanges / packets / bytes):\n${trafficTable(days)}`,
      )
      return days === null ? {} : { idleTraffic: days }
    },
  },
  {
    keys: ['flapReactionMs'],
    run: async () => ({
      flapReactionMs: await measureFlapping(
        { changes: Math.min(changes, 60), providerMs: 500, hasFaults: false },
        report,
      ),
    }),
  },
  {
    keys: ['thousandAccountsMs'],
    run: async () => {
      const options = { accounts: 1_000, namesPerAccount: 10, providerMs: 300, hasDead: false }
      return { thousandAccountsMs: (await measureThousandAccounts(options, report))?.changeMs ?? null }
    },
  },
  {
    keys: ['manyNamesPeakMb'],
    run: async () => {
      const options = { accounts: 1_000, namesPerAccount: 100, providerMs: 50, hasDead: false }
      return { manyNamesPeakMb: (await measureThousandAccounts(options, report))?.peakMb ?? null }
    },
  },
  {
    keys: ['startRatio', 'memoryRatio'],
    run: async () => ({ ...(missingForDesktop() === null ? await compareWithBareTray(runs, report) : {}) }),
  },
  {
    keys: ['idleCpuSecondsPerMinute'],
    run: async () =>
      missingForDesktop() === null ? { idleCpuSecondsPerMinute: await measureIdle(Math.min(runs, 3), report) } : {},
  },
  { keys: ['batch500'], run: async () => ({ batch500: await measureBatch(Math.min(runs, 5), report) }) },
  {
    keys: ['quietRound5000Ms', 'quietRound50000Ms'],
    run: async () => ({
      quietRound5000Ms: rounded(await measureQuietRound(5_000)),
      quietRound50000Ms: rounded(await measureQuietRound(50_000)),
    }),
  },
  {
    keys: ['wineReactionMs'],
    run: async () => {
      if (missingForWine === null) return { wineReactionMs: await measureWineReaction(Math.min(changes, 20), report) }
      report(`wineReactionMs: ${missingForWine}`)
      return {}
    },
  },
  { keys: ['historyQueryMs', 'historyBytes'], run: async () => measureHistory() },
]

async function main(): Promise<number> {
  const only = option('only')?.split(',')
  const known = MEASUREMENTS.flatMap(({ keys }) => keys)
  const unknown = only?.find((key) => !known.includes(key))
  if (unknown !== undefined) {
    report(`There is no figure "${unknown}"; there are ${known.join(', ')}.`)
    return 2
  }
  const figures: Figures = {}
  for (const { keys, run } of MEASUREMENTS) {
    if (only === undefined || keys.some((key) => only.includes(key))) Object.assign(figures, await run())
  }
  figures.machine = machine()
  if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(figures)}\n`)
  else process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`)
  return 0
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    report(error instanceof Error ? (error.stack ?? error.message) : String(error))
    process.exitCode = 1
  },
)
