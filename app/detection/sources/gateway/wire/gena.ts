// GENA: UPnP's events (UPnP Device Architecture 1.1, section 4). What an event says is never read: it may be old, so it only
// is a hint to read the address again.

export const EVENT_METHOD = 'NOTIFY'
const WANTED_SECONDS = 1_800
const SECONDS = { min: 60, max: 86_400 } as const

export const subscribeHeaders = (callback: string): Readonly<Record<string, string>> => ({
  callback: `<${callback}>`,
  nt: 'upnp:event',
  timeout: `Second-${WANTED_SECONDS}`,
})

export const renewHeaders = (sid: string): Readonly<Record<string, string>> => ({
  sid,
  timeout: `Second-${WANTED_SECONDS}`,
})

export interface Subscribed {
  readonly sid: string
  readonly seconds: number
}

type Headers = Readonly<Record<string, string>>

/** Printable ASCII: it is sent back as a header. */
const isSid = (text: string): boolean => /^[\x21-\x7e]{1,200}$/.test(text)

/** @returns null when the answer grants no subscription */
export function readSubscribed(headers: Headers): Subscribed | null {
  const sid = headers.sid?.trim() ?? ''
  if (!isSid(sid)) return null
  const granted = /^Second-(\d{1,9})$/i.exec(headers.timeout?.trim() ?? '')?.[1]
  const seconds = granted === undefined ? WANTED_SECONDS : Number(granted)
  return { sid, seconds: Math.min(Math.max(seconds, SECONDS.min), SECONDS.max) }
}

/** @returns the subscription and the number of the event, 0 for the first; null when it is none */
export function readEvent(headers: Headers): { readonly sid: string; readonly seq: number } | null {
  const sid = headers.sid?.trim() ?? ''
  const isChange = headers.nt?.trim() === 'upnp:event' && headers.nts?.trim() === 'upnp:propchange'
  const seq = /^\d{1,10}$/.exec(headers.seq?.trim() ?? '')?.[0]
  return isSid(sid) && isChange && seq !== undefined ? { sid, seq: Number(seq) } : null
}
