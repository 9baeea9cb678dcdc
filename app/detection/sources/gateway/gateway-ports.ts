// What the gateway's parts use of the world outside.
import type { GatewaySettings } from '../../../contract/settings.ts'
import type { LanSockets } from '../../../model/lan.ts'
import type { Clock, HttpClient, Log } from '../../../model/ports.ts'

export interface GatewayPorts {
  readonly lan: LanSockets
  readonly http: Pick<HttpClient, 'request'>
  readonly clock: Clock
  readonly log: Log
}

export interface GatewayOptions extends GatewayPorts {
  /** Read at each use, so that an edit counts at once. */
  readonly settings: () => GatewaySettings
  /** Whether any name is detected by a gateway now. Otherwise nothing is sent and nothing listens. */
  readonly isNeeded: () => boolean
  /** Whether the computer runs on its battery. */
  readonly onBattery: () => boolean
  /** Whether announcements are listened to where the settings do not say. */
  readonly announcementsByDefault: boolean
  /** For event addresses that nobody can guess. @returns lower-case letters and digits */
  readonly secret: () => string
  readonly intervals?: Partial<GatewayIntervals>
}

/** Milliseconds between two quiet exchanges with a gateway. */
export interface GatewayIntervals {
  /** By NAT-PMP, while no push has shown that it arrives. */
  readonly natPmpMs: number
  readonly upnpMs: number
  /** Pushes arrive. One can be lost, and events can end silently, so something is asked all the same. */
  readonly pushedMs: number
  /** It speaks no protocol that tells an address. */
  readonly silentMs: number
}

export const INTERVALS: GatewayIntervals = { natPmpMs: 20_000, upnpMs: 60_000, pushedMs: 300_000, silentMs: 1_800_000 }

/** On battery, polls are this much rarer. */
export const ON_BATTERY = 3
