// When rounds run. Bursts of system events become one round, triggers during a round become exactly one more, and a slow poll
// always stays on, because nothing on this machine notices that a router's address changed.
import type { DetectionSettings } from '../../contract/settings.ts'
import type { Trigger } from '../../contract/snapshot.ts'
import type { Clock, Disposer, Random } from '../../model/ports.ts'

export interface SchedulerOptions {
  readonly clock: Clock
  readonly random: Random
  readonly settings: () => DetectionSettings
  /**
   * @param trigger the one of `all` that says most. A rejection goes to `onFault`, and the scheduler goes on.
   * @returns false when nothing had to be observed: then the round that was planned before is still due
   */
  readonly runRound: (trigger: Trigger, all: ReadonlySet<Trigger>) => Promise<boolean>
  /** Looks for a step of the wall clock, which `clockMoved` then reports. */
  readonly checkClock: () => void
  /** The machine slept, and nothing told of it. */
  readonly onSlept: () => void
  readonly onFault: (error: unknown) => void
  readonly onPlanned: (at: number) => void
}

export interface Scheduler {
  /** Something on the machine changed: debounced, trailing, with a maximum wait. */
  networkChanged(): void
  /** Runs one round for all of these, as soon as the one that may be running has ended. */
  request(...triggers: readonly Trigger[]): void
  /** Runs a round at this time (epoch ms) at the latest, besides the poll. An earlier plan stays. */
  scheduleBy(at: number, trigger: Trigger): void
  /** When the next round is due, epoch ms. */
  readonly nextRoundAt: number | null
  /** Resolves when no round is running and none is about to start. */
  idle(): Promise<void>
  /** The wall clock was moved by `ms` milliseconds. */
  clockMoved(ms: number): void
  stop(): void
}

/** Polls are spread by this share, so that many installations do not ask in step. */
const POLL_SPREAD = 0.2
/** How often the clock is checked. A gap half as long again means that the machine slept. */
const CLOCK_CHECK_MS = 15_000
/** setTimeout's longest delay. */
const LONGEST_TIMER_MS = 2_147_483_647

/** If a round has several triggers, it keeps the first of them in this list. */
const PRECEDENCE: readonly Trigger[] = [
  'user',
  'config-change',
  'drift',
  'gateway-push',
  'file-change',
  'resume',
  'unlock',
  'network-change',
  'startup',
  'retry',
  'clock-jump',
  'poll',
]
const foremost = (triggers: ReadonlySet<Trigger>): Trigger =>
  PRECEDENCE.find((trigger) => triggers.has(trigger)) ?? 'poll'

interface Plan {
  readonly at: number
  readonly trigger: Trigger
}

class TimedScheduler implements Scheduler {
  readonly #options: SchedulerOptions
  readonly #timers: Record<'debounce' | 'round' | 'clock', Disposer> = {
    debounce: () => {},
    round: () => {},
    clock: () => {},
  }
  readonly #pending = new Set<Trigger>()
  readonly #idleWaiters = new Set<() => void>()
  #isStopped = false
  #isRunning = false
  /** In monotonic time. */
  #burstStartedAt: number | null = null
  #planned: Plan | null = null

  constructor(options: SchedulerOptions) {
    this.#options = options
    this.#watchClock(options.clock.sinceBoot())
  }

  networkChanged(): void {
    if (this.#isStopped) return
    const { clock, random, settings } = this.#options
    const { debounceMs, maxWaitMs, maxJitterMs } = settings()
    const now = clock.monotonic()
    this.#burstStartedAt ??= now
    const waitMs = Math.min(debounceMs, this.#burstStartedAt + maxWaitMs - now)
    this.#setTimer('debounce', waitMs + random() * maxJitterMs, () => {
      this.#burstStartedAt = null
      this.request('network-change')
    })
  }

  request(...triggers: readonly Trigger[]): void {
    if (this.#isStopped) return
    for (const trigger of triggers) this.#pending.add(trigger)
    // A sleep that is known by now must not be found once more.
    if (this.#pending.has('resume')) this.#watchClock(this.#options.clock.sinceBoot())
    if (!this.#isRunning) void this.#run()
  }

  scheduleBy(at: number, trigger: Trigger): void {
    if (!this.#isStopped && (this.#planned === null || at < this.#planned.at)) this.#plan({ at, trigger })
  }

  get nextRoundAt(): number | null {
    return this.#planned?.at ?? null
  }

  idle(): Promise<void> {
    if (!this.#isRunning && this.#pending.size === 0) return Promise.resolve()
    return new Promise((resolve) => this.#idleWaiters.add(resolve))
  }

  clockMoved(ms: number): void {
    // The plan is in wall time: it moves along, so that the wait keeps its length.
    if (this.#planned !== null && !this.#isStopped) this.#plan({ ...this.#planned, at: this.#planned.at + ms })
    this.request('clock-jump')
  }

  stop(): void {
    this.#isStopped = true
    for (const dispose of Object.values(this.#timers)) dispose()
    this.#releaseWaiters()
  }

  #setTimer(name: 'debounce' | 'round' | 'clock', delayMs: number, fire: () => void): void {
    this.#timers[name]()
    this.#timers[name] = this.#options.clock.setTimer(Math.min(Math.max(0, delayMs), LONGEST_TIMER_MS), fire)
  }

  #plan(plan: Plan): void {
    const { clock, onPlanned } = this.#options
    this.#planned = plan
    onPlanned(plan.at)
    this.#setTimer('round', plan.at - clock.now(), () => {
      if (this.#isStopped || this.#planned === null) return
      // The timer counts monotonic time, the plan is in wall time: after a step back the timer may fire too early.
      if (this.#planned.at > clock.now()) this.#plan(this.#planned)
      else this.request(this.#planned.trigger)
    })
  }

  #planPoll(): void {
    const { clock, random, settings } = this.#options
    const spread = 1 + POLL_SPREAD * (2 * random() - 1)
    this.#plan({ at: clock.now() + settings().pollIntervalS * 1_000 * spread, trigger: 'poll' })
  }

  async #run(): Promise<void> {
    this.#isRunning = true
    while (this.#pending.size > 0 && !this.#isStopped) {
      const triggers = new Set(this.#pending)
      this.#pending.clear()
      await this.#runRoundFor(triggers)
    }
    this.#isRunning = false
    this.#releaseWaiters()
  }

  async #runRoundFor(triggers: ReadonlySet<Trigger>): Promise<void> {
    const { checkClock, runRound, onFault } = this.#options
    checkClock()
    const before = this.#planned
    // Planned first: what the round itself schedules can only bring the next one forward.
    this.#planPoll()
    try {
      if (await runRound(foremost(triggers), triggers)) return
      // Events without consequence, however many, must not push back the round that was due.
      const isEarlier = before !== null && (this.#planned === null || before.at < this.#planned.at)
      if (!this.#isStopped && isEarlier) this.#plan(before)
    } catch (error) {
      if (!this.#isStopped) onFault(error)
    }
  }

  #watchClock(checkedAt: number): void {
    const { clock, checkClock, onSlept } = this.#options
    this.#setTimer('clock', CLOCK_CHECK_MS, () => {
      checkClock()
      if (clock.sinceBoot() - checkedAt > CLOCK_CHECK_MS * 1.5) onSlept()
      this.#watchClock(clock.sinceBoot())
    })
  }

  #releaseWaiters(): void {
    for (const resolve of [...this.#idleWaiters]) resolve()
    this.#idleWaiters.clear()
  }
}

export const createScheduler = (options: SchedulerOptions): Scheduler => new TimedScheduler(options)
