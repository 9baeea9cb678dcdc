// The authorities that TLS trusts: those in the PEM file that an account names, otherwise the runtime's and the system's.
import { X509Certificate } from 'node:crypto'
import tls from 'node:tls'
import { type AuthorityFile, readAuthorityFile } from './authority-file.ts'
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

/** Trusts only the authorities in this PEM file. @throws FaultError */
export async function fileTrust(path: string): Promise<AuthorityFile & { readonly ok: true }> {
  const file = await readAuthorityFile(path)
  if (file.ok) return file
  throw new FaultError('tls', `The account ${file.problem}: ${path}`)
}
