// Opens a tunnel through a proxy by CONNECT (RFC 9110, section 9.3.6). Node's own parser reads the proxy's answer. What the
// proxy says is never taken for the server's answer: a refusal is an error of the connection.
import http from 'node:http'
import type net from 'node:net'
import { FaultError, faultOf } from './http-fault.ts'
import type { ProxyHop } from './proxy-rules.ts'

type Connected = (error: Error | null, socket?: net.Socket) => void

export const placeOf = ({ host, port }: Pick<ProxyHop, 'host' | 'port'>): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`

/** The fault of the way to the proxy, with its name in the message. */
export const proxyFault = (hop: ProxyHop, error: unknown): FaultError => {
  const { fault, message } = faultOf(error)
  return new FaultError(fault, `The proxy ${placeOf(hop)}: ${message}`)
}

/**
 * @param socket connected to the proxy
 * @param target host and port of the server
 */
export function openTunnel(
  socket: net.Socket,
  hop: ProxyHop,
  target: Pick<ProxyHop, 'host' | 'port'>,
  callback: Connected,
): void {
  const refuse = (error: unknown): void => {
    callback(proxyFault(hop, error))
    socket.destroy()
  }
  const path = placeOf(target)
  const request = http.request({
    method: 'CONNECT',
    path,
    headers: { host: path, ...(hop.authorization === null ? {} : { 'proxy-authorization': hop.authorization }) },
    createConnection: () => socket,
  })
  request.once('connect', (response, tunnel, head) => {
    const { statusCode = 0 } = response
    if (statusCode < 200 || statusCode > 299) return refuse(refusal(statusCode))
    // The server speaks only after it was spoken to.
    if (head.length > 0) return refuse(new FaultError('malformed', 'it sent more than its answer.'))
    callback(null, tunnel as net.Socket)
  })
  request.once('response', (response) => {
    response.resume()
    refuse(refusal(response.statusCode ?? 0))
  })
  request.once('error', refuse)
  request.end()
}

const refusal = (status: number): FaultError =>
  new FaultError(
    'refused',
    status === 407 ? 'it wants a user name and password.' : `it answered with status ${status}.`,
  )
