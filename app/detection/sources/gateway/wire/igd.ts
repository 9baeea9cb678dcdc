// The Internet Gateway Device's description and its one question, GetExternalIPAddress (UPnP WANIPConnection:1 and :2,
// WANPPPConnection:1). No other action is known here, so nothing can be changed at a router.
import { parseAddress } from '../../../../model/address.ts'
import { urlAt } from './ssdp.ts'
import { childText, elementsNamed, readXml } from './xml.ts'

/** What tells the external address, best first. */
const SERVICES = [
  'urn:schemas-upnp-org:service:WANIPConnection:2',
  'urn:schemas-upnp-org:service:WANIPConnection:1',
  'urn:schemas-upnp-org:service:WANPPPConnection:1',
] as const

/** A device with more lines than this is none. */
const MAX_SERVICES = 4

export interface IgdService {
  readonly type: (typeof SERVICES)[number]
  readonly controlUrl: string
  /** Null when it has no events, or at another host. */
  readonly eventUrl: string | null
}

/**
 * @param location where the description came from, at the gateway
 * @returns the services that may be asked, best first; empty when there is none at the gateway itself
 */
export function readDescription(text: string, location: string, gateway: string): readonly IgdService[] {
  const root = readXml(text)
  if (root === null) return []
  // UPnP 1.0 only. One that leads elsewhere is passed over.
  const base = urlAt(gateway, childText(root, 'URLBase') ?? '') ?? location
  const found = elementsNamed(root, 'service').flatMap((service): IgdService[] => {
    const type = SERVICES.find((known) => known === childText(service, 'serviceType'))
    const controlUrl = urlAt(gateway, childText(service, 'controlURL') ?? '', base)
    if (type === undefined || controlUrl === null || !childText(service, 'controlURL')) return []
    const eventPath = childText(service, 'eventSubURL')
    return [{ type, controlUrl, eventUrl: eventPath ? urlAt(gateway, eventPath, base) : null }]
  })
  return found.sort((a, b) => SERVICES.indexOf(a.type) - SERVICES.indexOf(b.type)).slice(0, MAX_SERVICES)
}

const ACTION = 'GetExternalIPAddress'

/** Headers and body of the SOAP request (UPnP Device Architecture 1.1, section 3.2.1). */
export function addressRequest(type: string): { headers: Readonly<Record<string, string>>; body: string } {
  const envelope = 'http://schemas.xmlsoap.org/soap'
  return {
    headers: { 'content-type': 'text/xml; charset="utf-8"', soapaction: `"${type}#${ACTION}"` },
    body:
      '<?xml version="1.0"?>' +
      `<s:Envelope xmlns:s="${envelope}/envelope/" s:encodingStyle="${envelope}/encoding/">` +
      `<s:Body><u:${ACTION} xmlns:u="${type}"></u:${ACTION}></s:Body></s:Envelope>`,
  }
}

export type IgdAnswer = { readonly kind: 'address'; readonly address: string } | { readonly kind: 'no-wan' }

/** @returns null when the reply holds no IPv4 address where it belongs */
export function readAddressReply(text: string): IgdAnswer | null {
  const root = readXml(text)
  if (root === null) return null
  const replies = elementsNamed(root, `${ACTION}Response`)
  const [reply] = replies
  if (replies.length !== 1 || reply === undefined) return null
  const told = childText(reply, 'NewExternalIPAddress')
  if (told === null) return null
  if (told === '' || told === '0.0.0.0') return { kind: 'no-wan' }
  const address = parseAddress(told)
  return address?.family === 'ipv4' ? { kind: 'address', address: address.text } : null
}
