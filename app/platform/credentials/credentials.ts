// The credential store that the app uses: environment variables first, then the system's store. Every secret read or written
// is registered with the redactor, so that none gets into a log.
import { cleanPasted } from '../../contract/pasted-text.ts'
import type { CredentialStore } from '../../model/ports.ts'
import { redactor } from '../../model/redaction.ts'
import { createCredentialStore } from './credential-store.ts'
import { createEnvironmentCredentials, type SecretVariables, takeSecretVariables } from './environment-credentials.ts'

/** Kept, because taking them removes them from the environment. */
let variables: SecretVariables | null = null

/** The first call removes the secret variables from this process's environment. */
export function createCredentials(): CredentialStore {
  variables ??= takeSecretVariables(process.env)
  return withCleanSecrets(createEnvironmentCredentials(variables, createCredentialStore()), redactor.register)
}

/**
 * Secrets without the white space and the unseen characters that were pasted round them, whoever gives them: window, command
 * line, environment, files, and what an earlier version stored.
 * @param register receives each secret twice: as it was given, and cleaned
 */
export function withCleanSecrets(store: CredentialStore, register: (secret: string) => void): CredentialStore {
  const clean = (given: string): string => {
    const secret = cleanPasted(given)
    for (const form of [given, secret]) register(form)
    return secret
  }
  return {
    ...store,
    read: async (account, field) => {
      const reading = await store.read(account, field)
      if (reading.state !== 'found') return reading
      const value = clean(reading.value)
      return value === '' ? { state: 'missing' } : { state: 'found', value }
    },
    write: (account, field, value) => store.write(account, field, clean(value)),
  }
}
