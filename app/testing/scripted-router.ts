// A router as a script, behind the ports to the local network: what it answers can be changed at any time, and everything that
// is sent to it is counted. The real miniupnpd is in e2e/lab/network.
import type { Datagram, DatagramOptions, LanEvent, LanSockets } from '../model/lan.ts'
import type { Clock, HttpClient, HttpRequest, HttpResult } from '../model/ports.ts'

export const ROUTER = '192.168.1.1'
const DESCRIPTION_URL = `http://${ROUTER}:5000/root.xml`

export interface RouterScript {
  /** Its outer address; '0.0.0.0' while it has none. */
  address: string
  /** Seconds since it started. */
  epochS: () => number
  /** null: nobody listens there, and the system says so. */
  natPmp: 'answers' | 'silent' | null
  upnp: boolean
  bootId: string
  /** Whether it takes subscriptions, and sends events. */
  events: 'sends' | 'silent' | 'none'
  /** What comes in place of its own answers to NAT-PMP and to a search, from anybody. */
  forged?: readonly Partial<Datagram>[]
  /** Its reply to an HTTP request, in place of its own; null for its own. */
  reply?: (request: HttpRequest) => HttpResult | null
}

const ip = (address: string) => address.split('.').map(Number)
const word = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255)

/** NAT-PMP's answer or announcement (RFC 6886). */
export function natPmpAnswer(address: string, epochS: number): Uint8Array {
  return new Uint8Array([0, 128, 0, address === '0.0.0.0' ? 3 : 0, ...word(epochS), ...ip(address)])
}

/** PCP's announcement (RFC 6887). */
export const pcpAnnouncement = (epochS: number): Uint8Array =>
  new Uint8Array([2, 128, 0, 0, 0, 0, 0, 0, ...word(epochS), ...Array.from({ length: 12 }, () => 0)])

export const description = (control = '/ctl', events = '/evt'): string =>
  `<?xml version="1.0"?><root xmlns="urn:schemas-upnp-org:device-1-0"><device><deviceList><device><deviceList><device>
  <serviceList><service><serviceType>urn:schemas-upnp-org:service:WANIPConnection:1</serviceType>
  <controlURL>${control}</controlURL><eventSubURL>${events}</eventSubURL></service></serviceList>
  </device></deviceList></device></deviceList></device></root>`

export const soapReply = (address: string): string =>
  `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><u:GetExternalIPAddressResponse
  xmlns:u="urn:schemas-upnp-org:service:WANIPConnection:1"><NewExternalIPAddress>${address}</NewExternalIPAddress>
  </u:GetExternalIPAddressResponse></s:Body></s:Envelope>`

export const searchAnswer = (location: string, bootId = '1'): Uint8Array =>
  new TextEncoder().encode(`HTTP/1.1 200 OK\r\nLOCATION: ${location}\r\nBOOTID.UPNP.ORG: ${bootId}\r\n\r\n`)

export function createScriptedRouter(clock: Clock) {
  const script: RouterScript = {
    address: '11.22.33.10',
    epochS: () => Math.floor(clock.monotonic() / 1_000) + 1_000,
    natPmp: 'answers',
    upnp: true,
    bootId: '1',
    events: 'sends',
  }
  /** What was sent to it: the kind, and when. */
  const sent: { kind: string; atMs: number; bytes: number }[] = []
  const listeners = new Set<DatagramOptions>()
  const subscriptions = new Map<string, { callback: string; seq: number }>()
  let eventListener: ((event: LanEvent) => number) | null = null
  let nextSid = 1

  const note = (kind: string, bytes: number) => sent.push({ kind, atMs: clock.monotonic(), bytes })
  const later = (work: () => void) => void clock.setTimer(2, work)

  const lan: LanSockets = {
    openDatagrams: async (options) => {
      if (options.join !== undefined) listeners.add(options)
      let isClosed = false
      const answer = (bytes: Uint8Array, port: number) =>
        later(() => {
          if (!isClosed) options.onDatagram({ bytes, from: ROUTER, port })
        })
      return {
        send: (bytes, to) => {
          const port = to?.port ?? options.peer?.port
          note(port === 5351 ? 'nat-pmp' : 'ssdp', bytes.length)
          for (const one of script.forged ?? []) {
            const forged = { bytes: new Uint8Array(), from: ROUTER, port: port ?? 0, ...one }
            later(() => isClosed || options.onDatagram(forged))
          }
          if (port === 5351 && script.natPmp === null) later(() => isClosed || options.onError('ECONNREFUSED'))
          if (port === 5351 && script.natPmp === 'answers') answer(natPmpAnswer(script.address, script.epochS()), 5351)
          if (port === 1900 && script.upnp) answer(searchAnswer(DESCRIPTION_URL, script.bootId), 1900)
        },
        close: () => {
          isClosed = true
          listeners.delete(options)
        },
      }
    },
    listen: async (_localAddress, answer) => {
      eventListener = answer
      return {
        port: 40_000,
        close: () => {
          eventListener = null
        },
      }
    },
  }

  function sendEvent(sid: string): void {
    const subscription = subscriptions.get(sid)
    if (subscription === undefined || script.events !== 'sends') return
    const path = new URL(subscription.callback).pathname
    const headers = { sid, nt: 'upnp:event', nts: 'upnp:propchange', seq: String(subscription.seq) }
    subscription.seq += 1
    later(() => eventListener?.({ method: 'NOTIFY', path, from: ROUTER, headers }))
  }

  function answerHttp({ method, url, headers = {} }: HttpRequest): HttpResult {
    const ok = (body: string, more: Record<string, string> = {}): HttpResult => ({
      ok: true,
      status: 200,
      headers: more,
      body,
    })
    if (!script.upnp) return { ok: false, fault: 'refused', message: 'refused', sent: false }
    if (method === 'GET') return ok(description())
    if (method === 'POST') return ok(soapReply(script.address))
    const { sid } = headers
    if (method === 'UNSUBSCRIBE' && sid !== undefined) subscriptions.delete(sid)
    if (method === 'UNSUBSCRIBE' || url.endsWith('/evt') === false) return ok('')
    if (script.events === 'none') return { ok: true, status: 501, headers: {}, body: '' }
    if (sid !== undefined) {
      if (!subscriptions.has(sid)) return { ok: true, status: 412, headers: {}, body: '' }
      return ok('', { sid, timeout: 'Second-1800' })
    }
    const granted = `uuid:${nextSid}`
    nextSid += 1
    subscriptions.set(granted, { callback: headers.callback?.slice(1, -1) ?? '', seq: 0 })
    sendEvent(granted)
    return ok('', { sid: granted, timeout: 'Second-1800' })
  }

  const http: Pick<HttpClient, 'request'> = {
    request: (request) => {
      note(request.method, (request.body ?? '').length + 300)
      return new Promise((resolve) => later(() => resolve(script.reply?.(request) ?? answerHttp(request))))
    },
  }

  return {
    script,
    sent,
    lan,
    http,
    /** Whether anything listens to announcements or events now. */
    listening: () => ({ announcements: listeners.size > 0, events: eventListener !== null }),
    subscribers: () => [...subscriptions.keys()],
    /** The router forgets its subscribers, as after a start. */
    forgetSubscribers: () => subscriptions.clear(),
    announce: (bytes: Uint8Array, from: Partial<Datagram> = {}) => {
      for (const { onDatagram } of [...listeners]) onDatagram({ bytes, from: ROUTER, port: 5351, ...from })
    },
    pushEvent: () => {
      for (const sid of subscriptions.keys()) sendEvent(sid)
    },
    /** A request to the event listener, from anybody. @returns the status */
    knock: (event: LanEvent) => eventListener?.(event) ?? null,
  }
}
