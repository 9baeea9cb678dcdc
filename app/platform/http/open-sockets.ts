// The open sockets of the HTTP client, so that those from an address that the machine no longer has can be ended. Nothing
// ever comes back to such an address, and the system would wait for minutes.
import type { Socket } from 'node:net'
import { FaultError } from './http-fault.ts'

export interface OpenSockets {
  /** Remembers a socket, connecting or connected, until it closes. */
  add(socket: Socket): void
  /** Ends every socket whose own address is none of these. A request under way there counts as sent. */
  endExcept(addresses: readonly string[]): void
}

/** As the system's table has it: without a scope, IPv4 not in its IPv4-mapped form. */
const plain = (address: string): string =>
  address
    .toLowerCase()
    .replace(/%.*$/, '')
    .replace(/^::ffff:(?=\d+\.)/, '')

/** A socket that is not bound yet has no address of its own, and loopback is always there. */
const isFixed = (address: string): boolean => /^(127\.|0\.0\.0\.0$|::1?$)/.test(address)

export function createOpenSockets(): OpenSockets {
  const open = new Set<Socket>()
  return {
    add: (socket) => {
      open.add(socket)
      socket.once('close', () => open.delete(socket))
    },
    endExcept: (addresses) => {
      const present = new Set(addresses.map(plain))
      for (const socket of [...open]) {
        const own = plain(socket.localAddress ?? '')
        if (own === '' || isFixed(own) || present.has(own)) continue
        socket.destroy(new FaultError('reset', `${own} is no address of this machine any more.`))
      }
    },
  }
}
