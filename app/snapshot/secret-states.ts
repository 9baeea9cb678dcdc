// Whether each secret is present, missing or unreadable now: all that the window may know about secrets.
import type { Settings } from '../contract/settings.ts'
import type { CredentialStore } from '../model/ports.ts'
import type { Provider } from '../model/provider.ts'
import type { SecretStates as States } from './build-snapshot.ts'

export interface SecretStatesOptions {
  readonly settings: () => Settings
  readonly providerOf: (id: string) => Provider | null
  readonly credentials: CredentialStore
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
      const fields = options.providerOf(account.provider)?.info.fields.filter((field) => field.secret) ?? []
      const own: Record<string, States[string]> = {}
      for (const { key } of fields) {
        const reading = await options.credentials.read(account.id, key)
        own[key] = reading.state === 'found' ? 'present' : reading.state
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
