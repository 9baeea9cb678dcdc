// Compares Homeward with a bare Electron tray app, alternately on the same desktop, so that both meet the same machine load.
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { writePracticeDomain } from '../../e2e/lab/dns/practice-domain.ts'
import { type Environment, openEnvironment } from '../../e2e/lab/environment.ts'
import { chromiumArguments } from '../../e2e/lab/process/app-process.ts'
import { endProcess, until } from '../../e2e/lab/process/process-group.ts'
import { electronExecutable, projectDir } from '../../e2e/lab/process/runtime.ts'
import { asUser } from '../../e2e/lab/process/unprivileged.ts'
import { cpuSeconds, memoryMiB } from './process-cost.ts'
import { median, rounded } from './statistics.ts'

/** Long enough for start-up and its garbage collection to end. */
const SETTLE_MS = 6_000
const IDLE_MS = 60_000

type Candidate = 'homeward' | 'bare'
interface Costs {
  readonly startMs: number
  readonly memoryMiB: number
}

const APPS: Readonly<Record<Candidate, readonly string[]>> = {
  homeward: [projectDir, '--background'],
  bare: [path.join(projectDir, 'build/bench/bare-tray')],
}

async function launch(environment: Environment, candidate: Candidate) {
  const executable = electronExecutable()
  if (executable === null) throw new Error('there is no Electron runtime; run: npm run setup')
  const before = environment.tray.registeredAt.length
  const began = performance.timeOrigin + performance.now()
  const line = asUser(environment.session.user, executable, [...chromiumArguments(environment), ...APPS[candidate]])
  const env = { ...environment.env, BARE_TRAY_FOLDER: path.join(environment.session.folder, 'bare') }
  const child = environment.session.processes.start(...line, { env, cwd: environment.session.folder, stdio: 'ignore' })
  const at = await until(`${candidate}'s tray icon`, () => environment.tray.registeredAt[before], 20_000)
  return { child, startMs: at - began }
}

async function run(environment: Environment, candidate: Candidate): Promise<Costs> {
  const { child, startMs } = await launch(environment, candidate)
  await sleep(SETTLE_MS)
  const memory = memoryMiB(child.pid ?? 0)
  await endProcess(child)
  return { startMs, memoryMiB: memory }
}

export interface Comparison {
  readonly startRatio: number
  readonly memoryRatio: number
  readonly startMs: Readonly<Record<Candidate, number>>
  readonly memoryMiB: Readonly<Record<Candidate, number>>
  readonly runs: number
}

export async function compareWithBareTray(runs: number, report: (line: string) => void): Promise<Comparison> {
  const environment = await openEnvironment()
  try {
    await writePracticeDomain(environment)
    const costs: Record<Candidate, Costs[]> = { homeward: [], bare: [] }
    // The first launch of each reads the runtime from disk, and is not counted.
    for (const candidate of ['homeward', 'bare'] as const)
      await endProcess((await launch(environment, candidate)).child)
    for (let i = 0; i < runs; i++) {
      const order: Candidate[] = i % 2 === 0 ? ['homeward', 'bare'] : ['bare', 'homeward']
      for (const candidate of order) {
        const cost = await run(environment, candidate)
        costs[candidate].push(cost)
        report(`${candidate} ${i + 1} of ${runs}: ${rounded(cost.startMs)} ms, ${rounded(cost.memoryMiB)} MiB`)
      }
    }
    const medianOf = (candidate: Candidate, what: keyof Costs) => median(costs[candidate].map((cost) => cost[what]))
    const both = (what: keyof Costs) => ({
      homeward: rounded(medianOf('homeward', what)),
      bare: rounded(medianOf('bare', what)),
    })
    return {
      startRatio: rounded(medianOf('homeward', 'startMs') / medianOf('bare', 'startMs'), 3),
      memoryRatio: rounded(medianOf('homeward', 'memoryMiB') / medianOf('bare', 'memoryMiB'), 3),
      startMs: both('startMs'),
      memoryMiB: both('memoryMiB'),
      runs,
    }
  } finally {
    await environment.close()
  }
}

/** Processor seconds in one quiet minute, the median of several. */
export async function measureIdle(runs: number, report: (line: string) => void): Promise<number> {
  const environment = await openEnvironment()
  try {
    await writePracticeDomain(environment)
    const { child } = await launch(environment, 'homeward')
    await sleep(2 * SETTLE_MS)
    const minutes: number[] = []
    for (let i = 0; i < runs; i++) {
      const before = cpuSeconds(child.pid ?? 0)
      await sleep(IDLE_MS)
      minutes.push(cpuSeconds(child.pid ?? 0) - before)
      report(`idle minute ${i + 1} of ${runs}: ${rounded(minutes.at(-1) ?? 0, 2)} s`)
    }
    return rounded(median(minutes), 2)
  } finally {
    await environment.close()
  }
}
