// A round written down: plain data that explains it for as long as the history is kept.
import type { RoundRecord } from '../../contract/history.ts'
import { policyText } from '../../contract/settings.ts'
import type { Trigger } from '../../contract/snapshot.ts'
import type { ObservationReport } from '../../model/observation.ts'
import type { Decided } from './decisions.ts'

export interface RoundFacts {
  readonly trigger: Trigger
  readonly startedAt: number
  readonly tookMs: number
  readonly reports: readonly ObservationReport[]
  readonly decided: readonly Decided[]
  readonly nextLookAt: number | null
}

/** With thousands of names that all changed alike, the first ones explain the rest. */
const KEPT_DECISIONS = 50

export function toRoundRecord(facts: RoundFacts): Omit<RoundRecord, 'id'> {
  return {
    trigger: facts.trigger,
    startedAt: new Date(facts.startedAt).toISOString(),
    tookMs: Math.round(facts.tookMs),
    observations: facts.reports.map(toObservation),
    decisions: keptDecisions(facts.decided),
    nextLookAt: facts.nextLookAt === null ? null : new Date(facts.nextLookAt).toISOString(),
  }
}

function toObservation({
  plan,
  observation,
  answers,
  candidates,
}: ObservationReport): RoundRecord['observations'][number] {
  return {
    family: plan.family,
    policy: policyText(plan.policy),
    outcome: observation.kind,
    address: observation.kind === 'known' ? observation.address : null,
    why: observation.kind === 'unmanaged' ? null : observation.why,
    answers: answers.map((answer) => ({ ...answer, tookMs: Math.round(answer.tookMs) })),
    candidates: [...candidates],
  }
}

/**
 * The updates first, however many names before them are held: they are what the round did, and what makes it more than a
 * quiet one. What is unchanged needs no words, and what is unknown is told by its observation.
 */
function keptDecisions(decided: readonly Decided[]): RoundRecord['decisions'] {
  const updates: RoundRecord['decisions'] = []
  const holds: RoundRecord['decisions'] = []
  for (const { decision, account, hostname, family } of decided) {
    if (updates.length === KEPT_DECISIONS) break
    if (decision.action !== 'update' && decision.action !== 'hold') continue
    const kept = decision.action === 'update' ? updates : holds
    if (kept.length === KEPT_DECISIONS) continue
    const { action, address, why } = decision
    kept.push({ account, hostname, family, action, address, why })
  }
  return [...updates, ...holds].slice(0, KEPT_DECISIONS)
}
