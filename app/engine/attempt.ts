// One request to one provider for one batch: the attempt is written, sent, classified and settled here.
import type { Failure } from '../contract/failure.ts'
import type { Family } from '../model/address.ts'
import { FAMILIES } from '../model/address.ts'
import type { Clock, HttpClient } from '../model/ports.ts'
import type { HostChange, HostOutcome, Provider, ProviderAccount, UpdateReport } from '../model/provider.ts'
import type { NewAttempt, Settlement } from '../model/store.ts'
import { mayHaveArrived } from './hold-policy.ts'
import type { Ledger } from './ledger.ts'
import type { Want } from './want.ts'

export interface AttemptPorts {
  readonly ledger: Ledger
  readonly clock: Clock
  readonly http: HttpClient
  readonly userAgent: () => string
}

export interface AttemptResult {
  readonly want: Want
  readonly failure: Failure | null
}

/** @returns one result per hostname and family of the batch. Rejects only for a bug in the provider's code. */
export async function attempt(
  ports: AttemptPorts,
  provider: Provider,
  account: ProviderAccount,
  target: string,
  batch: readonly HostChange[],
  wants: readonly Want[],
): Promise<readonly AttemptResult[]> {
  const meant = wantsOf(batch, wants)
  const at = ports.clock.now()
  const ids = ports.ledger.begin(meant.map((want) => toAttempt(ports.ledger, want, at, target)))
  const request = { account, changes: batch, userAgent: ports.userAgent(), now: () => ports.clock.now() }
  const report = await provider.update(request, ports.http)
  const results = meant.map((want) => ({ want, outcome: outcomeOf(report, want.hostname, want.family) }))
  ports.ledger.settle(
    results.map(({ outcome }, index) => toSettlement(ids[index] ?? -1, outcome, report, ports.clock.now())),
  )
  return results.map(({ want, outcome }) => ({
    want,
    failure: outcome.answer.kind === 'failed' ? outcome.answer.failure : null,
  }))
}

const wantsOf = (batch: readonly HostChange[], wants: readonly Want[]): readonly Want[] =>
  batch.flatMap((change) =>
    FAMILIES.flatMap((family) =>
      change[family] === null
        ? []
        : wants.filter((want) => want.hostname === change.hostname && want.family === family),
    ),
  )

const toAttempt = (ledger: Ledger, want: Want, at: number, target: string): NewAttempt => ({
  account: want.account,
  hostname: want.hostname,
  family: want.family,
  roundId: want.roundId,
  trigger: want.trigger,
  from: ledger.state(want)?.confirmed ?? null,
  to: want.address,
  at,
  target,
})

/** A provider that skips a name has said nothing of it: that is never taken for success. */
const outcomeOf = (report: UpdateReport, hostname: string, family: Family): HostOutcome =>
  report.outcomes.find((outcome) => outcome.hostname === hostname && outcome.family === family) ?? {
    hostname,
    family,
    answer: {
      kind: 'failed',
      failure: { kind: 'unrecognised', code: 'no-outcome', detail: report.raw, retryAt: null },
    },
  }

function toSettlement(id: number, { answer }: HostOutcome, report: UpdateReport, at: number): Settlement {
  if (answer.kind === 'confirmed') {
    return { attempt: id, at, result: answer.changed ? 'confirmed' : 'unchanged', raw: report.raw }
  }
  const { failure } = answer
  return { attempt: id, at, result: mayHaveArrived(failure) ? 'unconfirmed' : 'failed', failure, raw: report.raw }
}
