// Resolves an account's id to its provider, settings and secrets. They are read again for each request, so that an edit takes
// effect at once and no secret stays in memory.

import type { Failure } from '../contract/failure.ts'
import type { OurCode } from '../contract/failure-codes.ts'
import type { AccountSettings, RecordSettings, Settings } from '../contract/settings.ts'
import type { CredentialStore } from '../model/ports.ts'
import { isPrivateServer } from '../model/private-server.ts'
import type { Provider, ProviderAccount } from '../model/provider.ts'
import { destinationOf, formKeyOf, hostOf } from './destination.ts'

export type ResolvedAccount =
  | {
      readonly ok: true
      readonly provider: Provider
      readonly account: ProviderAccount
      readonly fingerprint: string
      /** Where the account's names are kept: see destination.ts. */
      readonly destination: string
      /** What was learnt about the account's server is kept under this key. */
      readonly formKey: string
    }
  | { readonly ok: false; readonly failure: Failure; readonly fingerprint: string }

export interface AccountResolver {
  resolve(accountId: string): Promise<ResolvedAccount>
  provider(accountId: string): Provider | null
  /** The account's current destination; null when there is no such account. */
  destination(accountId: string): string | null
  /** Host and port that the account's requests go to: the limits of requests count by it. */
  host(accountId: string): string
  /** The account's settings; null when there is no such account. */
  settings(accountId: string): AccountSettings | null
  /** Its names are in a zone of the user's own network: nobody outside of it has to confirm what they hold. */
  hasLocalDns(accountId: string): boolean
}

export interface AccountResolverOptions {
  readonly settings: () => Settings
  readonly provider: (id: string) => Provider | null
  readonly credentials: CredentialStore
  /** A short keyed hash: equal texts have equal fingerprints, and a fingerprint reveals nothing about its text. */
  readonly fingerprint: (text: string) => string
}

const failure = (kind: Failure['kind'], code: OurCode, detail: string | null): Failure => ({
  kind,
  code,
  detail,
  retryAt: null,
})

export function createAccountResolver(options: AccountResolverOptions): AccountResolver {
  const settingsOf = (id: string) => options.settings().accounts.find((account) => account.id === id) ?? null

  async function readSecrets(account: AccountSettings, provider: Provider) {
    const secrets: Record<string, string> = {}
    let problem: Failure | null = null
    // A secret that the account can do without was not readable.
    let isPartial = false
    for (const field of provider.info.fields.filter((each) => each.secret)) {
      const reading = await options.credentials.read(account.id, field.key)
      if (reading.state === 'found') secrets[field.key] = reading.value
      else if (reading.state === 'unreadable') {
        const isNeeded = field.required || provider.needsOptionalSecret?.(account.fields) === true
        if (isNeeded) problem ??= failure('credentials', 'secret-unreadable', reading.reason)
        else isPartial = true
      } else if (field.required) problem ??= failure('credentials', 'secret-missing', field.key)
    }
    return { secrets, problem, isPartial }
  }

  return {
    provider: (id) => {
      const account = settingsOf(id)
      return account === null ? null : options.provider(account.provider)
    },
    settings: settingsOf,
    hasLocalDns: (id) => {
      const account = settingsOf(id)
      if (account?.dns !== undefined) return account.dns === 'local'
      // A service that is described by its URL has no other address.
      const server = account?.endpoint ?? account?.fields.url
      return server !== undefined && isPrivateServer(server)
    },
    destination: (id) => {
      const account = settingsOf(id)
      return account === null ? null : destinationOf(account)
    },
    host: (id) => {
      const account = settingsOf(id)
      return account === null ? id : hostOf(account)
    },
    resolve: async (id) => {
      const account = settingsOf(id)
      if (account === null) return { ok: false, failure: failure('account', 'unknown-account', id), fingerprint: '' }
      const provider = options.provider(account.provider)
      if (provider === null) {
        return { ok: false, failure: failure('account', 'unknown-provider', account.provider), fingerprint: '' }
      }
      const { secrets, problem, isPartial } = await readSecrets(account, provider)
      const mark = isPartial ? PARTIAL : ''
      const fingerprint = mark + options.fingerprint(JSON.stringify([account, secrets]))
      if (problem !== null) return { ok: false, failure: problem, fingerprint }
      return {
        ok: true,
        provider,
        fingerprint,
        destination: destinationOf(account),
        formKey: formKeyOf(account),
        account: {
          id: account.id,
          endpoint: account.endpoint ?? null,
          ca: account.ca ?? null,
          allowPlainHttp: account.allowPlainHttp ?? false,
          dialect: account.dialect,
          fields: account.fields,
          secrets,
        },
      }
    },
  }
}

/** Begins the fingerprint of an account whose optional secret could not be read. */
const PARTIAL = '~'

/**
 * Whether a difference between two fingerprints is an edit. A secret that cannot be read now is none: nobody knows whether it is
 * another one.
 * @param now of an account or record as it can be read now
 */
export const isEdited = (before: string, now: string): boolean =>
  before !== now && (!now.startsWith(PARTIAL) || before.startsWith(PARTIAL))

/** The fingerprint for a record's hold: it changes when the account or this record is edited. */
export const recordFingerprint = (accountFingerprint: string, record: RecordSettings | undefined): string =>
  `${accountFingerprint}:${record === undefined ? '' : JSON.stringify([record.hostname, record.ipv4, record.ipv6])}`
