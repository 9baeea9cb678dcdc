// When to look. A trigger only says "look again": bursts of system events become one look, triggers during a round
// become exactly one more, and a slow poll stays on because nothing local sees a router's address change.
import type { DetectionSettings } from '../../contract/settings.ts'
import type { Trigger } from '../../contract/snapshot.ts'
import type { Clock, Disposer, Random } from '../../model/ports.ts'

export interface SchedulerOptions {
  readonly clock: Clock
  readonly random: Random
  readonly settings: () => DetectionSettings
  /**
   * `trigger` is the weightiest of `all` that came together. Rejections end up in `onFault`; the scheduler goes on.
   * @returns false when there was nothing to look at: the look that was planned before is still due
   */
  readonly runRound: (trigger: Trigger, all: ReadonlySet<Trigger>) => Promise<boolean>
  /** Looks whether the wall clock was moved; a step is told by `clockMoved`. */
  readonly checkClock: () => void
  readonly onFault: (error: unknown) => void
  readonly onPlanned: (at: number) => void
}

export interface Scheduler {
  /** Something on the machine changed: debounced, trailing, with a longest wait. */
  networkChanged(): void
  /** Look as soon as the round that may be running is over. */
  request(trigger: Trigger): void
  /** Look at this time (epoch ms) at the latest, besides the poll. An earlier plan stays. */
  scheduleBy(at: number, trigger: Trigger): void
  /** When the next look is due, epoch ms. */
  readonly nextRoundAt: number | null
  /** Resolves when no round is running and none is waiting to start at once. */
  idle(): Promise<void>
  /** The wall clock was moved by so much. */
  clockMoved(ms: number): void
  stop(): void
}

/** Share by which polls are spread, so that many installations do not ask in step. */
const POLL_SPREAD = 0.2
/** The clock is looked at this often; a gap half as long again means sleep. */
const CLOCK_CHECK_MS = 15_000
/** setTimeout's longest delay. */
const LONGEST_TIMER_MS = 2_147_483_647

/** When several triggers wait for one round, it is told by the one that says most. */
const WEIGHT: readonly Trigger[] = [
  'user',
  'config-change',
  'drift',
  'gateway-push',
  'resume',
  'network-change',
  'startup',
  'retry',
  'clock-jump',
  'poll',
]
const weightiest = (triggers: ReadonlySet<Trigger>): Trigger =>
  WEIGHT.find((trigger) => triggers.has(trigger)) ?? 'poll'

export function createScheduler(options: SchedulerOptions): Scheduler {
  const { clock } = options
  const timers: Record<'debounce' | 'look' | 'clock', Disposer> = {
    debounce: () => {},
    look: () => {},
    clock: () => {},
  }
  let stopped = false
  let running = false
  const pending = new Set<Trigger>()
  let burstStartedAt: number | null = null
  let planned: { at: number; trigger: Trigger } | null = null
  const waiters = new Set<() => void>()

  const setTimer = (name: keyof typeof timers, delayMs: number, fire: () => void) => {
    timers[name]()
    timers[name] = clock.setTimer(Math.min(Math.max(0, delayMs), LONGEST_TIMER_MS), fire)
  }

  function plan(at: number, trigger: Trigger): void {
    planned = { at, trigger }
    options.onPlanned(at)
    setTimer('look', at - clock.now(), () => {
      if (stopped || planned === null) return
      // The timer counts monotonic time, the plan is wall time: after a step back it may fire too early.
      if (planned.at > clock.now()) plan(planned.at, planned.trigger)
      else request(planned.trigger)
    })
  }

  function planPoll(): void {
    const spread = 1 + POLL_SPREAD * (2 * options.random() - 1)
    plan(clock.now() + options.settings().pollIntervalS * 1_000 * spread, 'poll')
  }

  async function run(): Promise<void> {
    running = true
    while (pending.size > 0 && !stopped) {
      const all = new Set(pending)
      pending.clear()
      await look(all)
    }
    running = false
    for (const waiter of [...waiters]) waiter()
    waiters.clear()
  }

  async function look(triggers: ReadonlySet<Trigger>): Promise<void> {
    options.checkClock()
    const before = planned
    // Planned first: a look that the round itself asks for may only bring the next one forward.
    planPoll()
    try {
      if (await options.runRound(weightiest(triggers), triggers)) return
      // Events that mean nothing, however many, must not push back what was due.
      if (!stopped && before !== null && (planned === null || before.at < planned.at)) plan(before.at, before.trigger)
    } catch (error) {
      if (!stopped) options.onFault(error)
    }
  }

  function request(trigger: Trigger): void {
    if (stopped) return
    pending.add(trigger)
    if (!running) void run()
  }

  function networkChanged(): void {
    if (stopped) return
    const { debounceMs, maxWaitMs, maxJitterMs } = options.settings()
    const now = clock.monotonic()
    burstStartedAt ??= now
    const waitMs = Math.min(debounceMs, burstStartedAt + maxWaitMs - now)
    setTimer('debounce', waitMs + options.random() * maxJitterMs, () => {
      burstStartedAt = null
      request('network-change')
    })
  }

  function watchClock(checkedAt: number): void {
    setTimer('clock', CLOCK_CHECK_MS, () => {
      options.checkClock()
      if (clock.sinceBoot() - checkedAt > CLOCK_CHECK_MS * 1.5) request('clock-jump')
      watchClock(clock.sinceBoot())
    })
  }
  watchClock(clock.sinceBoot())

  return {
    networkChanged,
    request,
    scheduleBy: (at, trigger) => {
      if (!stopped && (planned === null || at < planned.at)) plan(at, trigger)
    },
    clockMoved: (ms) => {
      // The plan is wall time: it moves along, so that the wait stays as long as it was meant.
      if (planned !== null && !stopped) plan(planned.at + ms, planned.trigger)
      request('clock-jump')
    },
    get nextRoundAt() {
      return planned?.at ?? null
    },
    idle: () => (running || pending.size > 0 ? new Promise((resolve) => waiters.add(resolve)) : Promise.resolve()),
    stop: () => {
      stopped = true
      for (const dispose of Object.values(timers)) dispose()
      for (const waiter of [...waiters]) waiter()
      waiters.clear()
    },
  }
}
