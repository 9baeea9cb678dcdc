// The policy `auto` for IPv6: the address of the best adapter, once an echo service has seen it unchanged. IPv6 is end to
// end, so the adapter itself has the public address.
import { reason } from '../../contract/reason.ts'
import { sameAddress } from '../../model/address.ts'
import { judgeVpn } from '../../model/guards/vpn.ts'
import type { Candidate, Observation, SourceAnswer } from '../../model/observation.ts'
import { confirmAddress } from '../agreement/agreement.ts'
import type { AskingOrder } from '../agreement/asking-order.ts'
import { adapterAnswer, adapterAnswers } from '../sources/adapter/adapter-source.ts'
import { chooseAdapter } from '../sources/adapter/choose-adapter.ts'
import { onePerPrefix } from '../sources/prefix/current-prefix.ts'
import { type AddressSource, type SourcePorts, unknown } from '../sources/source.ts'
import { behindVpn, egressAdapter } from '../vpn-guard.ts'
import { autoVoters } from './auto-voters.ts'

export function createAutoIpv6(ports: SourcePorts, order: AskingOrder): AddressSource<'auto'> {
  const { clock, bestRoute, vpnAdapters } = ports
  return {
    detect: async ({ family, current, adapters, guards }) => {
      const choice = chooseAdapter({ family, named: null, mode: 'address', current }, adapters)
      const { address, adapter, usable } = choice
      const own = adapterAnswers(choice)
      if (address === null || adapter === null) {
        return { observation: unknown(choice.why), answers: own, candidates: choice.candidates }
      }
      const confirm = (from: string) =>
        confirmAddress({ family, current }, from, { voters: autoVoters(family, ports), clock, order })
      const [egress, first] = await Promise.all([egressAdapter(family, adapters, bestRoute, clock), confirm(address)])
      let [result, candidates] = [first, choice.candidates]
      const answers: SourceAnswer[] = [...own, ...first.answers]
      if (isUnseen(first.observation)) {
        // A router can forget a prefix without ending it: then nothing comes back to the address, and another one counts.
        for (const other of onePerPrefix(usable, [address]).slice(1)) {
          const second = await confirm(other)
          answers.push(adapterAnswer(adapter.name, other), ...second.answers)
          if (!isSeen(second.observation)) continue
          result = second
          candidates = chosenInstead(choice.candidates, address, other)
          break
        }
      }
      // Services outside saw the adapter's address unchanged: then only the adapter itself counts, whichever way other
      // traffic goes.
      const egressBehind = isSeen(result.observation) ? null : egress
      const facts = { family, chosen: adapter, egress: egressBehind, adapters }
      const vpn = judgeVpn({ ...facts, overrides: vpnAdapters?.() ?? {} })
      return { observation: behindVpn(result.observation, vpn, guards), answers, candidates, guards: [vpn] }
    },
  }
}

const isSeen = (observation: Observation) => observation.kind === 'known' && observation.why.code === 'echo-confirms'
const isUnseen = (observation: Observation) =>
  observation.kind !== 'unmanaged' && observation.why.code === 'echo-unconfirmed'

const chosenInstead = (candidates: readonly Candidate[], unseen: string, seen: string): readonly Candidate[] =>
  candidates.map((each) => {
    if (sameAddress(each.address, unseen))
      return { ...each, chosen: false, why: reason('address-unseen', { address: unseen }) }
    if (!sameAddress(each.address, seen)) return each
    return { ...each, chosen: true, why: reason('address-chosen', { address: seen }) }
  })
