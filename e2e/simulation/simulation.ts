// A simulation: processes that start and end one after another on the same file, in the same world.
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { vi } from 'vitest'
import { type AppProcess, startProcess } from './app-process.ts'
import type { Counters } from './counters.ts'
import type { Scenario } from './generators/scenario.ts'
import { createAttemptTracker } from './model/attempt-tracker.ts'
import { allowForRestart, resyncFromFile } from './model/resync.ts'
import { checkSameAsBefore, checkSameAsFile, stateInFile } from './oracles/durable-state.ts'
import { createReactionOracle, type ReactionOracle } from './oracles/reaction-oracle.ts'
import { createSimulationState, endpointOf, type SimulationState } from './simulation-state.ts'
import { createInFlight } from './world/server.ts'
import { createServers, type ServerRecords } from './world/server-records.ts'
import { createFingerprints } from './world/user-files.ts'
import { advance, elapsed, MINUTE, SECOND } from './world/virtual-time.ts'

export interface Restart {
  /** How long no process runs. */
  readonly offMs: number
  /** By how much the wall clock is set meanwhile. */
  readonly stepMs: number
  /** The machine restarts, too, and the time since its start begins again. */
  readonly isMachine: boolean
}

export interface Simulation extends SimulationState {
  readonly app: AppProcess
  readonly reactions: ReactionOracle
  /** What the server of an account's current endpoint holds. */
  readonly recordsOf: (account: string) => ServerRecords
  advance(ms: number): Promise<void>
  setClock(stepMs: number): void
  /** Ends the process without notice and starts the next one. */
  restart(how: Restart): Promise<void>
  close(): void
}

/** @param root folder for the database of this run */
export async function startSimulation(scenario: Scenario, counters: Counters, root: string): Promise<Simulation> {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) })
  const folder = mkdtempSync(join(root, 'run-'))
  const state = createSimulationState(scenario, counters)
  state.bootedAt = elapsed() - 10 * MINUTE
  const recordsAt = createServers()
  const recordsOf = (account: string): ServerRecords => recordsAt(account, endpointOf(state, account))
  const inFlight = createInFlight()
  const attempts = createAttemptTracker(state, inFlight, recordsOf)
  const fingerprint = createFingerprints()
  const start = () => startProcess({ state, folder, recordsAt, recordsOf, fingerprint, inFlight, attempts })
  let app = start()
  let setWhileOffMs = 0
  const reactions = createReactionOracle({
    ...{ state, recordsOf },
    isAlive: () => app.isAlive,
    holdOn: (key) => app.engine.states.holdOn(key),
  })

  function setClock(stepMs: number): void {
    const { trace, pause } = state
    trace.note(`the wall clock is set by ${stepMs} ms`)
    state.clockSetAt = elapsed()
    // Until the engine has saved the step, the next process takes it for one that happened while nothing ran.
    if (app.isAlive) state.unsavedStepMs += stepMs
    else setWhileOffMs += stepMs
    if (typeof pause.until === 'number') pause.isUncertain = true
    // The engine moves the pause along with the clock, and with that write saves what it could not write before.
    if (typeof pause.until === 'number' || typeof pause.onDisk === 'number') pause.isUncertainOnDisk = true
    vi.setSystemTime(Date.now() + stepMs)
  }

  /** @returns what the file says */
  function endProcess() {
    if (app.crashedAt === null && !state.guard.isDiskFull) checkSameAsFile(state.trace, app)
    const cutOff = app.kill()
    if (cutOff > 0) counters.count('crashes during a request')
    counters.count(app.crashedAt === null ? 'crashes' : 'crashes at a write')
    const saved = stateInFile(app.file)
    state.places.ended(state.trace, app.file)
    app.closeFile()
    reactions.cancelAll()
    state.trace.note(`the process has ended, ${cutOff} requests cut off`)
    Object.assign(state.guard, { isDiskFull: false, crash: null })
    return saved
  }

  async function restart({ offMs, stepMs, isMachine }: Restart): Promise<void> {
    const { crashedAt } = app
    const endedAt = Date.now()
    const saved = endProcess()
    if (stepMs !== 0) setClock(stepMs)
    await advance(offMs)
    if (isMachine) state.bootedAt = elapsed() - 20 * SECOND
    if (isMachine) counters.count('restarts of the machine')
    const areTimesKept = !isMachine && setWhileOffMs === 0 && state.unsavedStepMs === 0
    allowForRestart(state, setWhileOffMs, isMachine)
    state.silence.restarted()
    setWhileOffMs = 0
    app = start()
    state.trace.note(`the next process starts${isMachine ? ' with the machine' : ''}`)
    const { pause } = state
    if (crashedAt !== null) resyncFromFile(state, saved, crashedAt)
    else Object.assign(pause, { until: pause.onDisk, isUncertain: pause.isUncertainOnDisk })
    checkSameAsBefore(state.trace, saved, app, areTimesKept ? Date.now() - endedAt - stepMs : null)
    app.engine.start()
    await advance(SECOND)
  }

  app.engine.start()
  await advance(SECOND)
  const simulation = Object.assign(state, {
    ...{ app, reactions, recordsOf, advance, setClock, restart },
    close: () => {
      if (app.isAlive) app.kill()
      app.closeFile()
      rmSync(folder, { recursive: true, force: true })
      vi.useRealTimers()
    },
  })
  return Object.defineProperty(simulation, 'app', { get: () => app })
}
