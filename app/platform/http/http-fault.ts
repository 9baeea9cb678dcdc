// Turns an error of Node into one of the transport faults.
import type { TransportFault } from '../../model/ports.ts'
import { errorCode } from '../error-code.ts'

export interface Fault {
  readonly fault: TransportFault
  /** The system's text. It holds no path, query or header. */
  readonly message: string
}

/** A fault that our own code reports, not the system. */
export class FaultError extends Error {
  readonly fault: TransportFault
  constructor(fault: TransportFault, message: string) {
    super(message)
    this.fault = fault
  }
}

const BY_CODE: Readonly<Record<string, TransportFault>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NODATA: 'dns',
  EAI_NONAME: 'dns',
  ENODATA: 'dns',
  ESERVFAIL: 'dns',
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  ETIMEDOUT: 'timeout',
  ENETUNREACH: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  EHOSTDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EAFNOSUPPORT: 'unreachable',
  EINVAL: 'unreachable',
  EPROTO: 'tls',
  HPE_HEADER_OVERFLOW: 'too-large',
}

/**
 * The codes of Node's parser: an answer came. `insecureHTTPParser` would read some of these, such as bare line feeds, but it
 * also takes answers with two different lengths, and the rest of one answer would then be read as the answer to the next
 * request on the connection, perhaps of another account. So none is read, and the zone tells whether the update was applied.
 */
const PARSER_CODE = /^HPE_/

/** OpenSSL's verification codes, as Node reports them (https://nodejs.org/api/tls.html#x509-certificate-error-codes). */
const TLS_CODE =
  /^(ERR_TLS|ERR_SSL|ERR_OSSL|CERT_|CRL_|UNABLE_TO_|ERROR_IN_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH)/

/** If several connection attempts failed, the first one counts. */
export function faultOf(error: unknown): Fault {
  if (error instanceof FaultError) return { fault: error.fault, message: error.message }
  if (error instanceof AggregateError && error.errors.length > 0) return faultOf(error.errors[0])
  if (!(error instanceof Error)) return { fault: 'other', message: String(error) }
  const code = errorCode(error) ?? ''
  const fault = BY_CODE[code] ?? (TLS_CODE.test(code) ? 'tls' : PARSER_CODE.test(code) ? 'malformed' : 'other')
  const message = error.message === '' ? code : error.message
  return { fault, message }
}
