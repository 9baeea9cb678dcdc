// Asks several echo services the same thing and draws the conclusion: which address they see, or whether they see a given
// address unchanged.
import { type Reason, reason } from '../../../contract/reason.ts'
import { sameAddress } from '../../../model/address.ts'
import type { Observation, ObservationRequest, SourceAnswer } from '../../../model/observation.ts'
import type { Clock, HttpClient } from '../../../model/ports.ts'
import type { EchoEndpoint } from './echo-operators.ts'
import { askEcho, type EchoAnswer } from './echo-request.ts'
import { askHedged } from './hedged-requests.ts'
import { type Consensus, evaluateVotes, type Vote, type VoterKind } from './vote-consensus.ts'

/** Milliseconds without an answer after which a second operator is asked. */
const HEDGE_AFTER_MS = 250
const BUDGET_MS = 5_000

export interface EchoServices {
  readonly http: HttpClient
  readonly clock: Clock
  readonly endpoints: readonly EchoEndpoint[]
  /** What the gateway and the adapter say, null where they say nothing. They have no vote where the user chose one service. */
  readonly voters?: readonly Promise<EchoAnswer | null>[]
}

export interface EchoResult {
  readonly observation: Observation
  readonly answers: readonly SourceAnswer[]
}

type Family = ObservationRequest['family']
type EchoPlan = Pick<ObservationRequest, 'family' | 'current'>

function askServices(
  { http, clock, endpoints, voters = [] }: EchoServices,
  family: Family,
  localAddress: string | null,
  needed: (answers: readonly EchoAnswer[]) => number,
): Promise<EchoAnswer[]> {
  return askHedged({
    targets: endpoints,
    ask: (endpoint, timeoutMs) => askEcho({ endpoint, family, localAddress, timeoutMs }, http, clock),
    needed,
    alongside: voters,
    clock,
    hedgeAfterMs: HEDGE_AFTER_MS,
    budgetMs: BUDGET_MS,
  })
}

function votesOf(answers: readonly EchoAnswer[]): Vote[] {
  return answers.flatMap(({ operator, answer, kind = 'operator' }) =>
    answer.address !== null && answer.refused === null ? [{ operator, address: answer.address, kind }] : [],
  )
}

/** Gives votes for other addresses a reason, so that the explanation shows who saw what. */
function withOutcome(
  answers: readonly EchoAnswer[],
  taken: string | null,
  otherwise: (name: string, address: string, kind: VoterKind) => Reason,
): SourceAnswer[] {
  return answers.map(({ answer, kind = 'operator' }) => {
    if (answer.refused !== null || answer.address === null || sameAddress(answer.address, taken)) return answer
    return { ...answer, refused: otherwise(answer.name, answer.address, kind) }
  })
}

/** Nobody else sees the address. */
function aloneReason(name: string, address: string, kind: VoterKind): Reason {
  if (kind === 'gateway') return reason('gateway-alone', { gateway: name, address })
  return kind === 'adapter'
    ? reason('adapter-alone', { adapter: name, address })
    : reason('echo-alone', { operator: name, address })
}

const nameOf = (answers: readonly EchoAnswer[], operator: string): string =>
  answers.find((entry) => entry.operator === operator)?.answer.name ?? operator

function observationOf(consensus: Consensus, answers: readonly EchoAnswer[]): Observation {
  switch (consensus.kind) {
    case 'agreed': {
      const { address, count } = consensus
      return { kind: 'known', address, why: whyAgreed(address, count, answers) }
    }
    case 'still':
    case 'single': {
      const { address, operator } = consensus
      const name = nameOf(answers, operator)
      if (consensus.kind === 'single') {
        return { kind: 'known', address, why: reason('echo-single', { operator: name, address }) }
      }
      const kind = answers.find((entry) => entry.operator === operator)?.kind ?? 'operator'
      return { kind: 'known', address, why: whyStill(name, address, kind) }
    }
    case 'own': {
      const { address, operator } = consensus
      return { kind: 'known', address, why: reason('adapter-public', { adapter: nameOf(answers, operator), address }) }
    }
    case 'undecided': {
      const votes = votesOf(answers)
      const count = new Set(votes.map(({ operator }) => operator)).size
      if (count === 0) return { kind: 'unknown', why: whyNoVote(answers) }
      const distinct = new Set(votes.map(({ address }) => address)).size
      const [vote] = votes
      if (votes.length === 1 && vote?.kind === 'gateway') {
        const gateway = nameOf(answers, vote.operator)
        return { kind: 'unknown', why: reason('gateway-unconfirmed', { gateway, address: vote.address }) }
      }
      return { kind: 'unknown', why: distinct > 1 ? reason('echo-disagree') : reason('echo-not-enough', { count }) }
    }
  }
}

/** Who agreed: the router and a service say more than the number of services. */
function whyAgreed(address: string, count: number, answers: readonly EchoAnswer[]): Reason {
  const supporters = answers.filter(({ answer }) => answer.refused === null && answer.address === address)
  const nameOfKind = (wanted: VoterKind) =>
    supporters.find(({ kind = 'operator' }) => kind === wanted)?.answer.name ?? null
  const [operator, gateway, adapter] = [nameOfKind('operator'), nameOfKind('gateway'), nameOfKind('adapter')]
  if (operator !== null && gateway !== null) return reason('gateway-agreed', { gateway, operator, address })
  if (operator !== null && adapter !== null) return reason('adapter-agreed', { adapter, operator, address })
  return reason('echo-agreed', { address, count })
}

function whyStill(name: string, address: string, kind: VoterKind): Reason {
  if (kind === 'gateway') return reason('gateway-still', { gateway: name, address })
  return kind === 'adapter'
    ? reason('adapter-public', { adapter: name, address })
    : reason('echo-still', { operator: name, address })
}

/** A special-purpose address explains most; otherwise the only refusal there is. */
function whyNoVote(answers: readonly EchoAnswer[]): Reason {
  const asked = answers.filter(({ kind = 'operator' }) => kind === 'operator')
  const refusals = asked.flatMap(({ answer }) => (answer.refused === null ? [] : [answer.refused]))
  const specialPurpose = refusals.find(({ code }) => code === 'address-special-purpose')
  const [only] = refusals
  return specialPurpose ?? (refusals.length === 1 && only !== undefined ? only : reason('echo-none'))
}

/**
 * Asks which address the services see. A new one counts when two operators agree, or one and the gateway or the adapter, or
 * when there is one service only.
 */
export async function detectByEcho({ family, current }: EchoPlan, services: EchoServices): Promise<EchoResult> {
  const single = services.endpoints.length === 1
  const { voters, ...alone } = services
  const consensusOf = (answers: readonly EchoAnswer[], isComplete: boolean) =>
    evaluateVotes({ votes: votesOf(answers), current, single, isComplete })
  const answers = await askServices(single ? alone : services, family, null, (soFar) => {
    const consensus = consensusOf(soFar, false)
    return consensus.kind === 'undecided' ? consensus.needed : 0
  })
  const observation = observationOf(consensusOf(answers, true), answers)
  const taken = observation.kind === 'known' ? observation.address : null
  return { observation, answers: withOutcome(answers, taken, aloneReason) }
}

/**
 * Asks, from the adapter's address, whether the services see it unchanged. The first vote decides. Without a vote an
 * address that is already published stays.
 */
export async function confirmByEcho(
  { family, current }: EchoPlan,
  address: string,
  services: EchoServices,
): Promise<EchoResult> {
  const raw = await askServices(services, family, address, (soFar) => (votesOf(soFar).length > 0 ? 0 : 1))
  const [vote] = votesOf(raw)
  const differs = (operator: string, seen: string) => reason('echo-differs', { address, operator, seen })
  const answers = withOutcome(raw, address, differs)
  if (vote === undefined) {
    const isPublished = current.some((text) => sameAddress(text, address))
    const why = reason('echo-unconfirmed', { address })
    return { observation: isPublished ? { kind: 'known', address, why } : { kind: 'unknown', why }, answers }
  }
  const operator = nameOf(raw, vote.operator)
  return sameAddress(vote.address, address)
    ? { observation: { kind: 'known', address, why: reason('echo-confirms', { operator, address }) }, answers }
    : { observation: { kind: 'unknown', why: differs(operator, vote.address) }, answers }
}
