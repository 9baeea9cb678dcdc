// What talking to the local network's own router, and to a STUN server, needs of the outside world: datagrams from a chosen
// address, and a listener for events. Both are implemented by app/platform/network/lan-sockets.ts.

export interface Datagram {
  readonly bytes: Uint8Array
  readonly from: string
  readonly port: number
}

export interface Destination {
  readonly address: string
  readonly port: number
}

export interface DatagramOptions {
  /** The adapter's address to send from, whose family is the socket's; '0.0.0.0' and '::' receive on every adapter. */
  readonly localAddress: string
  /** Any free one by default. */
  readonly port?: number
  /** Other programs may listen on the same port. */
  readonly shared?: boolean
  /** Receive from this peer only, and learn at once that nobody listens there. */
  readonly peer?: Destination
  /** A multicast group, joined on the adapters with these addresses. */
  readonly join?: { readonly group: string; readonly localAddresses: readonly string[] }
  readonly onDatagram: (datagram: Datagram) => void
  /** The system reports an error, such as ECONNREFUSED when the peer has no such service. */
  readonly onError: (code: string) => void
}

export interface DatagramSocket {
  /** Without a destination to the peer. What cannot be sent goes to `onError`. */
  send(bytes: Uint8Array, to?: Destination): void
  close(): void
}

/** One HTTP request to the listener. Bodies are read and dropped: an event only says that something changed. */
export interface LanEvent {
  readonly method: string
  readonly path: string
  readonly from: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
}

export interface EventListener {
  readonly port: number
  close(): void
}

export interface LanSockets {
  /** @returns null when the system refuses, such as a port that is taken */
  openDatagrams(options: DatagramOptions): Promise<DatagramSocket | null>
  /**
   * Listens on a free TCP port of this address.
   * @param answer the status to answer with
   * @returns null when the system refuses
   */
  listen(localAddress: string, answer: (event: LanEvent) => number): Promise<EventListener | null>
}
