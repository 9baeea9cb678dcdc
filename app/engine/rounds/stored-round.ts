// A round as it is stored: plain data that explains the round for as long as the history is kept.

import { policyText } from '../../contract/address-sources.ts'
import { type GuardVerdict, withGuards } from '../../contract/guards.ts'
import type { StoredRound } from '../../contract/history.ts'
import type { Trigger } from '../../contract/snapshot.ts'
import { isoTime, isoTimeOrNull } from '../../model/iso-time.ts'
import type { ObservationReport } from '../../model/observation.ts'
import type { FamilyDecision } from './decisions.ts'

export interface RoundFacts {
  readonly trigger: Trigger
  readonly startedAt: number
  readonly tookMs: number
  readonly reports: readonly ObservationReport[]
  readonly decisions: readonly FamilyDecision[]
  readonly nextRoundAt: number | null
}

/** Where thousands of names changed alike, the first ones explain the rest. */
const KEPT_DECISIONS = 50

export function toStoredRound(facts: RoundFacts): Omit<StoredRound, 'id'> {
  return {
    trigger: facts.trigger,
    startedAt: isoTime(facts.startedAt),
    tookMs: Math.round(facts.tookMs),
    observations: facts.reports.map(toObservation),
    decisions: keptDecisions(facts.decisions),
    nextLookAt: isoTimeOrNull(facts.nextRoundAt),
  }
}

function toObservation({
  request,
  observation,
  answers,
  candidates,
  guards = [],
}: ObservationReport): StoredRound['observations'][number] {
  return {
    family: request.family,
    policy: withGuards(policyText(request.policy), request.guards),
    outcome: observation.kind,
    address: observation.kind === 'known' ? observation.address : null,
    why: observation.kind === 'unmanaged' ? null : observation.why,
    answers: answers.map((answer) => ({ ...answer, tookMs: Math.round(answer.tookMs) })),
    candidates: [...candidates],
    // A guard that found nothing, and weighed nothing, explains nothing.
    ...optional(guards.filter(({ effect, score = 0 }) => effect !== 'pass' || score > 0)),
  }
}

const optional = (guards: readonly GuardVerdict[]): Pick<StoredRound['observations'][number], 'guards'> =>
  guards.length === 0 ? {} : { guards: [...guards] }

/**
 * The updates come first, however many holds precede them: they are what the round did, and they make it more than a quiet
 * one. Unchanged families need no explanation, and the observation explains the unknown ones.
 */
function keptDecisions(decided: readonly FamilyDecision[]): StoredRound['decisions'] {
  const updates: StoredRound['decisions'] = []
  const holds: StoredRound['decisions'] = []
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
