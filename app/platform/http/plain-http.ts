// Decides where plain http may go, by the resolved address and not by the hostname.
import ipaddr from 'ipaddr.js'
import { FaultError } from './http-fault.ts'

/** Ranges that may be reached without TLS: this machine always, a private network if the account allows it. */
const LOOPBACK = new Set(['loopback'])
const PRIVATE = new Set(['loopback', 'private', 'uniqueLocal'])

/** @returns why plain http may not go to this address; null when it may. Only RFC 1918 and RFC 4193 count as private. */
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
