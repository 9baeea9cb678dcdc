// The source `neighbour`: the address of another device of the network, found by its hardware address. The device is not asked:
// what this machine learnt of it when the two spoke has to do.
import type { SourcePolicy } from '../../../contract/address-sources.ts'
import { readHardwareAddress } from '../../../contract/ipv6-suffix.ts'
import { type Reason, reason } from '../../../contract/reason.ts'
import type { Adapter } from '../../../model/adapter.ts'
import { eui64Suffix, suffixText } from '../../../model/ipv6-prefix.ts'
import { messageOf } from '../../../model/message-of.ts'
import { hasAnswered, type Neighbour } from '../../../model/neighbour.ts'
import type { SourceAnswer } from '../../../model/observation.ts'
import { type CurrentPrefix, following } from '../prefix/current-prefix.ts'
import { type AddressSource, type SourcePorts, unknown } from '../source.ts'
import { chooseNeighbour } from './choose-neighbour.ts'

interface Table {
  readonly rows: readonly Neighbour[] | null
  /** The system's words for a refusal. */
  readonly detail: string | null
}

export function createNeighbourSource(
  currentPrefix: CurrentPrefix,
  { neighbours = async () => null }: Pick<SourcePorts, 'neighbours'>,
): AddressSource<SourcePolicy<'neighbour'>> {
  /** Under way now: all names of one round share one reading. */
  let underWay: Promise<Table> | null = null
  const readTable = (): Promise<Table> => {
    underWay ??= neighbours()
      .then(
        (rows) => ({ rows, detail: null }),
        (error: unknown) => ({ rows: null, detail: messageOf(error) }),
      )
      .finally(() => {
        underWay = null
      })
    return underWay
  }

  return {
    detect: async ({ family, policy, current, adapters, guards }) => {
      const mac = readHardwareAddress(policy.mac)
      if (mac === null) throw new Error('the settings check let a wrong hardware address through')
      const suffix = eui64Suffix(mac)
      const remedy = { mac, suffix: suffix === null ? '' : suffixText(suffix) }
      const self = adapters.find(({ physicalAddress }) => physicalAddress === mac)
      if (self !== undefined) {
        const why = reason('neighbour-self', { mac, adapter: self.name })
        return { observation: unknown(why), answers: [], candidates: [] }
      }
      const [prefix, table] = await Promise.all([
        currentPrefix({ family, named: policy.adapter ?? null, current, adapters }),
        readTable(),
      ])
      const notFound = (why: Reason, answers: readonly SourceAnswer[] = []) =>
        following(prefix, unknown(why), guards, answers)
      if (prefix.kind === 'unknown') return notFound(prefix.why)
      const { adapter, own } = prefix
      if (table.rows === null) {
        const refused = reason('neighbour-untold', remedy)
        const answer = {
          source: 'neighbour',
          name: mac,
          address: null,
          refused,
          detail: table.detail,
          tookMs: 0,
        } as const
        return notFound(refused, [answer])
      }
      const entries = rowsOf(table.rows, mac, adapter)
      const params = { ...remedy, adapter: adapter.name }
      if (!entries.some(hasAnswered)) return notFound(reason('neighbour-missing', params))
      const choice = chooseNeighbour({ mac, own, current, entries })
      if (choice.address === null) return notFound(reason('neighbour-no-address', params), choice.answers)
      const { address } = choice
      const why = choice.isEui64
        ? reason('neighbour-eui64', { mac, address, adapter: adapter.name })
        : reason('neighbour-known', { mac, address })
      return following(prefix, { kind: 'known', address, why }, guards, choice.answers)
    },
  }
}

const rowsOf = (rows: readonly Neighbour[], mac: string, { id }: Adapter): readonly Neighbour[] =>
  rows.filter(({ adapterId, physicalAddress }) => adapterId === id && physicalAddress === mac)
