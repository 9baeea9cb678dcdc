// All accounts' jobs: which are under way, what they still want, and what becomes of one that fails unexpectedly.
import type { FamilyKey } from '../../model/store.ts'
import { familyKey } from '../../model/store.ts'
import { type AccountJob, type AccountJobOptions, createAccountJob } from './account-job.ts'
import type { PendingUpdate } from './pending-update.ts'

export interface JobRunner {
  /** Replaces what these names and families want; a job that is waiting sends the newest. */
  submit(wants: readonly PendingUpdate[]): void
  /** Takes back what no longer has to be sent: the address came back by itself, or the record is gone. */
  retractIf(isOver: (want: PendingUpdate) => boolean): void
  /** Ends the waits of jobs that the network failed: it may be back. */
  nudge(): void
  isWanted(key: FamilyKey): boolean
  /** Whether the account's requests go through, or too many failed in a row. */
  breaker(account: string): AccountJob['breaker']
  readonly busy: boolean
  /** Resolves when no job is under way. */
  idle(): Promise<void>
  /** Waits for nothing: what is under way stays unsettled in the store and is looked at again next time. */
  stop(): void
}

export interface JobRunnerOptions extends AccountJobOptions {
  /** Why the store cannot be written, null when it can. */
  readonly onStoreTrouble: (reason: string | null) => void
}

const REST_MS = 60_000

export function createJobRunner(options: JobRunnerOptions): JobRunner {
  const { clock, log } = options
  const jobs = new Map<string, AccountJob>()
  const running = new Map<string, Promise<void>>()
  const restsUntil = new Map<string, number>()
  let stopped = false

  function jobOf(account: string): AccountJob {
    const job = jobs.get(account) ?? createAccountJob(account, options)
    jobs.set(account, job)
    return job
  }

  function start(account: string): void {
    if (stopped || running.has(account)) return
    const job = jobOf(account)
    const done = job
      .run()
      .then(() => options.onStoreTrouble(null))
      .catch((error: unknown) => {
        // The store is closed by then: what was under way stays unsettled in it.
        if (!stopped) rest(account, job, error)
      })
      .finally(() => {
        running.delete(account)
        if (stopped) return
        options.onChange()
        if (job.wishes.size > 0) start(account)
      })
    running.set(account, done)
  }

  /**
   * A bug in one provider's code, or a store that cannot be written, stops that account for a while, and nothing else.
   * The stop is kept in memory, too: a full disk must not become a loop.
   */
  function rest(account: string, job: AccountJob, error: unknown): void {
    const words = error instanceof Error ? error.message : String(error)
    log('error', 'a job failed unexpectedly', { account, error: words })
    job.wishes.takeAll()
    restsUntil.set(account, clock.monotonic() + REST_MS)
    try {
      job.stopAccount({ kind: 'unrecognised', code: 'internal', detail: words, retryAt: null }, '')
    } catch (trouble) {
      options.onStoreTrouble(trouble instanceof Error ? trouble.message : String(trouble))
    }
  }

  return {
    submit: (all) => {
      const wants = all.filter((want) => (restsUntil.get(want.account) ?? 0) <= clock.monotonic())
      if (wants.length === 0) return
      for (const want of wants) jobOf(want.account).wishes.add(want)
      for (const account of new Set(wants.map((want) => want.account))) start(account)
    },
    retractIf: (isOver) => {
      for (const { wishes } of jobs.values()) wishes.removeIf(isOver)
    },
    nudge: () => {
      for (const job of jobs.values()) job.nudge()
    },
    isWanted: (key) => jobs.get(key.account)?.wishes.has(familyKey(key)) ?? false,
    breaker: (account) => jobs.get(account)?.breaker ?? 'closed',
    get busy() {
      return running.size > 0
    },
    idle: async () => {
      while (running.size > 0) await Promise.all(running.values())
    },
    stop: () => {
      stopped = true
      for (const job of jobs.values()) job.stop()
    },
  }
}
