// The guard against VPN exits: whether the adapter that carries the traffic is a VPN, and which signs speak for it. Pure.
// Facts of the system decide. Names and routes only add to them, since many a VPN calls itself Ethernet and tells nothing.
import type { GuardVerdict } from '../../contract/guards.ts'
import { type Reason, reason } from '../../contract/reason.ts'
import type { Adapter } from '../adapter.ts'
import { hasHardware, isTunnel } from '../adapter-stack.ts'
import { isLinkLocal } from '../adapter-table.ts'
import { FAMILIES, type Family } from '../address.ts'
import { standingOf } from '../gateway.ts'

export interface VpnFacts {
  readonly family: Family
  /** The adapter that carries the family according to the adapter table. */
  readonly chosen: Adapter
  /** The adapter through which the system really sends; null when unknown. */
  readonly egress: Adapter | null
  readonly adapters: readonly Adapter[]
  /** What the user says of adapters, by name, id or LUID: true is a VPN, false is none. */
  readonly overrides?: Readonly<Record<string, boolean>>
}

type Scene = Pick<VpnFacts, 'family' | 'chosen' | 'egress' | 'adapters'>

/** @returns the verdict on the adapters that carry the traffic. A VPN is one only beside another way out */
export function judgeVpn(facts: VpnFacts): GuardVerdict {
  const { chosen, egress } = facts
  const carriers = egress === null || egress.id === chosen.id ? [chosen] : [egress, chosen]
  const judged = carriers.map((carrier) => ({ carrier, ...judgeCarrier(carrier, facts) }))
  const vpn = judged.find(({ isVpn }) => isVpn)
  const [first] = judged
  const { score, signs } = vpn ?? first ?? { score: 0, signs: [] }
  const weighed = { score, signs: signs.map(({ why }) => why) }
  return vpn === undefined
    ? { guard: 'vpn', effect: 'pass', why: null, ...weighed }
    : { guard: 'vpn', effect: 'hold', why: reason('vpn-carries', { adapter: vpn.carrier.name }), ...weighed }
}

interface Sign {
  readonly weight: number
  readonly why: Reason
}

/** With so much against it, and nothing known of hardware below it, an adapter beside a real one counts as a VPN. */
export const VPN_SCORE = 4

function judgeCarrier(carrier: Adapter, facts: VpnFacts) {
  const told = overrideOf(carrier, facts.overrides ?? {})
  const signs = signsOf(carrier, facts, told)
  const score = signs.reduce((sum, { weight }) => sum + weight, 0)
  return { isVpn: told ?? (isVpnByFacts(carrier, facts) || isVpnBySigns(carrier, facts, score)), score, signs }
}

const overrideOf = ({ name, id, luid }: Adapter, overrides: Readonly<Record<string, boolean>>): boolean | null =>
  overrides[id] ?? overrides[name] ?? overrides[luid ?? id] ?? null

/**
 * Words in the name or description of VPN adapters. Virtual switches of hypervisors (vEthernet, VMware, VirtualBox, WSL) are
 * none of them.
 */
const WORDS =
  /wire ?guard|wintun|\btap-windows|\btap[0-9]|openvpn|tailscale|zerotier|nord ?lynx|nordvpn|cisco anyconnect|forti(?:net|client|ssl)|global ?protect|pangp|zscaler|\bwarp\b|mullvad|proton ?vpn|\bwg[0-9]|\bvpn\b/i

function signsOf(carrier: Adapter, { family, chosen, egress, adapters }: Scene, told: boolean | null): Sign[] {
  const { name } = carrier
  const params = { adapter: name }
  const found: (Sign | null)[] = [
    told === null ? null : { weight: 10, why: reason(told ? 'vpn-sign-told' : 'vpn-sign-told-none', params) },
    carrier.isTunnel === true ? { weight: 4, why: reason('vpn-sign-tunnel', params) } : null,
    carrier.isTunnel !== true && (carrier.kind === 'tunnel' || carrier.kind === 'ppp')
      ? { weight: carrier.kind === 'ppp' ? 1 : 3, why: reason('vpn-sign-kind', { ...params, kind: carrier.kind }) }
      : null,
    hasHardware(carrier, adapters) === false ? { weight: 2, why: reason('vpn-sign-no-hardware', params) } : null,
    WORDS.test(`${name} ${carrier.description}`) ? { weight: 2, why: reason('vpn-sign-name', params) } : null,
    // Routes such as 0.0.0.0/1 and 128.0.0.0/1, or rules, send the traffic elsewhere than the default routes say.
    egress?.id === carrier.id && egress.id !== chosen.id
      ? { weight: 2, why: reason('vpn-sign-route', { ...params, other: chosen.name }) }
      : null,
    hasTunnelPrefix(carrier, family) ? { weight: 1, why: reason('vpn-sign-prefix', params) } : null,
    isBeforeHardware(carrier, family, adapters) ? { weight: 1, why: reason('vpn-sign-metric', params) } : null,
  ]
  return found.filter((sign) => sign !== null).sort((a, b) => b.weight - a.weight)
}

/** Overlay networks number their hosts from the shared space, or with unique local addresses alone. */
function hasTunnelPrefix({ addresses }: Adapter, family: Family): boolean {
  const own = addresses.filter((address) => address.family === family && !isLinkLocal(address))
  const isOfTunnel = (address: string) =>
    family === 'ipv4' ? standingOf(address) === 'carrier-nat' : /^f[cd]/i.test(address)
  return own.length > 0 && own.every(({ address }) => isOfTunnel(address))
}

function isBeforeHardware(carrier: Adapter, family: Family, adapters: readonly Adapter[]): boolean {
  if (hasHardware(carrier, adapters) === true) return false
  const metricOf = (adapter: Adapter): number =>
    Math.min(...adapter.defaultRoutes.filter((route) => route.family === family).map(({ metric }) => metric))
  return adapters.some((other) => hasHardware(other, adapters) === true && metricOf(carrier) < metricOf(other))
}

const hasDefaultRoute = ({ kind, state, defaultRoutes }: Adapter, families: readonly Family[]): boolean =>
  kind !== 'loopback' && state === 'up' && defaultRoutes.some(({ family }) => families.includes(family))

function isVpnBySigns(carrier: Adapter, { family, adapters }: Scene, score: number): boolean {
  if (score < VPN_SCORE || hasHardware(carrier, adapters) !== null) return false
  const families = family === 'ipv4' ? FAMILIES : [family]
  return adapters.some(
    (other) => other.id !== carrier.id && hasDefaultRoute(other, families) && isLink(other, adapters),
  )
}

/**
 * A tunnel, a dialled connection, or an adapter with no hardware below it, beside another way out. As the only way out each
 * of them is real: the network of a container, PPPoE, IPv6 through a tunnel.
 */
function isVpnByFacts(carrier: Adapter, { family, chosen, adapters }: Scene): boolean {
  const others = adapters.filter(({ id, kind, state }) => id !== carrier.id && kind !== 'loopback' && state === 'up')
  // Some homes get their only IPv6 through a tunnel over a link with IPv4 alone, so for IPv6 only another IPv6 counts.
  const families = family === 'ipv4' ? FAMILIES : [family]
  if (isTunnel(carrier)) {
    return others.some((other) => other.id === chosen.id || (!isTunnel(other) && leadsOut(other, families)))
  }
  if (carrier.kind === 'ppp') {
    // The cable of a PPPoE modem has no default route. That of the other family may be another line's.
    return others.some(
      (other) => other.id === chosen.id || (isLink(other, adapters) && hasDefaultRoute(other, [family])),
    )
  }
  if (hasHardware(carrier, adapters) !== false) return false
  return others.some((other) => hasHardware(other, adapters) === true && hasDefaultRoute(other, families))
}

const isCableOrRadio = ({ kind }: Adapter): boolean => kind === 'wired' || kind === 'wireless'
const isLink = (adapter: Adapter, adapters: readonly Adapter[]): boolean =>
  isCableOrRadio(adapter) || hasHardware(adapter, adapters) === true

/** Whether the adapter has, or may have, a default route of one of the families. */
function leadsOut(adapter: Adapter, families: readonly Family[]): boolean {
  if (hasDefaultRoute(adapter, families)) return true
  // Without the native addon only the carrier's own default route is known: then an address tells.
  const isPolled = adapter.isHardware === null && adapter.lowerIds === null
  return (
    isPolled &&
    isCableOrRadio(adapter) &&
    adapter.addresses.some((address) => families.includes(address.family) && !isLinkLocal(address))
  )
}
