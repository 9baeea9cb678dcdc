// The credential store the app uses: environment variables before the system's store, with every secret that passes made
// known to the redactor, so that none is written to a log.
import type { CredentialStore } from '../model/ports.ts'
import { redactor } from '../model/redaction.ts'
import { createCredentialStore } from './credential-store.ts'
import { createEnvironmentCredentials, takeSecretVariables } from './environment-credentials.ts'

/** Takes this process's secret variables with it: call it once. */
export function createCredentials(): CredentialStore {
  const store = createEnvironmentCredentials(takeSecretVariables(process.env), createCredentialStore())
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
