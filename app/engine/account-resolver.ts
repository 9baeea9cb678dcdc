// Resolves an account's id to its provider, settings and secrets. They are read again for each request, so that an edit takes
// effect at once and no secret stays in memory. Settings and secrets always belong together: nobody gets new settings with old
// secrets.
import type { Failure } from '../contract/failure.ts'
import type { OurCode } from '../contract/failure-codes.ts'
import { secretScope } from '../contract/secret-scope.ts'
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
  /** Edits the account. `resolve` waits until the edit is complete. */
  edit<T>(accountId: string, change: () => Promise<T>): Promise<T>
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
  readonly credentials: Pick<CredentialStore, 'read'>
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

  /** Ends of the edits under way, by account. */
  const edits = new Map<string, Promise<unknown>>()

  async function readSecrets(account: AccountSettings, provider: Provider) {
    const scope = secretScope(account, provider.info)
    const secrets: Record<string, string> = {}
    let problem: Failure | null = null
    // A secret that the account can do without was not readable.
    let isPartial = false
    for (const field of provider.info.fields.filter((each) => each.secret)) {
      const reading = await options.credentials.read(account.id, field.key, scope)
      if (reading.state === 'found') secrets[field.key] = reading.value
      else if (reading.state === 'unreadable') {
        const isNeeded = field.required || provider.needsOptionalSecret?.(account.fields) === true
        if (isNeeded) problem ??= failure('credentials', 'secret-unreadable', reading.reason)
        else isPartial = true
      }
      // This counts for an optional secret, too: a request without it is not the one that the user set up.
      else if (reading.state === 'other-server') problem ??= failure('credentials', 'secret-other-server', field.key)
      else if (field.required) problem ??= failure('credentials', 'secret-missing', field.key)
    }
    return { secrets, problem, isPartial }
  }

  async function resolve(id: string): Promise<ResolvedAccount> {
    await edits.get(id)
    const account = settingsOf(id)
    if (account === null) return { ok: false, failure: failure('account', 'unknown-account', id), fingerprint: '' }
    const provider = options.provider(account.provider)
    if (provider === null) {
      return { ok: false, failure: failure('account', 'unknown-provider', account.provider), fingerprint: '' }
    }
    const { secrets, problem, isPartial } = await readSecrets(account, provider)
    // Edited while the secrets were read: they may be those of before or after.
    if (edits.has(id) || JSON.stringify(settingsOf(id)) !== JSON.stringify(account)) return resolve(id)
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
  }

  async function edit<T>(id: string, change: () => Promise<T>): Promise<T> {
    const before = edits.get(id) ?? Promise.resolve()
    const work = before.then(change)
    const end = work.then(
      () => undefined,
      () => undefined,
    )
    edits.set(id, end)
    try {
      return await work
    } finally {
      if (edits.get(id) === end) edits.delete(id)
    }
  }

  return {
    edit,
    resolve,
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
  }
}

/** Begins the fingerprint of an account whose optional secret could not be read. */
const PARTIAL = '~'

/**
 * Whether a difference between two fingerprints is an edit. A secret that cannot be read now is no edit: nobody knows whether it
 * has changed.
 * @param now of an account or record as it can be read now
 */
export const isEdited = (before: string, now: string): boolean =>
  before !== now && (!now.startsWith(PARTIAL) || before.startsWith(PARTIAL))

/** The fingerprint for a record's hold: it changes when the account or this record is edited. */
export const recordFingerprint = (accountFingerprint: string, record: RecordSettings | undefined): string =>
  `${accountFingerprint}:${record === undefined ? '' : JSON.stringify([record.hostname, record.ipv4, record.ipv6])}`
