// Opens the sockets for HTTP: over the requested family, from the requested local address, with TLS always verified.
import dns from 'node:dns'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import tls from 'node:tls'
import type { Family } from '../../model/address.ts'
import { FaultError } from './http-fault.ts'
import { plainHttpRefusal } from './plain-http.ts'

/** For the lookup, the TCP handshake and the TLS handshake together. */
const CONNECT_TIMEOUT_MS = 5_000
/** Long enough for the requests of one job to share a connection, short enough that none survives a change of network. */
const KEEP_ALIVE_MS = 1_000

export interface Route {
  /** Null connects over either family. */
  readonly family: Family | null
  readonly localAddress: string | null
  readonly allowPlainHttp: boolean
  /** Undefined trusts the runtime's authorities. */
  readonly trust: tls.SecureContext | undefined
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
  return secure ? null : plainHttpRefusal(address, route.allowPlainHttp)
}

/** The system's resolver. Every address is checked before anything connects to it. */
function guardedLookup(route: Route, secure: boolean): net.LookupFunction {
  return (hostname, options, callback) => {
    dns.lookup(hostname, { family: familyNumber(route.family), all: true }, (error, found) => {
      const [first] = found ?? []
      if (error !== null) return callback(error, '', 0)
      if (first === undefined) return callback(new FaultError('dns', `${hostname} has no address.`), '', 0)
      const refused = found.map(({ address }) => refusal(address, route, secure)).find((it) => it !== null)
      if (refused !== undefined) return callback(refused, '', 0)
      return options.all === true ? callback(null, found) : callback(null, first.address, first.family)
    })
  }
}

/** Calls back with a socket that is ready for the first byte, or with an error. */
function connect(
  { host, port, servername }: { readonly host: string; readonly port: number; readonly servername: string },
  secure: boolean,
  route: Route,
  callback: (error: Error | null, socket?: net.Socket) => void,
): void {
  // An address literal needs no lookup, so it is checked here.
  const refused = net.isIP(host) === 0 ? null : refusal(host, route, secure)
  if (refused !== null) {
    callback(refused)
    return
  }
  const options = {
    host,
    port,
    lookup: guardedLookup(route, secure),
    noDelay: true,
    ...(route.localAddress === null ? {} : { localAddress: route.localAddress }),
  }
  const socket = secure
    ? tls.connect({
        ...options,
        servername,
        ALPNProtocols: ['http/1.1'],
        // Explicit, so that no environment variable can turn it off.
        rejectUnauthorized: true,
        minVersion: 'TLSv1.2',
        ...(route.trust === undefined ? {} : { secureContext: route.trust }),
      })
    : net.connect(options)
  route.onSocket(socket)
  const timer = setTimeout(() => {
    socket.destroy(new FaultError('timeout', `Connecting took longer than ${CONNECT_TIMEOUT_MS} ms.`))
  }, CONNECT_TIMEOUT_MS)
  const fail = (error: Error): void => {
    clearTimeout(timer)
    callback(error)
  }
  socket.once('error', fail)
  socket.once(secure ? 'secureConnect' : 'connect', () => {
    clearTimeout(timer)
    socket.removeListener('error', fail)
    callback(null, socket)
  })
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
    const createConnection = (options: ConnectOptions, callback: (error: Error | null, socket?: net.Socket) => void) =>
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
