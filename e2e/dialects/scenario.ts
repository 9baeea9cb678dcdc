// What every client goes through at every server: a line with both families, four names of which the server has three, two
// outages at the start, and then changes of both families, of IPv6 alone and of IPv4 alone.
import type { Dialect } from '../servers/dialects/dialect.ts'

export const FAMILIES = ['ipv4', 'ipv6'] as const
export type Family = (typeof FAMILIES)[number]
/** What a name holds, or is said to hold; null for nothing. */
export type Addresses = Readonly<Record<Family, string | null>>

export const CLIENTS = ['ddclient', 'ddclient-twice', 'inadyn', 'homeward', 'homeward-told'] as const
export type ClientId = (typeof CLIENTS)[number]

export const CLIENT_TITLES: Readonly<Record<ClientId, string>> = {
  ddclient: 'ddclient',
  'ddclient-twice': 'ddclient, an instance for each family',
  inadyn: 'inadyn',
  homeward: 'Homeward, “any server”',
  'homeward-told': 'Homeward, told the dialect',
}

/** Before the first step: what somebody entered by hand. */
export const BEFORE: Addresses = { ipv4: '11.22.33.200', ipv6: '2a0e:1111::200' }

export interface Step {
  readonly id: string
  readonly title: string
  /** What the line has, and each name should hold. It is never the address from which the client connects. */
  readonly line: { readonly ipv4: string; readonly ipv6: string }
}

export const STEPS: readonly Step[] = [
  { id: 'first', title: 'two answers 503, then well', line: { ipv4: '11.22.33.21', ipv6: '2a0e:1111::21' } },
  { id: 'both', title: 'both families change', line: { ipv4: '11.22.33.22', ipv6: '2a0e:1111::22' } },
  { id: 'ipv6', title: 'IPv6 changes', line: { ipv4: '11.22.33.22', ipv6: '2a0e:1111::23' } },
  { id: 'ipv4', title: 'IPv4 changes', line: { ipv4: '11.22.33.24', ipv6: '2a0e:1111::23' } },
]

export const OUTAGES = 2
/** A server, as one client alone uses it. */
export interface Place {
  readonly dialect: string
  readonly client: ClientId
}

export const apexOf = ({ dialect, client }: Place) => `${client}.${dialect}.example`
/** Two names before the one that the server does not have, one after it. */
export const LABELS = ['a', 'b', 'm', 'z'] as const
const STALE = 'm'
export const namesOf = (place: Place) => LABELS.map((label) => `${label}.${apexOf(place)}`)
export const staleName = (place: Place) => `${STALE}.${apexOf(place)}`
export const knownNames = (place: Place) => namesOf(place).filter((name) => name !== staleName(place))

/** The login for a name: the name itself where each has its own. */
export const loginFor = ({ facts }: Pick<Dialect, 'facts'>, name: string) => (facts.hosts === 'implied' ? name : 'user')
