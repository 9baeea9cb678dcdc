// What a job finds out before a request takes a slot: whether updates in doubt were applied, and what the next request says
// about families that it does not update.
import type { Failure } from '../../contract/failure.ts'
import type { Clock } from '../../model/ports.ts'
import type { Hold } from '../../model/store.ts'
import type { ResolvedAccount } from '../account-resolver.ts'
import type { HoldRules } from '../holds/holds-from-results.ts'
import type { StateCache } from '../state-cache.ts'
import type { Batch } from './batch.ts'
import { type InDoubtOptions, resolveInDoubt } from './in-doubt.ts'
import type { PendingUpdate } from './pending-update.ts'
import type { PendingUpdates } from './pending-updates.ts'
import type { OpenQuestion, RequestRules } from './request-rules.ts'
import type { AttemptResult } from './send-request.ts'

type Resolved = Extract<ResolvedAccount, { ok: true }>

export interface PreSendOptions extends InDoubtOptions {
  readonly states: InDoubtOptions['states'] & Pick<StateCache, 'putHold'>
  readonly clock: InDoubtOptions['clock'] & Pick<Clock, 'now'>
  readonly onSettled: (result: AttemptResult) => void
  readonly scheduleBy: (at: number) => void
  readonly onChange: () => void
}

/** The job that the checks are for. */
export interface CheckedJob {
  readonly pending: PendingUpdates
  readonly rules: RequestRules
  readonly holdRules: HoldRules
  nextBatch(resolved: Resolved): Batch
  confirm(update: PendingUpdate): void
  accountHold(): Hold | null
}

/** A check ends early once it is cancelled: then it has changed nothing. */
export interface PreSendChecks {
  /** Settles what an earlier attempt applied, and removes what needs no sending. */
  inDoubt(resolved: Resolved, isCancelled: () => boolean): Promise<void>
  /** Holds the families for which no request can be made. */
  otherFamilies(resolved: Resolved, isCancelled: () => boolean): Promise<void>
}

/** Why nothing is sent for a family, by what is known of the name's other one. */
const UNSENDABLE: Readonly<Record<Exclude<OpenQuestion['answer'], 'look-up'>, Pick<Failure, 'kind' | 'code'>>> = {
  lost: { kind: 'hostname', code: 'one-family' },
  unknown: { kind: 'network', code: 'other-family' },
  'on-trial': { kind: 'network', code: 'form-on-trial' },
}

export function createPreSendChecks(options: PreSendOptions, job: CheckedJob): PreSendChecks {
  function settleApplied(applied: readonly PendingUpdate[]): void {
    for (const update of applied) job.confirm(update)
    // Names on hold are not pending here, so the next round decides whether the account is done.
    if (applied.length > 0 && job.accountHold()?.class === 'parked') options.scheduleBy(options.clock.now())
    for (const update of applied) options.onSettled({ update, failure: null })
  }

  function holdRecord(update: PendingUpdate, answer: keyof typeof UNSENDABLE, { fingerprint }: Resolved): void {
    const failure: Failure = { ...UNSENDABLE[answer], detail: null, retryAt: null }
    options.states.putHold(job.holdRules.ofRecord(update, failure, fingerprint))
    job.pending.removeAllFor(update)
    options.onSettled({ update, failure })
  }

  return {
    inDoubt: async (resolved, isCancelled) => {
      for (;;) {
        const doubtful = job.pending.needingCheck(job.nextBatch(resolved), resolved.destination)
        if (doubtful.length === 0 || isCancelled()) return
        const outcomes = await Promise.all(
          doubtful.map(async (update) => ({ update, outcome: await resolveInDoubt(options, update) })),
        )
        if (isCancelled()) return
        for (const { update, outcome } of outcomes) {
          if (outcome.is === 'resend') job.pending.markChecked(update)
          else if (outcome.is !== 'applied') job.pending.remove(update)
          if (outcome.is === 'undecided') options.scheduleBy(outcome.until)
        }
        settleApplied(outcomes.flatMap(({ update, outcome }) => (outcome.is === 'applied' ? [update] : [])))
        options.onChange()
      }
    },
    otherFamilies: async (resolved, isCancelled) => {
      for (;;) {
        const open = job.rules.openQuestions(job.nextBatch(resolved), resolved)
        if (open.length === 0 || isCancelled()) return
        await Promise.all(open.map(({ update, answer }) => answer === 'look-up' && job.rules.lookUp(update, resolved)))
        if (isCancelled()) return
        for (const { update, answer } of open) if (answer !== 'look-up') holdRecord(update, answer, resolved)
        options.onChange()
      }
    },
  }
}
