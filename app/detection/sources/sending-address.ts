// The address from which a source asks somebody outside, where the user says through which adapter: `via` in the settings. A socket
// is bound to that address. Linux still sends such a packet by its routing table, perhaps through another adapter, whose router
// would then tell another address. So the system is asked for the route first, and no other one is taken in silence.
import { type Reason, reason } from '../../contract/reason.ts'
import type { Adapter, AdapterAddress } from '../../model/adapter.ts'
import { isLinkLocal } from '../../model/adapter-table.ts'
import type { Family } from '../../model/address.ts'
import type { Candidate } from '../../model/observation.ts'
import type { AdapterTable, Clock } from '../../model/ports.ts'
import { withDeadline } from '../../model/with-deadline.ts'
import { DESTINATION } from '../vpn-guard.ts'
import { addressRefusal, compareAddresses } from './adapter/address-verdict.ts'
import { chooseAdapter } from './adapter/choose-adapter.ts'

/** The system answers from memory. */
const ROUTE_TIMEOUT_MS = 1_000

export interface SendingRequest {
  /** Name or id of the adapter; undefined where the system decides. */
  readonly via: string | undefined
  readonly family: Family
  /** Whom the source asks, as a literal address of the family; null where it is known by name only. */
  readonly destination: string | null
  readonly adapters: readonly Adapter[]
}

export type SendingAddress =
  /** Null: the system decides. */
  | { readonly localAddress: string | null; readonly refused: null; readonly candidates: readonly Candidate[] }
  /** Nobody may be asked, for this reason. */
  | { readonly localAddress: null; readonly refused: Reason; readonly candidates: readonly Candidate[] }

/** Never rejects. */
export async function sendingAddress(
  { via, family, destination, adapters }: SendingRequest,
  { bestRoute, clock }: { readonly bestRoute: AdapterTable['bestRoute']; readonly clock: Clock },
): Promise<SendingAddress> {
  if (via === undefined) return { localAddress: null, refused: null, candidates: [] }
  const choice = chooseAdapter({ family, named: via, mode: 'egress', current: [] }, adapters)
  const { adapter, candidates } = choice
  const refuse = (refused: Reason): SendingAddress => ({ localAddress: null, refused, candidates })
  if (adapter === null) return refuse(choice.why)
  const params = { adapter: adapter.name, family: family === 'ipv4' ? 'IPv4' : 'IPv6' }
  const localAddress = addressOf(adapter, family)
  if (localAddress === null) return refuse(reason('via-no-address', params))
  const asked = bestRoute(destination ?? DESTINATION[family], localAddress).then((route) => ({ route }))
  const answer = await withDeadline(
    clock,
    ROUTE_TIMEOUT_MS,
    asked.catch(() => null),
  )
  if (answer === null) return refuse(reason('via-unchecked', params))
  if (answer.route === null) return refuse(reason('via-no-route', params))
  const { adapterId } = answer.route
  if (adapterId === adapter.id) return { localAddress, refused: null, candidates }
  const other = adapters.find(({ id }) => id === adapterId)?.name ?? adapterId
  return refuse(reason('via-other-route', { ...params, other }))
}

/** The address that the adapter would publish, or else any other from which it can send: behind NAT it is a private one. */
function addressOf(adapter: Adapter, family: Family): string | null {
  const isRefused = (entry: AdapterAddress) => Number(addressRefusal(entry) !== null)
  const isTemporary = (entry: AdapterAddress) => Number(entry.temporary)
  const [best] = adapter.addresses
    .filter((entry) => entry.family === family && entry.dadState === 'preferred' && !isLinkLocal(entry))
    .sort((a, b) => isRefused(a) - isRefused(b) || isTemporary(a) - isTemporary(b) || compareAddresses(a, b, []))
  return best?.address ?? null
}
