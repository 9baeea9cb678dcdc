// Reads one gateway's external address: by NAT-PMP and UPnP at once while it is not known what the gateway speaks, and then by
// the one that answered.
import { type Reason, reason } from '../../../contract/reason.ts'
import { type Gateway, type GatewayProtocol, type GatewayReading, standingOf } from '../../../model/gateway.ts'
import { publishable } from '../../../model/special-purpose.ts'
import { askNatPmp, type NatPmpResult } from './ask-nat-pmp.ts'
import type { GatewayPorts } from './gateway-ports.ts'
import type { IgdClient, IgdResult } from './igd-client.ts'
import type { EpochReading } from './wire/epoch.ts'

/** Sends at 0, 250, 750 and 1750 ms fit. */
const NAT_PMP_BUDGET_MS = 2_500
/** How long a gateway is not asked again by a protocol that it does not speak; shorter where it answered before. */
const ABSENT_MS = 1_800_000
const ABSENT_AFTER_ANSWERS_MS = 15_000
/** After a start or a wake the network may not be there yet, so silence says little. */
const NEW_MS = 60_000

export interface ReadingWithEpoch {
  readonly reading: GatewayReading
  /** NAT-PMP's, null when another protocol answered. */
  readonly epoch: EpochReading | null
}

export interface GatewayReader {
  /** Asks the gateway now. Never rejects. */
  read(): Promise<ReadingWithEpoch>
  /** Whether it answered by any protocol since it was last forgotten. */
  readonly hasAnswered: boolean
  /** It may be there again: the next reading asks by every protocol that did not answer. */
  retryAbsent(): void
  /** What the gateway speaks may have changed: ask by every protocol again. */
  forget(): void
}

export interface GatewayReaderOptions extends GatewayPorts {
  readonly gateway: Gateway
  readonly igd: IgdClient
}

type Outcome = Pick<GatewayReading, 'protocol' | 'address' | 'standing' | 'refused' | 'detail'>

function refusalOf(gateway: Gateway, address: string): Reason | null {
  const verdict = publishable(address)
  if (verdict.ok) return null
  const params = { gateway: gateway.address, address, block: verdict.block, name: verdict.name }
  switch (standingOf(address)) {
    case 'carrier-nat':
    case 'ds-lite':
      return reason('gateway-provider-nat', params)
    case 'private':
      return reason('gateway-double-nat', params)
    case 'no-wan':
      return reason('gateway-no-wan', { gateway: gateway.address })
    default:
      return reason('address-special-purpose', params)
  }
}

const told = (gateway: Gateway, protocol: GatewayProtocol, address: string): Outcome => ({
  protocol,
  address,
  standing: standingOf(address),
  refused: refusalOf(gateway, address),
  detail: null,
})

const withoutWan = (gateway: Gateway, protocol: GatewayProtocol): Outcome => ({
  protocol,
  address: null,
  standing: 'no-wan',
  refused: reason('gateway-no-wan', { gateway: gateway.address }),
  detail: null,
})

const nothing = (gateway: Gateway, code: 'gateway-none' | 'gateway-failed', detail: string | null): Outcome => ({
  protocol: null,
  address: null,
  standing: null,
  refused: reason(code, { gateway: gateway.address }),
  detail,
})

/** @returns null when the gateway does not speak it, or not now */
function ofNatPmp(gateway: Gateway, result: NatPmpResult): Outcome | null {
  if (result.kind === 'address') return told(gateway, 'nat-pmp', result.address)
  return result.kind === 'no-wan' ? withoutWan(gateway, 'nat-pmp') : null
}

function ofIgd(gateway: Gateway, result: IgdResult): Outcome | null {
  if (result.kind === 'address') return told(gateway, 'upnp', result.address)
  return result.kind === 'no-wan' ? withoutWan(gateway, 'upnp') : null
}

/** The first outcome with an address; without one, the best that came. */
function firstWithAddress(asked: readonly Promise<Outcome | null>[]): Promise<Outcome | null> {
  return new Promise((resolve) => {
    let best: Outcome | null = null
    let open = asked.length
    if (open === 0) resolve(null)
    for (const one of asked) {
      void one.then((outcome) => {
        open -= 1
        best ??= outcome
        if (outcome?.address != null) resolve(outcome)
        else if (open === 0) resolve(best)
      })
    }
  })
}

export function createGatewayReader(options: GatewayReaderOptions): GatewayReader {
  const { gateway, igd, clock } = options
  /** What answered last. */
  let spoken: GatewayProtocol | null = null
  /** Monotonic time until which a protocol is taken to be absent. */
  let absentUntil: Readonly<Record<GatewayProtocol, number>> = { 'nat-pmp': 0, upnp: 0 }
  /** It may only be starting again. */
  let hasAnswered = false
  let forgottenAt = clock.monotonic()
  let epoch: EpochReading | null = null
  let problem: string | null = null

  const isAbsent = (protocol: GatewayProtocol) => clock.monotonic() < absentUntil[protocol]
  const setAbsent = (protocol: GatewayProtocol) => {
    const isNew = clock.monotonic() - forgottenAt < NEW_MS
    const waitMs = hasAnswered || isNew ? ABSENT_AFTER_ANSWERS_MS : ABSENT_MS
    absentUntil = { ...absentUntil, [protocol]: clock.monotonic() + waitMs }
  }

  async function byNatPmp(): Promise<Outcome | null> {
    const result = await askNatPmp(gateway, NAT_PMP_BUDGET_MS, options)
    if ('epochS' in result) epoch = { epochS: result.epochS, atMs: clock.monotonic() }
    if (result.kind === 'refused') problem = `NAT-PMP refused with code ${result.code}`
    if (result.kind === 'garbage') problem = 'NAT-PMP answers that are none'
    if (result.kind === 'absent' || result.kind === 'silent' || result.kind === 'refused') setAbsent('nat-pmp')
    return ofNatPmp(gateway, result)
  }

  async function byUpnp(): Promise<Outcome | null> {
    const result = await igd.externalAddress()
    if (result.kind === 'failed') problem = result.detail
    if (result.kind === 'absent') setAbsent('upnp')
    return ofIgd(gateway, result)
  }

  async function ask(): Promise<Outcome> {
    epoch = null
    problem = null
    const before = spoken
    if (before !== null) {
      const outcome = before === 'nat-pmp' ? await byNatPmp() : await byUpnp()
      if (outcome !== null) return outcome
      spoken = null
    }
    const asked = [
      ...(isAbsent('nat-pmp') || before === 'nat-pmp' ? [] : [byNatPmp()]),
      ...(isAbsent('upnp') || before === 'upnp' ? [] : [byUpnp()]),
    ]
    const outcome = await firstWithAddress(asked)
    spoken = outcome?.protocol ?? null
    hasAnswered ||= outcome !== null
    if (outcome !== null) return outcome
    return nothing(gateway, problem === null ? 'gateway-none' : 'gateway-failed', problem)
  }

  return {
    read: async () => {
      const startedAt = clock.monotonic()
      const outcome = await ask()
      return { reading: { gateway, ...outcome, tookMs: clock.monotonic() - startedAt }, epoch }
    },
    get hasAnswered() {
      return hasAnswered
    },
    retryAbsent: () => {
      absentUntil = { 'nat-pmp': 0, upnp: 0 }
    },
    forget: () => {
      spoken = null
      hasAnswered = false
      forgottenAt = clock.monotonic()
      absentUntil = { 'nat-pmp': 0, upnp: 0 }
      igd.forget()
    },
  }
}
