// How many packets and bytes an exchange takes on the wire, IPv4 and its headers included, with an MTU of 1,500 bytes.

export interface Traffic {
  /** Questions, with their answers. */
  readonly exchanges: number
  readonly packets: number
  readonly bytes: number
}

export const NO_TRAFFIC: Traffic = { exchanges: 0, packets: 0, bytes: 0 }

export const plus = (one: Traffic, other: Traffic): Traffic => ({
  exchanges: one.exchanges + other.exchanges,
  packets: one.packets + other.packets,
  bytes: one.bytes + other.bytes,
})

const IP_AND_UDP = 28
const IP_AND_TCP = 40
const SEGMENT = 1_460

/** @param payload of one datagram */
export const datagram = (payload: number): Traffic => ({ exchanges: 0, packets: 1, bytes: payload + IP_AND_UDP })

/**
 * One request and its response on a connection of its own: opened in three packets and closed in four, each direction's data
 * in full segments, and an acknowledgement for every second one.
 */
export function connection(sent: number, received: number): Traffic {
  const data = Math.ceil(sent / SEGMENT) + Math.ceil(received / SEGMENT)
  const packets = 3 + data + Math.ceil(data / 2) + 4
  return { exchanges: 1, packets, bytes: sent + received + packets * IP_AND_TCP }
}
