// Asks several voters the same thing and draws the conclusion: which address they see, or whether they see a given address
// unchanged. Both rules, and who is asked when, are the same for echo services, DNS servers and STUN servers.
import { reason } from '../../contract/reason.ts'
import { sameAddress } from '../../model/address.ts'
import type { Observation, ObservationRequest, SourceAnswer } from '../../model/observation.ts'
import type { Clock } from '../../model/ports.ts'
import { aloneReason, nameOf, observationOf, votesOf, withOutcome } from './agreement-reasons.ts'
import type { AskingOrder } from './asking-order.ts'
import { askHedged } from './hedged-requests.ts'
import { type Consensus, evaluateConfirmation, evaluateVotes } from './vote-consensus.ts'
import type { Voter, VoterAnswer } from './voter.ts'

/** Milliseconds without an answer after which another voter is asked. */
const HEDGE_AFTER_MS = 250
const BUDGET_MS = 5_000

export interface AgreementOptions {
  /** Whom to ask, the first one first. One alone was chosen by the user, and is trusted alone. */
  readonly voters: readonly Voter[]
  /** What the gateway and the adapter say, null where they say nothing. They have no vote where the user chose one service. */
  readonly home?: readonly Promise<VoterAnswer | null>[]
  readonly clock: Clock
  /** Who is asked last for a while. Absent where there is nothing to choose. */
  readonly order?: AskingOrder
}

export interface Agreement {
  readonly observation: Observation
  readonly answers: readonly SourceAnswer[]
}

export interface AgreementQuestion extends Pick<ObservationRequest, 'family' | 'current'> {
  /** Ask from this address; null lets the system choose. */
  readonly localAddress: string | null
}

interface Asked {
  readonly voter: Voter
  readonly sinceMs: number
  readonly pending: Promise<VoterAnswer>
  arrived: VoterAnswer | null
}

interface Poll {
  /** In order of arrival. */
  readonly answers: readonly VoterAnswer[]
  readonly asked: readonly Asked[]
}

async function askVoters(
  { family, localAddress }: AgreementQuestion,
  { voters, home = [], clock, order }: AgreementOptions,
  needed: (answers: readonly VoterAnswer[]) => number,
): Promise<Poll> {
  const asked: Asked[] = []
  async function ask(voter: Voter, timeoutMs: number): Promise<VoterAnswer> {
    const { operator, channel } = voter
    const answer = await voter.ask({ family, localAddress, timeoutMs })
    return { operator, answer, ...(channel === undefined ? {} : { channel }) }
  }
  const answers = await askHedged<Voter, VoterAnswer>({
    targets: order?.of(family, voters) ?? voters,
    ask: async (voter, timeoutMs) => {
      const one: Asked = { voter, sinceMs: clock.monotonic(), pending: ask(voter, timeoutMs), arrived: null }
      asked.push(one)
      one.arrived = await one.pending
      return one.arrived
    },
    needed,
    // A company that has voted has no second vote.
    isUseful: ({ operator }, soFar) => !votesOf(soFar).some((vote) => vote.operator === operator),
    alongside: home,
    clock,
    hedgeAfterMs: HEDGE_AFTER_MS,
    budgetMs: BUDGET_MS,
  })
  return { answers, asked }
}

/** Whoever was asked and had not answered when the round was decided, so that the explanation shows all who were asked. */
function lateAnswers({ answers, asked }: Poll, clock: Clock): SourceAnswer[] {
  const isLate = ({ arrived }: Asked) => arrived === null || !answers.includes(arrived)
  return asked.filter(isLate).map(({ voter, sinceMs }) => ({
    source: voter.source,
    name: voter.name,
    address: null,
    refused: reason('echo-late', { operator: voter.name }),
    detail: null,
    tookMs: clock.monotonic() - sinceMs,
  }))
}

/**
 * Whoever failed or saw another address is asked last for a while; also who answers only later. Nobody is blamed while nothing
 * is known: then it may be the line.
 */
function blame({ asked }: Poll, { family }: AgreementQuestion, taken: string, order: AskingOrder | undefined): void {
  for (const { voter, pending } of asked) {
    void pending.then(({ answer }) => {
      if (answer.refused !== null || !sameAddress(answer.address ?? '', taken)) order?.blame(family, voter)
    })
  }
}

/** The operator that vouched for the published address while nobody else did. */
const aloneIn = (consensus: Consensus, answers: readonly VoterAnswer[]): string | null =>
  consensus.kind === 'still' && votesOf(answers).filter(({ kind }) => kind === 'operator').length === 1
    ? consensus.operator
    : null

/**
 * Asks which address the voters see. A new one counts when two operators agree, or one and the gateway or the adapter, or
 * when there is one voter only.
 */
export async function agreeOnAddress(question: AgreementQuestion, options: AgreementOptions): Promise<Agreement> {
  const { family, current } = question
  const single = options.voters.length === 1
  const { home, ...alone } = options
  const consensusOf = (answers: readonly VoterAnswer[], isComplete: boolean) =>
    evaluateVotes({ votes: votesOf(answers), current, single, isComplete })
  const poll = await askVoters(question, single ? alone : options, (soFar) => {
    const consensus = consensusOf(soFar, false)
    return consensus.kind === 'undecided' ? consensus.needed : 0
  })
  const { answers } = poll
  const late = lateAnswers(poll, options.clock)
  const consensus = consensusOf(answers, true)
  const observation = observationOf(consensus, answers)
  const taken = observation.kind === 'known' ? observation.address : null
  if (taken !== null && consensus.kind !== 'own') {
    blame(poll, question, taken, options.order)
    options.order?.vouchedAlone(family, aloneIn(consensus, answers))
  }
  return { observation, answers: [...withOutcome(answers, taken, aloneReason), ...late] }
}

/**
 * Asks, from the adapter's address, whether it is seen unchanged. One voter that sees it decides: nobody could name it who had
 * not seen it. Two that agree on another decide against it. Without a vote an address that is already published stays.
 */
export async function confirmAddress(
  { family, current }: Pick<AgreementQuestion, 'family' | 'current'>,
  address: string,
  options: AgreementOptions,
): Promise<Agreement> {
  const question = { family, current, localAddress: address }
  const poll = await askVoters(question, options, (soFar) => {
    return evaluateConfirmation(votesOf(soFar), address).kind === 'undecided' ? 1 : 0
  })
  const raw = poll.answers
  const late = lateAnswers(poll, options.clock)
  const confirmation = evaluateConfirmation(votesOf(raw), address, true)
  const differs = (operator: string, seen: string) => reason('echo-differs', { address, operator, seen })
  const answers = [...withOutcome(raw, address, differs), ...late]
  if (confirmation.kind === 'undecided') {
    const isPublished = current.some((text) => sameAddress(text, address))
    const why = reason('echo-unconfirmed', { address })
    return { observation: isPublished ? { kind: 'known', address, why } : { kind: 'unknown', why }, answers }
  }
  const operator = nameOf(raw, confirmation.operator)
  if (confirmation.kind === 'differs') {
    return { observation: { kind: 'unknown', why: differs(operator, confirmation.seen) }, answers }
  }
  blame(poll, question, address, options.order)
  return { observation: { kind: 'known', address, why: reason('echo-confirms', { operator, address }) }, answers }
}
