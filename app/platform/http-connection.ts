// Opens the sockets for HTTP: over the family asked for, from the address asked for, with TLS always verified.
import dns from 'node:dns'
import net from 'node:net'
import tls from 'node:tls'
import type { buildConnector } from 'undici'
import type { Family } from '../model/address.ts'
import { FaultError } from './http-fault.ts'
import { plainHttpRefusal } from './plain-http.ts'

/** Covers the lookup, the TCP handshake and the TLS handshake together. */
const CONNECT_TIMEOUT_MS = 5_000

export interface Route {
  /** Null connects over whichever family answers. */
  readonly family: Family | null
  readonly localAddress: string | null
  readonly allowPlainHttp: boolean
  /** Undefined trusts the runtime's authorities. */
  readonly trust: tls.SecureContext | undefined
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

/** The system's resolver, with every address judged before anything connects to it. */
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

/** A connector for undici: a socket that is ready for the first byte, or the reason why there is none. */
export function createConnector(route: Route): buildConnector.connector {
  return ({ hostname, protocol, port, servername }, callback) => {
    const secure = protocol === 'https:'
    const host = hostname.replace(/^\[|\]$/g, '')
    // Literals are connected to without a lookup, so they are judged here.
    const refused = net.isIP(host) === 0 ? null : refusal(host, route, secure)
    if (refused !== null) return callback(refused, null)
    const target = {
      host,
      port: Number(port) || (secure ? 443 : 80),
      lookup: guardedLookup(route, secure),
      noDelay: true,
      ...(route.localAddress === null ? {} : { localAddress: route.localAddress }),
    }
    const name = servername || (net.isIP(host) === 0 ? host : '')
    const socket = secure
      ? tls.connect({
          ...target,
          servername: name,
          ALPNProtocols: ['http/1.1'],
          // Said out loud, so that no environment variable turns it off.
          rejectUnauthorized: true,
          minVersion: 'TLSv1.2',
          ...(route.trust === undefined ? {} : { secureContext: route.trust }),
        })
      : net.connect(target)
    const timer = setTimeout(() => {
      socket.destroy(new FaultError('timeout', `Connecting took longer than ${CONNECT_TIMEOUT_MS} ms.`))
    }, CONNECT_TIMEOUT_MS)
    const fail = (error: Error): void => {
      clearTimeout(timer)
      callback(error, null)
    }
    socket.once('error', fail)
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer)
      socket.removeListener('error', fail)
      callback(null, socket)
    })
  }
}
