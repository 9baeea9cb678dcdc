// Whether each secret is present, missing, for another server or unreadable now: all that the window may know about secrets.
import { secretScope } from '../contract/secret-scope.ts'
import type { AccountSettings, Settings } from '../contract/settings.ts'
import type { CredentialStore, ScopedSecret } from '../model/ports.ts'
import type { Provider } from '../model/provider.ts'
import type { SecretStates as States } from './build-snapshot.ts'

/** The secrets that an account may have, and where they go by its settings. */
export function scopedSecrets(
  account: AccountSettings,
  providerOf: (id: string) => Provider | null,
): readonly ScopedSecret[] {
  const info = providerOf(account.provider)?.info
  if (info === undefined) return []
  const scope = secretScope(account, info)
  return info.fields.filter(({ secret }) => secret).map(({ key }) => ({ account: account.id, field: key, scope }))
}

export interface SecretStatesOptions {
  readonly settings: () => Settings
  readonly providerOf: (id: string) => Provider | null
  readonly credentials: Pick<CredentialStore, 'read'>
  readonly onChange: () => void
}

export interface SecretStates {
  readonly of: (account: string) => States
  /** Why secrets cannot be read now, null when they can. */
  readonly problem: () => string | null
  /** Reads all of them again. */
  readonly refresh: () => Promise<void>
}

export function createSecretStates(options: SecretStatesOptions): SecretStates {
  let states = new Map<string, States>()
  let problem: string | null = null

  async function read(): Promise<void> {
    const next = new Map<string, States>()
    let reason: string | null = null
    for (const account of options.settings().accounts) {
      const own: Record<string, States[string]> = {}
      for (const { field, scope } of scopedSecrets(account, options.providerOf)) {
        const reading = await options.credentials.read(account.id, field, scope)
        own[field] = reading.state === 'found' ? 'present' : reading.state
        if (reading.state === 'unreadable') reason ??= reading.reason
      }
      next.set(account.id, own)
    }
    states = next
    problem = reason
    options.onChange()
  }

  return { of: (account) => states.get(account) ?? {}, problem: () => problem, refresh: read }
}
