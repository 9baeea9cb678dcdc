// Opens the sockets for HTTP: over the requested family, from the requested local address, with TLS always verified.
import dns, { type LookupAddress } from 'node:dns'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import tls from 'node:tls'
import type { Family } from '../../model/address.ts'
import { FaultError } from './http-fault.ts'
import { plainHttpRefusal } from './plain-http.ts'
import type { ProxyHop, ProxyRoute } from './proxy-rules.ts'
import { openTunnel, placeOf, proxyFault } from './proxy-tunnel.ts'
import { raceAddresses } from './race-addresses.ts'

/** For the lookup, the TCP handshake and the TLS handshake together. */
const CONNECT_TIMEOUT_MS = 5_000
/** Long enough for the requests of one job to share a connection, short enough that none survives a change of network. */
const KEEP_ALIVE_MS = 1_000

export interface Route {
  /** Null connects over either family. */
  readonly family: Family | null
  readonly localAddress: string | null
  readonly allowPlainHttp: boolean
  readonly isPortalProbe: boolean
  /** Undefined trusts the runtime's authorities. */
  readonly trust: tls.SecureContext | undefined
  /** The ways to take, one after the other. */
  readonly proxies: ProxyRoute
  /** For a proxy that is reached over TLS; as `trust`. */
  readonly proxyTrust: tls.SecureContext | undefined
  /** Called with every socket as soon as it begins to connect. */
  readonly onSocket: (socket: net.Socket) => void
}

const familyNumber = (family: Family | null): 0 | 4 | 6 => (family === null ? 0 : family === 'ipv4' ? 4 : 6)

/** Why a connection to this resolved address may not be made; null when it may. */
function refusal(address: string, route: Route, secure: boolean): FaultError | null {
  const pinned = familyNumber(route.family)
  if (pinned !== 0 && net.isIP(address) !== pinned) {
    return new FaultError('unreachable', `${address} is not an IPv${pinned} address.`)
  }
  return secure || route.isPortalProbe ? null : plainHttpRefusal(address, route.allowPlainHttp)
}

interface Target {
  readonly host: string
  readonly port: number
  readonly servername: string
}

type Connected = (error: Error | null, socket?: net.Socket) => void

/** The host's addresses that the route can reach. If one of all its addresses is refused, nothing connects. */
function usableAddresses(
  found: readonly LookupAddress[],
  host: string,
  route: Route,
  secure: boolean,
): readonly LookupAddress[] | FaultError {
  if (found.length === 0) return new FaultError('dns', `${host} has no address.`)
  const refused = found.map(({ address }) => refusal(address, route, secure)).find((it) => it !== null)
  if (refused !== undefined) return refused
  // A socket that is bound to an address reaches no other family.
  const local = net.isIP(route.localAddress ?? '')
  const usable = local === 0 ? found : found.filter(({ address }) => net.isIP(address) === local)
  return usable.length > 0 ? usable : new FaultError('unreachable', `${host} has no IPv${local} address.`)
}

/** Asks the system's resolver for the addresses of a host. A host that is an address itself is not looked up. */
function resolveHost(
  host: string,
  family: Family | null,
  callback: (error: Error | null, found: readonly LookupAddress[]) => void,
): void {
  const literal = net.isIP(host)
  if (literal !== 0) callback(null, [{ address: host, family: literal }])
  else dns.lookup(host, { family: familyNumber(family), all: true }, (error, found) => callback(error, found ?? []))
}

/** TLS over a connected socket. */
function secureSocket(
  socket: net.Socket,
  { host, servername }: Target,
  trust: tls.SecureContext | undefined,
): tls.TLSSocket {
  const secured = tls.connect({
    socket,
    // Only the name that the certificate is verified for where there is no servername: the socket is connected already.
    host,
    servername,
    ALPNProtocols: ['http/1.1'],
    // Explicit, so that no environment variable can turn it off.
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    ...(trust === undefined ? {} : { secureContext: trust }),
  })
  socket.on('error', (error) => secured.destroy(error))
  return secured
}

/** Calls back with a socket that is ready for the first byte, or with an error. */
function connect(target: Target, secure: boolean, route: Route, callback: Connected): void {
  let end = (): void => {}
  let settled = false
  const settle: Connected = (error, socket) => {
    if (settled) return
    settled = true
    clearTimeout(timer)
    callback(error, socket)
  }
  const timer = setTimeout(() => {
    end()
    settle(new FaultError('timeout', `Connecting took longer than ${CONNECT_TIMEOUT_MS} ms.`))
  }, CONNECT_TIMEOUT_MS)

  const onConnected: Connected = (error, socket) => {
    if (socket === undefined || !secure) return settle(error, socket)
    const secured = secureSocket(socket, target, route.trust)
    end = () => secured.destroy()
    secured.once('error', settle)
    secured.once('secureConnect', () => {
      secured.removeListener('error', settle)
      settle(null, secured)
    })
  }
  const tryNext = ([hop, ...others]: ProxyRoute, before: Error | null): void => {
    if (settled) return
    if (hop === undefined) {
      settle(before)
      return
    }
    const next: Connected = (error, socket) => {
      if (error === null || others.length === 0) onConnected(error, socket)
      else tryNext(others, error)
    }
    end = hop === null ? connectDirectly(target, secure, route, next) : connectByProxy(target, hop, route, next)
  }
  tryNext(route.proxies, null)
}

function openSocket(address: string, port: number, { localAddress, onSocket }: Route): net.Socket {
  const socket = net.connect({
    host: address,
    port,
    noDelay: true,
    ...(localAddress === null ? {} : { localAddress }),
  })
  onSocket(socket)
  return socket
}

/** @returns ends the attempt, without a call */
function connectDirectly(target: Target, secure: boolean, route: Route, callback: Connected): () => void {
  let end = (): void => {}
  let isEnded = false
  resolveHost(target.host, route.family, (error, found) => {
    if (isEnded) return
    const usable = error ?? usableAddresses(found, target.host, route, secure)
    if (usable instanceof Error) callback(usable)
    else end = raceAddresses(usable, (address) => openSocket(address, target.port, route), callback)
  })
  return () => {
    isEnded = true
    end()
  }
}

/** How long one proxy may take while there is another way. */
const PROXY_LIMIT_MS = 2_000

/** The name of the server is resolved by the proxy. @returns ends the attempt, without a call */
function connectByProxy(target: Target, hop: ProxyHop, route: Route, callback: Connected): () => void {
  let end = (): void => {}
  let isEnded = false
  const finish: Connected = (error, socket) => {
    if (isEnded) {
      socket?.destroy()
      return
    }
    isEnded = true
    clearTimeout(timer)
    if (error !== null) end()
    callback(error === null ? null : error instanceof FaultError ? error : proxyFault(hop, error), socket)
  }
  const timer = setTimeout(
    () => finish(new FaultError('timeout', `The proxy ${placeOf(hop)} did not answer in time.`)),
    route.proxies.length > 1 ? PROXY_LIMIT_MS : CONNECT_TIMEOUT_MS,
  )
  const tunnel = (socket: net.Socket): void => {
    end = () => socket.destroy()
    openTunnel(socket, hop, target, finish)
  }
  resolveHost(hop.host, null, (error, found) => {
    if (isEnded) return
    if (error !== null || found.length === 0)
      return finish(proxyFault(hop, error ?? new FaultError('dns', 'no address.')))
    end = raceAddresses(
      found,
      (address) => openSocket(address, hop.port, route),
      (failure, socket) => {
        if (socket === undefined) return finish(proxyFault(hop, failure))
        if (!hop.secure) return tunnel(socket)
        const secured = secureSocket(
          socket,
          { ...hop, servername: net.isIP(hop.host) === 0 ? hop.host : '' },
          route.proxyTrust,
        )
        end = () => secured.destroy()
        secured.once('error', (fault) => finish(proxyFault(hop, fault)))
        secured.once('secureConnect', () => tunnel(secured))
      },
    )
  })
  return () => {
    isEnded = true
    clearTimeout(timer)
    end()
  }
}

export interface Agents {
  readonly for: (url: URL) => http.Agent
  /** Closes idle connections now, and busy ones soon after their request. */
  retire(): void
}

interface ConnectOptions extends net.TcpNetConnectOpts {
  readonly host: string
  readonly servername?: string
}

/**
 * The connections of one route. Node's agents get a socket only once it is connected, because `connect` calls back only then:
 * https://nodejs.org/api/http.html#agentcreateconnectionoptions-callback
 */
export function createAgents(route: Route): Agents {
  const made = new Map<string, http.Agent>()

  function make(secure: boolean): http.Agent {
    const agent = new (secure ? https : http).Agent({ keepAlive: true, timeout: KEEP_ALIVE_MS })
    const createConnection = (options: ConnectOptions, callback: Connected) =>
      connect({ host: options.host, port: options.port, servername: options.servername ?? '' }, secure, route, callback)
    return Object.assign(agent, { createConnection })
  }

  return {
    for: ({ protocol }) => {
      const agent = made.get(protocol) ?? make(protocol === 'https:')
      made.set(protocol, agent)
      return agent
    },
    retire: () => {
      for (const agent of made.values()) {
        for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy()
      }
    },
  }
}
