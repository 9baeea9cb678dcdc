// The authorities that TLS trusts: those in the PEM file that an account names, otherwise the runtime's and the system's.
import { X509Certificate } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import tls from 'node:tls'
import { messageOf } from '../../model/message-of.ts'
import { errorCode } from '../error-code.ts'
import { FaultError } from './http-fault.ts'

/** Only Node 22.15 and later can read the operating system's store. */
interface SystemRoots {
  readonly getCACertificates?: (kind: 'default' | 'system') => string[]
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined
  } catch {
    // A damaged entry of the system's store must not affect the others.
    return false
  }
}

/**
 * @returns the default context plus the operating system's authorities, where the runtime can read them. Undefined stands for
 *   the runtime's default, which NODE_EXTRA_CA_CERTS extends.
 */
export function systemTrust(roots: SystemRoots = tls as SystemRoots): tls.SecureContext | undefined {
  try {
    const system = (roots.getCACertificates?.('system') ?? []).filter(isCertificate)
    if (system.length === 0) return undefined
    return tls.createSecureContext({
      ca: [...(roots.getCACertificates?.('default') ?? tls.rootCertificates), ...system],
    })
  } catch {
    // Without the system's store we trust fewer authorities, never more.
    return undefined
  }
}

/** Changes with the file, so that a replaced authority takes effect without a restart. @throws FaultError */
export function fileTrustVersion(path: string): string {
  try {
    const { mtimeMs, size } = statSync(path)
    return `${path}:${mtimeMs}:${size}`
  } catch (error) {
    throw unreadable(path, error)
  }
}

/** Trusts only the authorities in this PEM file. @throws FaultError */
export function fileTrust(path: string): tls.SecureContext {
  try {
    return contextOf(readFileSync(path, 'utf8'))
  } catch (error) {
    throw unreadable(path, error)
  }
}

/** @returns why this PEM file cannot be used, as text to follow its key in the settings; null when it can. */
export function authorityFileProblem(path: string): string | null {
  let pem: string
  try {
    pem = readFileSync(path, 'utf8')
  } catch (error) {
    const code = errorCode(error) ?? 'unknown'
    return code === 'ENOENT' ? 'names a file that is not there' : `names a file that cannot be read (${code})`
  }
  try {
    contextOf(pem)
    return null
  } catch {
    return 'names a file that holds no usable certificate'
  }
}

function contextOf(pem: string): tls.SecureContext {
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) throw new Error('it holds no certificate')
  return tls.createSecureContext({ ca: pem })
}

const unreadable = (path: string, error: unknown): FaultError =>
  new FaultError('tls', `The authorities in ${path} cannot be used: ${messageOf(error)}.`)
