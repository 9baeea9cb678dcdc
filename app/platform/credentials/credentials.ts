// The credential store the app uses: environment variables before the system's store, with every secret that passes made
// known to the redactor, so that none is written to a log.
import type { CredentialStore } from '../../model/ports.ts'
import { redactor } from '../../model/redaction.ts'
import { createCredentialStore } from './credential-store.ts'
import { createEnvironmentCredentials, type SecretVariables, takeSecretVariables } from './environment-credentials.ts'

/** What the environment held: kept, since it is there only once. */
let variables: SecretVariables | null = null

/** Takes the secret variables out of this process's environment when it is first called. */
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
