// Gives the jobs what they have to send. Where one request says all that a name holds, the family whose observation came first
// waits a moment for the other one, so that both leave together. No other name waits.
import type { Reason } from '../../contract/reason.ts'
import type { Trigger } from '../../contract/snapshot.ts'
import type { Clock, Disposer } from '../../model/ports.ts'
import { otherFamily } from '../../model/update-form.ts'
import type { JobRunner } from '../jobs/job-runner.ts'
import type { PendingUpdate } from '../jobs/pending-update.ts'
import type { FamilyDecision } from './decisions.ts'
import { type ManagedRecords, type PolicyGroup, policyKey } from './managed-records.ts'

const isDrift = ({ code }: Reason): boolean => code === 'update-drift' || code === 'update-drift-gone'
/** Sent although the address is the published one. */
const isForced = (why: Reason): boolean =>
  why.code === 'update-forced' || why.code === 'update-keep-alive' || isDrift(why)

/** @param roundId called once for each update, so that a round without updates is not recorded before its end */
export function toUpdates(
  notable: readonly FamilyDecision[],
  trigger: Trigger,
  roundId: () => number | null,
): readonly PendingUpdate[] {
  return notable.flatMap(({ decision, account, hostname, family }): PendingUpdate[] => {
    if (decision.action !== 'update') return []
    const { address, why } = decision
    // Drift is the cause of its correction, whatever started the round.
    const cause = isDrift(why) ? 'drift' : trigger
    return [{ account, hostname, family, address, trigger: cause, roundId: roundId(), force: isForced(why) }]
  })
}

export interface HandOverOptions {
  readonly jobs: Pick<JobRunner, 'submit'>
  readonly carriesBoth: (account: string) => boolean
  readonly clock: Pick<Clock, 'setTimer'>
}

/** As long as the changes of a burst are waited for. */
const WAIT_MS = 500

/** The updates of one round. */
export class HandOver {
  readonly #options: HandOverOptions
  readonly #decided = new Set<string>()
  /** By account. */
  readonly #carriesBoth = new Map<string, boolean>()
  /** By the policy that they wait for. */
  readonly #waiting = new Map<string, { updates: readonly PendingUpdate[]; release: () => void }[]>()

  constructor(options: HandOverOptions) {
    this.#options = options
  }

  /** @returns a promise that settles when all of them were handed over */
  submit(records: ManagedRecords, group: PolicyGroup, updates: readonly PendingUpdate[]): Promise<unknown> {
    this.#decided.add(group.key)
    const waits = new Map<string, PendingUpdate[]>()
    const ready: PendingUpdate[] = []
    for (const update of updates) {
      const other = this.#awaited(records, update)
      if (other === null) ready.push(update)
      else waits.set(other, [...(waits.get(other) ?? []), update])
    }
    const released = this.#waiting.get(group.key) ?? []
    this.#waiting.delete(group.key)
    for (const { release } of released) release()
    this.#options.jobs.submit([...released.flatMap((each) => each.updates), ...ready])
    return Promise.all([...waits].map(([other, its]) => this.#wait(other, its)))
  }

  /** The policy of the other family, where it is not decided yet and the two are better sent together. */
  #awaited(records: ManagedRecords, update: PendingUpdate): string | null {
    const family = otherFamily(update.family)
    const record = records.record(update)
    if (record === undefined || record[family] === 'off' || !this.#isTogether(update.account)) return null
    const key = policyKey(family, record)
    return this.#decided.has(key) ? null : key
  }

  #isTogether(account: string): boolean {
    const known = this.#carriesBoth.get(account) ?? this.#options.carriesBoth(account)
    this.#carriesBoth.set(account, known)
    return known
  }

  #wait(other: string, updates: readonly PendingUpdate[]): Promise<void> {
    const { clock, jobs } = this.#options
    return new Promise((resolve) => {
      const own = { updates, release: () => end() }
      const all = this.#waiting.get(other) ?? []
      this.#waiting.set(other, [...all, own])
      const cancel: Disposer = clock.setTimer(WAIT_MS, () => {
        this.#waiting.set(
          other,
          (this.#waiting.get(other) ?? []).filter((each) => each !== own),
        )
        jobs.submit(updates)
        resolve()
      })
      const end = (): void => {
        cancel()
        resolve()
      }
    })
  }
}
