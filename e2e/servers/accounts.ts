// The accounts of the practice provider, and which hostnames each may update.
import { timingSafeEqual } from 'node:crypto'
import { plainName } from './live-zone.ts'

export interface PracticeAccount {
  /** dyndns2. */
  readonly username: string
  readonly password: string
  /** DuckDNS and Cloudflare. */
  readonly token: string
  readonly hostnames: readonly string[]
}

const same = (a: string, b: string) => {
  const [x, y] = [Buffer.from(a), Buffer.from(b)]
  return x.length === y.length && timingSafeEqual(x, y)
}

export const accountOfPassword = (accounts: readonly PracticeAccount[], username: string, password: string) =>
  accounts.find((account) => same(account.username, username) && same(account.password, password)) ?? null

/** An empty token belongs to no account. */
export const accountOfToken = (accounts: readonly PracticeAccount[], token: string) =>
  accounts.find((account) => account.token !== '' && same(account.token, token)) ?? null

export const owns = (account: PracticeAccount, hostname: string) =>
  account.hostnames.some((own) => plainName(own) === plainName(hostname))
