// All accounts' jobs: which are under way, what they have pending, and what becomes of one that fails unexpectedly.
import { messageOf } from '../../model/message-of.ts'
import type { FamilyKey } from '../../model/store.ts'
import { familyKey } from '../../model/store.ts'
import { AccountJob, type AccountJobOptions } from './account-job.ts'
import type { BreakerState } from './circuit-breaker.ts'
import type { PendingUpdate } from './pending-update.ts'

export interface JobRunner {
  /** Replaces what is pending for these names and families; a job that waits sends the newest. */
  submit(updates: readonly PendingUpdate[]): void
  /** Cancels what no longer has to be sent: the address came back, or the record is gone. */
  cancelIf(isObsolete: (update: PendingUpdate) => boolean): void
  /** The network may be back: ends the waits of these accounts that it caused. */
  networkRestored(accounts: ReadonlySet<string>): void
  /** Something outside answered again: ends the waits of these accounts, for one try. */
  outsideAnswered(accounts: ReadonlySet<string>): void
  /** The store can be written again: accounts that stopped for it may go on. */
  storeRestored(): void
  isPending(key: FamilyKey): boolean
  /** Whether the account's requests go through, or too many failed in a row. */
  breaker(account: string): BreakerState
  readonly busy: boolean
  /** Resolves when no job is under way. */
  idle(): Promise<void>
  /** Waits for nothing: what is under way stays unsettled in the store, and is checked after the next start. */
  stop(): void
}

export interface JobRunnerOptions extends AccountJobOptions {
  readonly isStoreWritable: () => boolean
}

const SUSPENDED_MS = 60_000

export function createJobRunner(options: JobRunnerOptions): JobRunner {
  const { clock, log } = options
  const jobs = new Map<string, AccountJob>()
  const running = new Map<string, Promise<void>>()
  /** By account, in monotonic time; infinite until the store can be written. */
  const suspendedUntil = new Map<string, number>()
  let isStopped = false

  function jobOf(account: string): AccountJob {
    const job = jobs.get(account) ?? new AccountJob(account, options)
    jobs.set(account, job)
    return job
  }

  function start(account: string): void {
    if (isStopped || running.has(account)) return
    const job = jobOf(account)
    const done = job
      .run()
      .catch((error: unknown) => {
        // After a stop the store is closed: what was under way stays unsettled in it.
        if (!isStopped) suspend(account, job, error)
      })
      .finally(() => {
        running.delete(account)
        if (isStopped) return
        options.onChange()
        if (job.pending.size > 0) start(account)
      })
    running.set(account, done)
  }

  /**
   * A bug in one provider's code stops that account for a while, and nothing else. A store that cannot be written stops it
   * until it can: nothing is sent meanwhile, and no hold says so, as it could not be written either.
   */
  function suspend(account: string, job: AccountJob, error: unknown): void {
    const reason = messageOf(error)
    log('error', 'a job failed unexpectedly', { account, error: reason })
    job.pending.drain()
    const untilWritable = () => suspendedUntil.set(account, Number.POSITIVE_INFINITY)
    if (!options.isStoreWritable()) return void untilWritable()
    suspendedUntil.set(account, clock.monotonic() + SUSPENDED_MS)
    try {
      job.holdAccount({ kind: 'unrecognised', code: 'internal', detail: reason, retryAt: null }, '')
    } catch {
      untilWritable()
    }
  }

  return {
    submit: (all) => {
      const updates = all.filter(({ account }) => (suspendedUntil.get(account) ?? 0) <= clock.monotonic())
      for (const update of updates) jobOf(update.account).pending.add(update)
      for (const account of new Set(updates.map((update) => update.account))) start(account)
    },
    cancelIf: (isObsolete) => {
      for (const { pending } of jobs.values()) pending.removeIf(isObsolete)
    },
    networkRestored: (accounts) => {
      for (const [account, job] of jobs) if (accounts.has(account)) job.networkRestored()
    },
    outsideAnswered: (accounts) => {
      for (const [account, job] of jobs) if (accounts.has(account)) job.outsideAnswered()
    },
    storeRestored: () => {
      for (const [account, until] of suspendedUntil)
        if (until === Number.POSITIVE_INFINITY) suspendedUntil.delete(account)
    },
    isPending: (key) => jobs.get(key.account)?.pending.has(familyKey(key)) ?? false,
    breaker: (account) => jobs.get(account)?.breaker ?? 'closed',
    get busy() {
      return running.size > 0
    },
    idle: async () => {
      while (running.size > 0) await Promise.all(running.values())
    },
    stop: () => {
      isStopped = true
      for (const job of jobs.values()) job.stop()
    },
  }
}
