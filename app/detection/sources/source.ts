// What every address source offers: the address of one family by one policy, with the answers that led to it.
import type { SourcePolicy } from '../../contract/address-sources.ts'
import type { Reason } from '../../contract/reason.ts'
import type { DetectionSettings } from '../../contract/settings.ts'
import type { Adapter } from '../../model/adapter.ts'
import type { Family } from '../../model/address.ts'
import type { Observation, ObservationReport, ObservationRequest } from '../../model/observation.ts'
import type { AdapterTable, Clock, HttpClient, NeighbourTable } from '../../model/ports.ts'
import type { Voter } from '../agreement/voter.ts'
import type { Gateways } from './gateway/gateways.ts'
import type { OwnPorts } from './own-ports.ts'

export interface DetectionRequest<P> extends Omit<ObservationRequest, 'policy'> {
  readonly policy: P
  /** The system's adapter table, as this round read it. */
  readonly adapters: readonly Adapter[]
}

/** What was observed, who answered what, and which adapters and addresses were considered. */
export type Detection = Pick<ObservationReport, 'observation' | 'answers' | 'candidates' | 'gateways' | 'guards'>

/** @template P the policies that it serves; the contract describes them in address-sources.ts */
export interface AddressSource<P = SourcePolicy> {
  /**
   * Never rejects because of the network: an address that cannot be found is `unknown`. A source publishes no address that
   * `publishable` refuses.
   */
  detect(request: DetectionRequest<P>): Promise<Detection>
}

/** What sources may use of the world outside. */
export interface SourcePorts extends OwnPorts {
  readonly http: HttpClient
  readonly clock: Clock
  readonly bestRoute: AdapterTable['bestRoute']
  /** Absent where the system does not tell. */
  readonly neighbours?: NeighbourTable['list']
  /** The echo services in the settings; read at each use, so that an edit counts at once. */
  readonly echo: () => DetectionSettings['echo']
  /** Whether and how the router takes part in `auto`. */
  readonly gateway: () => DetectionSettings['gateway']
  readonly gateways: Pick<Gateways, 'ask'>
  /** Who has a vote in `auto` besides the built-in echo services, and is asked only where those fail. */
  readonly fallbackVoters?: (family: Family) => readonly Voter[]
  /** What the user says of adapters: true is a VPN, false is none. */
  readonly vpnAdapters?: () => DetectionSettings['vpnAdapters']
}

export const unknown = (why: Reason): Observation => ({ kind: 'unknown', why })
