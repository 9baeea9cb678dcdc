// The authorities TLS trusts: a PEM file where an account names one, else the runtime's and the system's.
import { X509Certificate } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import tls from 'node:tls'
import { FaultError } from './http-fault.ts'

/** Not in every runtime: Node 22.15 and later can read the operating system's store. */
interface SystemRoots {
  readonly getCACertificates?: (kind: 'default' | 'system') => string[]
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined
  } catch {
    // One damaged entry of the system's store must not cost the others.
    return false
  }
}

/**
 * The default context with the operating system's authorities added, where the runtime can read them. Undefined means
 * the runtime's default, which NODE_EXTRA_CA_CERTS extends.
 */
export function systemTrust(roots: SystemRoots = tls as SystemRoots): tls.SecureContext | undefined {
  try {
    const system = (roots.getCACertificates?.('system') ?? []).filter(isCertificate)
    if (system.length === 0) return undefined
    return tls.createSecureContext({
      ca: [...(roots.getCACertificates?.('default') ?? tls.rootCertificates), ...system],
    })
  } catch {
    // A store that cannot be read or parsed narrows trust to the runtime's own roots; it never widens it.
    return undefined
  }
}

/** Changes whenever the file does, so that a replaced authority counts without a restart. Throws a FaultError. */
export function fileTrustVersion(path: string): string {
  try {
    const { mtimeMs, size } = statSync(path)
    return `${path}:${mtimeMs}:${size}`
  } catch (error) {
    throw unreadable(path, error)
  }
}

/** A context that trusts the authorities of this PEM file and no others. Throws a FaultError. */
export function fileTrust(path: string): tls.SecureContext {
  try {
    return contextOf(readFileSync(path, 'utf8'))
  } catch (error) {
    throw unreadable(path, error)
  }
}

/** What keeps this PEM file from serving as authorities, to stand after its key in the settings; null when nothing does. */
export function authorityFileProblem(path: string): string | null {
  let pem: string
  try {
    pem = readFileSync(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
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
  new FaultError('tls', `The authorities in ${path} cannot be used: ${error instanceof Error ? error.message : error}.`)
