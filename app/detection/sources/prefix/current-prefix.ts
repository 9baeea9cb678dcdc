// Which prefix this network has now, as this machine's own addresses tell it. A new one counts once a service outside sees this
// machine in it; of an adapter that the settings name it counts at once.
import type { GuardSettings, GuardVerdict } from '../../../contract/guards.ts'
import { type Reason, reason } from '../../../contract/reason.ts'
import type { Adapter, AdapterAddress } from '../../../model/adapter.ts'
import { judgeVpn } from '../../../model/guards/vpn.ts'
import { NETWORK_BITS, samePrefix } from '../../../model/ipv6-prefix.ts'
import type { Candidate, Observation, ObservationRequest, SourceAnswer } from '../../../model/observation.ts'
import { confirmAddress } from '../../agreement/agreement.ts'
import { createAskingOrder } from '../../agreement/asking-order.ts'
import { autoVoters } from '../../strategies/auto-voters.ts'
import { behindVpn, egressAdapter } from '../../vpn-guard.ts'
import { adapterAnswer } from '../adapter/adapter-source.ts'
import { chooseAdapter } from '../adapter/choose-adapter.ts'
import type { Detection, SourcePorts } from '../source.ts'

export interface PrefixRequest extends Pick<ObservationRequest, 'family' | 'current'> {
  /** Id or name of the adapter whose prefix counts; null for the best one. */
  readonly named: string | null
  /** Bits in which the published addresses tell that a prefix is the published one; a network's 64 by default. */
  readonly prefixLength?: number
  readonly adapters: readonly Adapter[]
}

/** Why the prefix counts. */
export type PrefixGround =
  | { readonly is: 'seen'; readonly operator: string }
  /** Nobody outside could be asked, and the names that follow it hold it already. */
  | { readonly is: 'still' }
  | { readonly is: 'named' }

export type PrefixFinding = (
  | {
      readonly kind: 'known'
      readonly adapter: Adapter
      /** This machine's address in the prefix. */
      readonly own: string
      readonly ground: PrefixGround
    }
  | { readonly kind: 'unknown'; readonly why: Reason }
) & {
  readonly answers: readonly SourceAnswer[]
  readonly candidates: readonly Candidate[]
  /** On the adapter that carries the traffic; absent where the settings name the adapter, since who names it means it. */
  readonly vpn?: GuardVerdict
}

/** A detection of something that follows the prefix, with the guard's verdict on how the prefix was found. */
export function following(
  { answers, candidates, vpn }: PrefixFinding,
  observation: Observation,
  guards: GuardSettings | undefined,
  moreAnswers: readonly SourceAnswer[] = [],
): Detection {
  const report = { answers: [...answers, ...moreAnswers], candidates }
  if (vpn === undefined) return { observation, ...report }
  return { observation: behindVpn(observation, vpn, guards), ...report, guards: [vpn] }
}

export type CurrentPrefix = (request: PrefixRequest) => Promise<PrefixFinding>

/** More prefixes than a home has at the same time, even while a provider renumbers it. */
const MOST_PREFIXES = 3

/**
 * @param usable in the order in which they would be chosen
 * @returns one address for each prefix: those of published prefixes first, so that a name does not move without need
 */
export function onePerPrefix(
  usable: readonly AdapterAddress[],
  current: readonly string[],
  prefixLength = NETWORK_BITS,
): readonly string[] {
  const isPublished = (own: string) => current.some((text) => samePrefix(text, own, prefixLength))
  const inOrder = usable
    .map(({ address }) => ({ address, rank: Number(!isPublished(address)) }))
    .sort((a, b) => a.rank - b.rank)
  const found: string[] = []
  for (const { address } of inOrder) {
    if (!found.some((text) => samePrefix(text, address, prefixLength))) found.push(address)
  }
  return found.slice(0, MOST_PREFIXES)
}

type Asked = Pick<Extract<PrefixFinding, { kind: 'known' }>, 'own' | 'ground'> | { readonly why: Reason }

export function createCurrentPrefix(ports: SourcePorts): CurrentPrefix {
  const { clock, bestRoute, vpnAdapters } = ports
  const order = createAskingOrder(clock)
  /** Under way now, by what is asked: the names of one round begin at the same time and share the answer. */
  const underWay = new Map<string, ReturnType<typeof ask>>()

  /** @param isPublished whether the names that follow the first of these addresses hold its prefix already */
  async function ask(
    { family, adapters }: PrefixRequest,
    adapter: Adapter,
    owns: readonly string[],
    isPublished: boolean,
  ) {
    const answers: SourceAnswer[] = []
    const egress = egressAdapter(family, adapters, bestRoute, clock)
    const conclude = async (asked: Asked, isSeen: boolean) => {
      // Seen unchanged, only the adapter itself counts, whichever way other traffic goes.
      const facts = { family, chosen: adapter, egress: isSeen ? null : await egress, adapters }
      return { asked, answers, vpn: judgeVpn({ ...facts, overrides: vpnAdapters?.() ?? {} }) }
    }
    for (const own of owns) {
      // An own address, asked from that address: a prefix that the router dropped in silence leads nowhere.
      const result = await confirmAddress({ family, current: [] }, own, {
        voters: autoVoters(family, ports),
        clock,
        order,
      })
      answers.push(adapterAnswer(adapter.name, own), ...result.answers)
      const { observation } = result
      if (observation.kind === 'known') {
        const operator = String(observation.why.params.operator)
        return conclude({ own, ground: { is: 'seen', operator } }, true)
      }
      const isAnswered = observation.kind === 'unknown' && observation.why.code !== 'echo-unconfirmed'
      if (isAnswered) return conclude({ why: observation.why }, false)
    }
    const [first = ''] = owns
    const asked: Asked = isPublished
      ? { own: first, ground: { is: 'still' } }
      : { why: reason('prefix-unconfirmed', { own: first }) }
    return conclude(asked, false)
  }

  return async (request) => {
    const { family, named, current, adapters, prefixLength = NETWORK_BITS } = request
    const choice = chooseAdapter({ family, named, kind: 'any', mode: 'address', current }, adapters)
    const { adapter, usable, candidates } = choice
    const owns = onePerPrefix(usable, current, prefixLength)
    const [own] = owns
    if (adapter === null || own === undefined) return { kind: 'unknown', why: choice.why, answers: [], candidates }
    if (named !== null) {
      const answers = [adapterAnswer(adapter.name, own)]
      return { kind: 'known', adapter, own, ground: { is: 'named' }, answers, candidates }
    }
    const isPublished = current.some((text) => samePrefix(text, own, prefixLength))
    const key = [adapter.id, isPublished, ...owns].join(' ')
    const running = underWay.get(key) ?? ask(request, adapter, owns, isPublished).finally(() => underWay.delete(key))
    underWay.set(key, running)
    const { asked, ...report } = await running
    if ('why' in asked) return { kind: 'unknown', why: asked.why, ...report, candidates }
    return { kind: 'known', adapter, ...asked, ...report, candidates }
  }
}
