// The credential store that the app uses: environment variables first, then the system's store. Every secret read or written
// is registered with the redactor, so that none gets into a log.
import { cleanPasted } from '../../contract/pasted-text.ts'
import type { CredentialStore } from '../../model/ports.ts'
import { redactor } from '../../model/redaction.ts'
import { createBoundCredentials } from './bound-credentials.ts'
import { createCredentialStore } from './credential-store.ts'
import { createEnvironmentCredentials, type SecretVariables } from './environment-credentials.ts'

/** @param variables those that were taken from the environment at the start of the process */
export function createCredentials(variables: SecretVariables): CredentialStore {
  const stored = createBoundCredentials(createCredentialStore())
  return withCleanSecrets(createEnvironmentCredentials(variables, stored), redactor.register)
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
    read: async (account, field, scope) => {
      const reading = await store.read(account, field, scope)
      if (reading.state !== 'found') return reading
      const value = clean(reading.value)
      return value === '' ? { state: 'missing' } : { state: 'found', value }
    },
    write: (account, field, value, scope) => store.write(account, field, clean(value), scope),
  }
}
