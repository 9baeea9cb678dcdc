// A practice server that speaks one dialect, on IPv4 and IPv6 of this machine, and the authoritative DNS server of its zone.
import type { PracticeAccount } from '../accounts.ts'
import { type PracticeDns, startDns } from '../dns.ts'
import type { NewRecord } from '../live-zone.ts'
import { type PracticeProvider, startProvider } from '../provider.ts'
import { type Dialect, speak } from './dialect.ts'

export const DIALECT_PASSWORD = 'practice-password'

/** One account for all names, or one for each where the login is for one name: then the user name is the name. */
export function accountsOf({ facts }: Dialect, names: readonly string[]): readonly PracticeAccount[] {
  const account = (username: string, hostnames: readonly string[]): PracticeAccount => {
    return { username, password: DIALECT_PASSWORD, token: '', hostnames }
  }
  return facts.hosts === 'implied' ? names.map((name) => account(name, [name])) : [account('user', names)]
}

export interface DialectServer {
  readonly provider: PracticeProvider
  /** Update addresses with the dialect's path. */
  readonly urls: { readonly ipv4: string; readonly ipv6: string }
  readonly dns: PracticeDns
  /** What the zone holds for a name: its A and AAAA addresses. */
  held(name: string): { readonly A: readonly string[]; readonly AAAA: readonly string[] }
  close(): Promise<void>
}

export interface DialectServerOptions {
  readonly names: readonly string[]
  /** What the zone holds before the first request. */
  readonly records?: readonly NewRecord[]
}

export async function startDialectServer(
  dialect: Dialect,
  { names, records = [] }: DialectServerOptions,
): Promise<DialectServer> {
  const provider = await startProvider({
    accounts: accountsOf(dialect, names),
    protocols: [speak(dialect)],
    listenOn: ['127.0.0.1', '::1'].map((host) => ({ host, port: 0 })),
    records,
  })
  const { zone, listeners } = provider
  const dns = await startDns({ zone })
  const path = dialect.path ?? '/'
  const content = (name: string, type: 'A' | 'AAAA') => zone.records({ name, type }).map((record) => record.content)
  return {
    provider,
    urls: { ipv4: `${listeners[0]?.url}${path}`, ipv6: `${listeners[1]?.url}${path}` },
    dns,
    held: (name) => ({ A: content(name, 'A'), AAAA: content(name, 'AAAA') }),
    close: async () => void (await Promise.all([provider.close(), dns.close()])),
  }
}
