// Certificates for tests, created by the openssl command: an authority, and servers that it signed.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const opensslMissing = spawnSync('openssl', ['version']).status !== 0

export interface ServerCertificate {
  readonly key: string
  readonly cert: string
}

export interface TestAuthority {
  /** The authority's own certificate, as a file. */
  readonly file: string
  readonly pem: string
  /** Signs a server for these names ("DNS:localhost", "IP:127.0.0.1"), valid between these times (YYYYMMDDHHMMSSZ). */
  sign(names: readonly string[], validity?: { from: string; to: string }): ServerCertificate
  dispose(): void
}

const CONFIG = `[ca]
default_ca = here
[here]
database = index.txt
new_certs_dir = .
serial = serial
default_md = sha256
policy = any
copy_extensions = copy
unique_subject = no
[any]
commonName = supplied
`

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

export function createTestAuthority(commonName = 'Test authority'): TestAuthority {
  const cwd = mkdtempSync(join(tmpdir(), 'homeward-ca-'))
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  const read = (name: string) => readFileSync(join(cwd, name), 'utf8')
  writeFileSync(join(cwd, 'ca.conf'), CONFIG)
  writeFileSync(join(cwd, 'index.txt'), '')
  writeFileSync(join(cwd, 'serial'), '1000\n')
  openssl('req', '-x509', ...KEY, '-keyout', 'ca.key', '-out', 'ca.crt', '-days', '2', '-subj', `/CN=${commonName}`)
  return {
    file: join(cwd, 'ca.crt'),
    pem: read('ca.crt'),
    sign: (names, validity) => {
      const dates = validity === undefined ? ['-days', '2'] : ['-startdate', validity.from, '-enddate', validity.to]
      const extension = `subjectAltName=${names.join(',')}`
      openssl('req', ...KEY, '-keyout', 's.key', '-out', 's.csr', '-subj', '/CN=server', '-addext', extension)
      openssl(
        'ca',
        '-batch',
        '-config',
        'ca.conf',
        '-cert',
        'ca.crt',
        '-keyfile',
        'ca.key',
        '-in',
        's.csr',
        '-out',
        's.crt',
        '-notext',
        ...dates,
      )
      return { key: read('s.key'), cert: read('s.crt') }
    },
    dispose: () => rmSync(cwd, { recursive: true, force: true }),
  }
}
