// Connects to a host by one of its addresses, both families raced as RFC 8305 ("Happy Eyeballs") says: an address that does
// not answer costs a quarter of a second, and a slow line still gets the time it needs.
import type { LookupAddress } from 'node:dns'
import net from 'node:net'
import { faultOf } from './http-fault.ts'

/** The Connection Attempt Delay of RFC 8305, section 8: how long a connection attempt has before the next one starts beside it. */
const CONNECTION_ATTEMPT_DELAY_MS = 250

/** Families in turn, IPv6 first (RFC 8305, section 4). Within a family the resolver's order stays. */
export function interleaveFamilies(addresses: readonly LookupAddress[]): LookupAddress[] {
  const ipv6 = addresses.filter(({ address }) => net.isIPv6(address))
  const ipv4 = addresses.filter(({ address }) => !net.isIPv6(address))
  const longest = Math.max(ipv6.length, ipv4.length)
  return Array.from({ length: longest }, (_, i) => [ipv6[i], ipv4[i]])
    .flat()
    .filter((address) => address !== undefined)
}

/** The error that tells most: a family that the line does not have says nothing about the server. */
function tellingError(errors: readonly Error[]): Error {
  const telling = errors.find((error) => faultOf(error).fault !== 'unreachable')
  return telling ?? errors[0] ?? new Error('The host has no address.')
}

/**
 * Tries the addresses until one connects, and calls back once. The next connection attempt starts when the one before fails,
 * or beside it after 250 ms. All but the winner are destroyed.
 * @param open begins to connect to one address
 * @returns ends all connection attempts without calling back
 */
export function raceAddresses(
  addresses: readonly LookupAddress[],
  open: (address: string) => net.Socket,
  callback: (error: Error | null, socket?: net.Socket) => void,
): () => void {
  const waiting = interleaveFamilies(addresses)
  const running = new Set<net.Socket>()
  const errors: Error[] = []
  let timer: NodeJS.Timeout | undefined

  function end(): void {
    clearTimeout(timer)
    waiting.length = 0
    for (const socket of running) socket.destroy()
    running.clear()
  }

  function onError(socket: net.Socket, error: Error): void {
    // False for a loser that was destroyed.
    if (!running.delete(socket)) return
    errors.push(error)
    if (waiting.length > 0) startNext()
    else if (running.size === 0) callback(tellingError(errors))
  }

  function startNext(): void {
    clearTimeout(timer)
    const next = waiting.shift()
    if (next === undefined) return
    const socket = open(next.address)
    running.add(socket)
    const fail = (error: Error): void => onError(socket, error)
    socket.on('error', fail)
    socket.once('connect', () => {
      if (!running.delete(socket)) return
      socket.removeListener('error', fail)
      end()
      callback(null, socket)
    })
    if (waiting.length > 0) timer = setTimeout(startNext, CONNECTION_ATTEMPT_DELAY_MS)
  }

  if (waiting.length === 0) process.nextTick(callback, tellingError(errors))
  startNext()
  return end
}
