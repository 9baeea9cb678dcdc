// One life: processes that start and end one after another on the same file, in the same world.
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { vi } from 'vitest'
import type { FamilyKey, Hold } from '../../app/model/store.ts'
import { type Run, startRun } from './app-process.ts'
import { createBookkeeping } from './attempt-tracker.ts'
import type { Tally } from './counters.ts'
import { type Durable, difference, inMemory, written } from './durable-state.ts'
import type { Climate } from './generators/scenario.ts'
import { createPromptness, type Promptness } from './oracles/reaction-oracle.ts'
import { createLifeState, createPlaces, type LifeState, recordOf } from './simulation-state.ts'
import { createFlights } from './world/server.ts'
import type { Place } from './world/server-records.ts'
import { createMarks } from './world/user-files.ts'
import { MINUTE, pass, passed, SECOND } from './world/virtual-time.ts'

export interface Restart {
  /** How long nothing runs. */
  readonly offMs: number
  /** By how much the wall clock is set meanwhile. */
  readonly stepMs: number
  /** The whole machine starts anew, and with it the time since its start. */
  readonly isMachine: boolean
}

export interface Life extends LifeState {
  readonly run: Run
  readonly promptness: Promptness
  readonly place: (account: string) => Place
  pass(ms: number): Promise<void>
  stepClock(ms: number): void
  /** Ends the process without notice and starts the next one. */
  restart(how: Restart): Promise<void>
  close(): void
}

const isOf = ({ account, hostname, family }: Pick<Hold, 'account' | 'hostname' | 'family'>, key: FamilyKey): boolean =>
  account === key.account && hostname === key.hostname && family === key.family

/** @param root folder for the life's database */
export async function beginLife(climate: Climate, tally: Tally, root: string): Promise<Life> {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) })
  const folder = mkdtempSync(join(root, 'life-'))
  const state = createLifeState(climate, tally)
  state.bootedAt = passed() - 10 * MINUTE
  const place = createPlaces()
  const placeOf = (account: string): Place =>
    place(account, state.settings.accounts.find(({ id }) => id === account)?.endpoint ?? null)
  const flights = createFlights()
  const books = createBookkeeping(state, flights, placeOf)
  const options = { life: state, folder, place, mark: createMarks(), flights, books }
  let run = startRun(options)
  let steppedWhileOff = 0
  const promptness = createPromptness({
    ...{ life: state, place: placeOf },
    isAlive: () => run.isAlive,
    holdOn: (key) => run.engine.states.holdOn(key),
  })

  function compareWithFile(before: Durable): void {
    const other = difference(before, written(run.written))
    state.trail.must(other === '', 'lost', () => `the process knew otherwise than the file:\n${other}`)
  }

  function compareWithBefore(before: Durable, offMs: number, isSteady: boolean): void {
    const now = inMemory(run)
    const other = difference(before, now)
    state.trail.must(other === '', 'lost', () => `the next process knows otherwise than the one before:\n${other}`)
    if (!isSteady) return
    const left = ({ holds }: Durable) => holds.map(({ until }) => until)
    left(before).forEach((until, index) => {
      const after = left(now)[index] ?? null
      state.trail.must(
        until === null || (after !== null && after >= until - offMs - MINUTE),
        'banned',
        () => `a hold until ${until} is one until ${after} after a restart`,
      )
    })
  }

  async function restart({ offMs, stepMs, isMachine }: Restart): Promise<void> {
    const { cutAt } = run
    const wasCut = cutAt !== null
    const wallBefore = Date.now()
    if (!wasCut && !state.guard.isFull) compareWithFile(inMemory(run))
    const cutOff = run.kill()
    if (cutOff > 0) tally.count('crashes that cut an update off')
    tally.count(wasCut ? 'crashes between two writes' : 'crashes')
    const before = written(run.written)
    run.close()
    promptness.dropAll()
    state.trail.note(`the process is dead, ${cutOff} requests cut off`)
    Object.assign(state.guard, { isFull: false, cut: null })
    if (stepMs !== 0) stepClock(stepMs)
    await pass(offMs)
    if (isMachine) state.bootedAt = passed() - 20 * SECOND
    const steppedMs = steppedWhileOff
    steppedWhileOff = 0
    const isSteady = !isMachine && steppedMs === 0 && state.owedStepMs === 0
    noteRestart(steppedMs, isMachine)
    run = startRun(options)
    state.trail.note(`the next process starts${isMachine ? ' with the machine' : ''}`)
    if (cutAt !== null) believe(before, cutAt)
    else Object.assign(state.pause, { until: state.pause.onDisk, isVague: state.pause.isVagueOnDisk })
    compareWithBefore(before, Date.now() - wallBefore - stepMs, isSteady)
    run.engine.start()
    await pass(SECOND)
  }

  /**
   * What a restart may cost. A machine that starts with another time cannot tell how long it was off. A clock that went
   * forward may have been set, or the machine may have been off: holds then wait too long, keep-alives come too early.
   */
  function noteRestart(setMs: number, isMachine: boolean): void {
    const stepMs = setMs + state.owedStepMs
    state.owedStepMs = 0
    const isLost = isMachine && stepMs !== 0
    for (const facts of state.book.accounts) {
      facts.most = null
      facts.patience.restarted()
      if (isLost) facts.notBefore = 0
    }
    if (isLost) for (const facts of state.book.names) facts.notBefore = 0
    if (isLost) state.book.excuse('all')
    if (isLost || stepMs > MINUTE) {
      for (const facts of state.book.names) {
        facts.sentAt = null
        facts.confirmedAt = Number.NEGATIVE_INFINITY
      }
    }
    if (!isLost && stepMs !== 0 && Math.abs(stepMs) <= MINUTE) state.slackMs += MINUTE
    if (isMachine) tally.count('restarts of the machine')
  }

  /** Whether the write at which the process ended was made can only be told from the file. */
  function believe({ families, holds, pause }: Durable, write: string): void {
    const { book } = state
    for (const { undo, ...key } of families) book.name(key).undo = undo
    // Of a name that was removed while it was asked for the stop alone is kept.
    const isWritten = (facts: FamilyKey) => [...families, ...holds].some((each) => isOf(each, facts))
    book.forget(book.names.filter((facts) => !isWritten(facts) && recordOf(state, facts) === undefined))
    const until = pause === null || pause === 'forever' ? pause : Number(pause)
    Object.assign(state.pause, { until, onDisk: until })
    // What was lifted at that write, or not put any more.
    const isLifted = write === 'liftHold' || write === 'putHold'
    for (const facts of book.names) {
      const hold = holds.find((each) => isOf(each, facts))
      if (hold?.class === 'forgotten') facts.forgotten = hold.fingerprint
      if (hold === undefined && isLifted)
        Object.assign(facts, { forgotten: null, refused: null, notBefore: 0, blocked: false })
      if (hold === undefined && isLifted) facts.patience.excuse('all')
    }
    if (!isLifted) return
    for (const { id } of state.settings.accounts) {
      if (holds.some(({ account, hostname }) => account === id && hostname === null)) continue
      const facts = book.account(id)
      Object.assign(facts, { blocked: false, notBefore: 0, refused: new Set() })
      facts.patience.excuse('all')
    }
  }

  function stepClock(ms: number): void {
    state.trail.note(`the wall clock is set by ${ms} ms`)
    state.steppedAt = passed()
    // Until it is written down it is one that happens while the process is off, should that end now.
    if (run.isAlive) state.owedStepMs += ms
    const { until, onDisk } = state.pause
    if (typeof until === 'number') state.pause.isVague = true
    // It is moved along, and what could not be written before is written with that.
    if (typeof until === 'number' || typeof onDisk === 'number') state.pause.isVagueOnDisk = true
    vi.setSystemTime(Date.now() + ms)
    if (!run.isAlive) steppedWhileOff += ms
  }

  run.engine.start()
  await pass(SECOND)
  return Object.defineProperty(
    Object.assign(state, {
      ...{ promptness, pass, stepClock, restart },
      place: placeOf,
      run,
      close: () => {
        if (run.isAlive) run.kill()
        run.close()
        rmSync(folder, { recursive: true, force: true })
        vi.useRealTimers()
      },
    }),
    'run',
    { get: () => run },
  )
}
