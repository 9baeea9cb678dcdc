// What the answers of a round mean, in reasons: the conclusion, and why an answer did not count.
import { type Reason, reason } from '../../contract/reason.ts'
import { sameAddress } from '../../model/address.ts'
import type { Observation, SourceAnswer } from '../../model/observation.ts'
import type { Consensus, Vote } from './vote-consensus.ts'
import type { VoterAnswer, VoterKind } from './voter.ts'

export function votesOf(answers: readonly VoterAnswer[]): Vote[] {
  return answers.flatMap(({ operator, answer, kind = 'operator', channel }) =>
    answer.address !== null && answer.refused === null ? [{ operator, address: answer.address, kind, channel }] : [],
  )
}

/** Gives votes for other addresses a reason, so that the explanation shows who saw what. */
export function withOutcome(
  answers: readonly VoterAnswer[],
  taken: string | null,
  otherwise: (name: string, address: string, kind: VoterKind) => Reason,
): SourceAnswer[] {
  return answers.map(({ answer, kind = 'operator' }) => {
    if (answer.refused !== null || answer.address === null || sameAddress(answer.address, taken)) return answer
    return { ...answer, refused: otherwise(answer.name, answer.address, kind) }
  })
}

/** Nobody else sees the address. */
export function aloneReason(name: string, address: string, kind: VoterKind): Reason {
  if (kind === 'gateway') return reason('gateway-alone', { gateway: name, address })
  return kind === 'adapter'
    ? reason('adapter-alone', { adapter: name, address })
    : reason('echo-alone', { operator: name, address })
}

export const nameOf = (answers: readonly VoterAnswer[], operator: string): string =>
  answers.find((entry) => entry.operator === operator)?.answer.name ?? operator

export function observationOf(consensus: Consensus, answers: readonly VoterAnswer[]): Observation {
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
function whyAgreed(address: string, count: number, answers: readonly VoterAnswer[]): Reason {
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

/** A proxy that is the only way out explains all, a special-purpose address most; otherwise the only refusal there is. */
function whyNoVote(answers: readonly VoterAnswer[]): Reason {
  const asked = answers.filter(({ kind = 'operator' }) => kind === 'operator')
  const refusals = asked.flatMap(({ answer }) => (answer.refused === null ? [] : [answer.refused]))
  const services = asked.filter(({ answer }) => answer.source === 'echo')
  if (services.length > 0 && services.every(({ answer }) => answer.refused?.code === 'echo-direct')) {
    return reason('proxy-only')
  }
  const specialPurpose = refusals.find(({ code }) => code === 'address-special-purpose')
  const [only] = refusals
  return specialPurpose ?? (refusals.length === 1 && only !== undefined ? only : reason('echo-none'))
}
