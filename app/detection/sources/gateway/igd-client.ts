// Asks one gateway for its external address by UPnP: search, description, then one SOAP request, which only reads.
import { type Gateway, standingOf } from '../../../model/gateway.ts'
import type { HttpRequest, HttpResult } from '../../../model/ports.ts'
import type { GatewayPorts } from './gateway-ports.ts'
import { searchIgd } from './search-igd.ts'
import { addressRequest, type IgdAnswer, type IgdService, readAddressReply, readDescription } from './wire/igd.ts'

const REQUEST_TIMEOUT_MS = 2_000
const MAX_BODY = 65_536

/** No device of the kind; one that does not answer as it should, with words for the log. */
export type IgdResult = IgdAnswer | { readonly kind: 'absent' } | { readonly kind: 'failed'; readonly detail: string }

interface Device {
  readonly location: string
  readonly bootId: string | null
  readonly services: readonly IgdService[]
}

export interface IgdClient {
  /** Never rejects. */
  externalAddress(): Promise<IgdResult>
  /** Where the device takes subscriptions; null when it has no events. Searches for it when it is not known. */
  eventUrl(): Promise<string | null>
  /** Whether the device was started again since it was found, by its own number. Asks it. */
  hasRestarted(): Promise<boolean>
  /** The device may be another one, or at another port: after a restart the port often differs. */
  forget(): void
}

export function createIgdClient(gateway: Gateway, ports: GatewayPorts): IgdClient {
  let device: Device | null = null
  /** The service that answered last. */
  let eventUrl: string | null = null

  const request = (options: Pick<HttpRequest, 'method' | 'url' | 'headers' | 'body'>): Promise<HttpResult> =>
    ports.http.request({
      ...options,
      family: 'ipv4',
      localAddress: gateway.localAddress,
      // By the protocol; nothing secret is sent. The gateway's address is a private one.
      allowPlainHttp: true,
      timeoutMs: REQUEST_TIMEOUT_MS,
      maxBytes: MAX_BODY,
    })

  let finding: Promise<Device | string | null> | null = null

  /** Whoever looks for it meanwhile gets the same. */
  function find(): Promise<Device | string | null> {
    finding ??= findNow().finally(() => {
      finding = null
    })
    return finding
  }

  async function findNow(): Promise<Device | string | null> {
    const found = await searchIgd(gateway, ports)
    if (found === null) return null
    const result = await request({ method: 'GET', url: found.location })
    if (!result.ok) return `${result.fault}: ${result.message}`
    if (result.status !== 200) return `the description came with status ${result.status}`
    const services = readDescription(result.body, found.location, gateway.address)
    if (services.length === 0) return 'the description has no service that tells an address'
    return { ...found, services }
  }

  async function askService({ type, controlUrl }: IgdService): Promise<IgdAnswer | string> {
    const result = await request({ method: 'POST', url: controlUrl, ...addressRequest(type) })
    if (!result.ok) return `${result.fault}: ${result.message}`
    if (result.status !== 200) return `the service answered with status ${result.status}`
    return readAddressReply(result.body) ?? 'the service named no IPv4 address'
  }

  /** The first public address; else any address; else what the last service said. */
  async function askServices(services: readonly IgdService[]): Promise<IgdResult> {
    let best: IgdResult = { kind: 'failed', detail: 'no service' }
    for (const service of services) {
      const answer = await askService(service)
      if (typeof answer === 'string') {
        if (best.kind === 'failed') best = { kind: 'failed', detail: answer }
        continue
      }
      if (best.kind !== 'address') {
        best = answer
        eventUrl = service.eventUrl
      }
      if (answer.kind !== 'address' || standingOf(answer.address) !== 'public') continue
      eventUrl = service.eventUrl
      return answer
    }
    return best
  }

  function forget(): void {
    device = null
    eventUrl = null
  }

  return {
    externalAddress: async () => {
      const known = device
      if (known !== null) {
        const result = await askServices(known.services)
        if (result.kind !== 'failed') return result
        // After a restart the device is often at another port.
        device = null
      }
      const found = await find()
      if (found === null) return { kind: 'absent' }
      if (typeof found === 'string') return { kind: 'failed', detail: found }
      device = found
      const result = await askServices(found.services)
      if (result.kind === 'failed') device = null
      return result
    },
    eventUrl: async () => {
      if (device === null) {
        const found = await find()
        if (found === null || typeof found === 'string') return null
        device = found
      }
      return eventUrl ?? device.services[0]?.eventUrl ?? null
    },
    hasRestarted: async () => {
      const known = device
      if (known === null) return false
      const found = await searchIgd(gateway, ports)
      const isAnother = found !== null && (found.bootId !== known.bootId || found.location !== known.location)
      if (isAnother) forget()
      return isAnother
    },
    forget,
  }
}
