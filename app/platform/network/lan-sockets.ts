// The LanSockets port: UDP from a chosen address of this machine, and a small HTTP listener for the router's events.
import { createSocket, type Socket } from 'node:dgram'
import { createServer, type IncomingMessage } from 'node:http'
import { isIPv6 } from 'node:net'
import type { DatagramOptions, DatagramSocket, EventListener, LanEvent, LanSockets } from '../../model/lan.ts'
import { errorCode } from '../error-code.ts'

/** Bytes. What any of the protocols sends is shorter. */
const MAX_DATAGRAM = 4_096
const MAX_HEADERS = 8_192
const MAX_BODY = 65_536
const MAX_CONNECTIONS = 16
const REQUEST_TIMEOUT_MS = 5_000
/** Routers within the home; UPnP asks for 2. */
const MULTICAST_TTL = 2
const ANY: readonly string[] = ['0.0.0.0', '::']

export const createLanSockets = (): LanSockets => ({ openDatagrams, listen })

function openDatagrams(options: DatagramOptions): Promise<DatagramSocket | null> {
  const { localAddress, port = 0, shared = false, peer } = options
  return new Promise((resolve) => {
    const socket = createSocket({ type: isIPv6(localAddress) ? 'udp6' : 'udp4', reuseAddr: shared })
    let isClosed = false
    const close = (): void => {
      if (isClosed) return
      isClosed = true
      socket.close()
    }
    const refuse = (): void => {
      close()
      resolve(null)
    }
    const ready = (): void => {
      socket.off('error', refuse)
      const failed = (error: unknown) => {
        if (!isClosed) options.onError(errorCode(error) ?? 'unknown')
      }
      socket.on('error', failed)
      socket.on('message', (bytes, { address, port: from }) => {
        if (!isClosed && bytes.length <= MAX_DATAGRAM) options.onDatagram({ bytes, from: address, port: from })
      })
      resolve({ send: sender(socket, () => isClosed, failed), close })
    }
    socket.once('error', refuse)
    socket.bind({ address: localAddress, port, exclusive: true }, () => {
      try {
        prepare(socket, options)
      } catch {
        return refuse()
      }
      if (peer === undefined) return ready()
      socket.connect(peer.port, peer.address, () => ready())
    })
  })
}

function prepare(socket: Socket, { localAddress, join, peer }: DatagramOptions): void {
  if (peer === undefined && !ANY.includes(localAddress)) {
    socket.setMulticastInterface(localAddress)
    socket.setMulticastTTL(MULTICAST_TTL)
  }
  if (join === undefined) return
  // A listener does not keep the process alive.
  socket.unref()
  for (const address of join.localAddresses) {
    try {
      socket.addMembership(join.group, address)
    } catch {
      // An adapter that is gone by now: the others are listened to.
    }
  }
}

function sender(socket: Socket, isClosed: () => boolean, failed: (error: unknown) => void): DatagramSocket['send'] {
  return (bytes, to) => {
    if (isClosed()) return
    const sent = (error: Error | null): void => {
      if (error !== null) failed(error)
    }
    try {
      if (to === undefined) socket.send(bytes, sent)
      else socket.send(bytes, to.port, to.address, sent)
    } catch (error) {
      failed(error)
    }
  }
}

const headersOf = (request: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  )

function listen(localAddress: string, answer: (event: LanEvent) => number): Promise<EventListener | null> {
  return new Promise((resolve) => {
    const server = createServer(
      {
        maxHeaderSize: MAX_HEADERS,
        headersTimeout: REQUEST_TIMEOUT_MS,
        requestTimeout: REQUEST_TIMEOUT_MS,
        keepAliveTimeout: 1,
      },
      (request, response) => {
        let size = 0
        request.on('data', (chunk: Buffer) => {
          size += chunk.length
          if (size > MAX_BODY) request.destroy()
        })
        const { method = '', url = '', socket } = request
        const status = answer({ method, path: url, from: socket.remoteAddress ?? '', headers: headersOf(request) })
        // At once: some routers send no further event while one is not answered, and forget it.
        response.writeHead(status, { 'content-length': '0', connection: 'close' })
        response.end()
      },
    )
    server.maxConnections = MAX_CONNECTIONS
    server.once('error', () => resolve(null))
    server.listen({ host: localAddress, port: 0, exclusive: true }, () => {
      server.unref()
      const address = server.address()
      if (address === null || typeof address === 'string') return resolve(null)
      resolve({
        port: address.port,
        close: () => {
          server.close()
          server.closeAllConnections()
        },
      })
    })
  })
}
