// The credential store that the app uses: environment variables first, then the system's store. Every secret read or written
// is registered with the redactor, so that none gets into a log.
import type { CredentialStore } from '../../model/ports.ts'
import { redactor } from '../../model/redaction.ts'
import { createCredentialStore } from './credential-store.ts'
import { createEnvironmentCredentials, type SecretVariables, takeSecretVariables } from './environment-credentials.ts'

/** Kept, because taking them removes them from the environment. */
let variables: SecretVariables | null = null

/** The first call removes the secret variables from this process's environment. */
export function createCredentials(): CredentialStore {
  variables ??= takeSecretVariables(process.env)
  const store = createEnvironmentCredentials(variables, createCredentialStore())
  return {
    ...store,
    read: async (account, field) => {
      const reading = await store.read(account, field)
      if (reading.state === 'found') redactor.register(reading.value)
      return reading
    },
    write: (account, field, value) => {
      redactor.register(value)
      return store.write(account, field, value)
    },
  }
}
