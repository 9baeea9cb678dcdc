// Where plain http may go, judged by the address a name resolved to and not by the name.
import ipaddr from 'ipaddr.js'
import { FaultError } from './http-fault.ts'

/** What may be reached without TLS: this machine always, a private network when the account says so. */
const LOOPBACK = new Set(['loopback'])
const PRIVATE = new Set(['loopback', 'private', 'uniqueLocal'])

/** Why plain http may not go to this address; null when it may. RFC 1918 and RFC 4193 are private, nothing else is. */
export function plainHttpRefusal(address: string, allowPrivate: boolean): FaultError | null {
  const range = ipaddr.process(address).range()
  if ((allowPrivate ? PRIVATE : LOOPBACK).has(range)) return null
  return new FaultError(
    'plain-http',
    PRIVATE.has(range)
      ? `Plain http to the private address ${address} needs allowPlainHttp.`
      : `Plain http to ${address} is never used: only to this machine or a private network.`,
  )
}
