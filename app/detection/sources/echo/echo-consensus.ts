// What a panel of echo services makes of one question: which address do you see, or do you see this one unchanged.
import { type Reason, reason } from '../../../contract/reason.ts'
import { sameAddress } from '../../../model/address.ts'
import type { Observation, ObservationPlan, SourceAnswer } from '../../../model/observation.ts'
import type { Clock, HttpClient } from '../../../model/ports.ts'
import { type Verdict, type Vote, weigh } from './agreement.ts'
import type { EchoEndpoint } from './echo-operators.ts'
import { askEcho, type EchoAnswer } from './echo-request.ts'
import { askInTurn } from './hedged-requests.ts'

/** Milliseconds: a second operator is asked after this silence, and all is over at the budget. */
const PATIENCE_MS = 250
const BUDGET_MS = 5_000

export interface EchoPanel {
  readonly http: HttpClient
  readonly clock: Clock
  readonly endpoints: readonly EchoEndpoint[]
}

export interface PanelFinding {
  readonly observation: Observation
  readonly answers: readonly SourceAnswer[]
}

function askPanel(
  { http, clock, endpoints }: EchoPanel,
  family: ObservationPlan['family'],
  localAddress: string | null,
  wanted: (answers: readonly EchoAnswer[]) => number,
): Promise<EchoAnswer[]> {
  return askInTurn({
    questions: endpoints,
    ask: (endpoint, timeoutMs) => askEcho({ endpoint, family, localAddress, timeoutMs }, http, clock),
    wanted,
    clock,
    patienceMs: PATIENCE_MS,
    budgetMs: BUDGET_MS,
  })
}

function votesOf(answers: readonly EchoAnswer[]): Vote[] {
  return answers.flatMap(({ operator, answer }) =>
    answer.address !== null && answer.refused === null ? [{ operator, address: answer.address }] : [],
  )
}

/** Marks the votes that did not carry, so that the explanation shows who saw what. */
function withOutcome(
  answers: readonly EchoAnswer[],
  taken: string | null,
  otherwise: (name: string, address: string) => Reason,
) {
  return answers.map(({ answer }): SourceAnswer => {
    if (answer.refused !== null || answer.address === null || sameAddress(answer.address, taken)) return answer
    return { ...answer, refused: otherwise(answer.name, answer.address) }
  })
}

const nameOf = (answers: readonly EchoAnswer[], operator: string): string =>
  answers.find((entry) => entry.operator === operator)?.answer.name ?? operator

function observationOf(verdict: Verdict, answers: readonly EchoAnswer[]): Observation {
  switch (verdict.kind) {
    case 'agreed': {
      const { address, count } = verdict
      return { kind: 'known', address, why: reason('echo-agreed', { address, count }) }
    }
    case 'still':
    case 'single': {
      const { address, operator } = verdict
      const code = verdict.kind === 'still' ? 'echo-still' : 'echo-single'
      return { kind: 'known', address, why: reason(code, { operator: nameOf(answers, operator), address }) }
    }
    case 'open': {
      const votes = votesOf(answers)
      const count = new Set(votes.map(({ operator }) => operator)).size
      if (count === 0) return { kind: 'unknown', why: whyNone(answers) }
      const distinct = new Set(votes.map(({ address }) => address)).size
      return { kind: 'unknown', why: distinct > 1 ? reason('echo-disagree') : reason('echo-not-enough', { count }) }
    }
  }
}

/** Why there is no vote: what they all say alike is said; an address that may not be published explains most. */
function whyNone(answers: readonly EchoAnswer[]): Reason {
  const refusals = answers.flatMap(({ answer }) => (answer.refused === null ? [] : [answer.refused]))
  const unpublishable = refusals.find(({ code }) => code === 'address-special-purpose')
  const [only] = refusals
  return unpublishable ?? (refusals.length === 1 && only !== undefined ? only : reason('echo-none'))
}

/** Asks the panel which address it sees. A new one counts when two operators agree, or when the panel is one alone. */
export async function seeByEcho(plan: ObservationPlan, panel: EchoPanel): Promise<PanelFinding> {
  const single = panel.endpoints.length === 1
  const verdictOn = (answers: readonly EchoAnswer[]) =>
    weigh({ votes: votesOf(answers), current: plan.current, single })
  const answers = await askPanel(panel, plan.family, null, (heard) => {
    const verdict = verdictOn(heard)
    return verdict.kind === 'open' ? verdict.wanted : 0
  })
  const observation = observationOf(verdictOn(answers), answers)
  const taken = observation.kind === 'known' ? observation.address : null
  const alone = (operator: string, address: string) => reason('echo-alone', { operator, address })
  return { observation, answers: withOutcome(answers, taken, alone) }
}

/**
 * Asks the panel, from the adapter's address, whether it arrives unchanged. The first vote settles it. Silence is no
 * objection to an address that is published already.
 */
export async function confirmByEcho(plan: ObservationPlan, address: string, panel: EchoPanel): Promise<PanelFinding> {
  const answers = await askPanel(panel, plan.family, address, (heard) => (votesOf(heard).length > 0 ? 0 : 1))
  const [vote] = votesOf(answers)
  const differs = (operator: string, seen: string) => reason('echo-differs', { address, operator, seen })
  const marked = withOutcome(answers, address, differs)
  if (vote === undefined) {
    const published = plan.current.some((text) => sameAddress(text, address))
    const why = reason('echo-unconfirmed', { address })
    return { observation: published ? { kind: 'known', address, why } : { kind: 'unknown', why }, answers: marked }
  }
  const operator = nameOf(answers, vote.operator)
  return sameAddress(vote.address, address)
    ? { observation: { kind: 'known', address, why: reason('echo-confirms', { operator, address }) }, answers: marked }
    : { observation: { kind: 'unknown', why: differs(operator, vote.address) }, answers: marked }
}
