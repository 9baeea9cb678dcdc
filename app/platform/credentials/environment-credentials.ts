// Secrets from environment variables, for machines without a credential store. They go before the stored ones and are
// not changed by us.
import { readFile } from 'node:fs/promises'
import type { CredentialStore, SecretReading, SecretWriting } from '../../model/ports.ts'
import { secretVariable } from './secret-variable.ts'

export type SecretVariables = ReadonlyMap<string, string>

const PREFIX = 'HOMEWARD_SECRET_'

/**
 * Takes our variables out of the environment, so that no process started from here inherits them. An empty one counts as
 * not set. Values that hold secrets, and names of files that do.
 */
export function takeSecretVariables(env: Record<string, string | undefined>): SecretVariables {
  const taken = new Map<string, string>()
  for (const [name, value] of Object.entries(env)) {
    if (!name.toUpperCase().startsWith(PREFIX)) continue
    if (value !== undefined && value !== '') taken.set(name.toUpperCase(), value)
    delete env[name]
  }
  return taken
}

async function readSecretFile(variable: string, path: string): Promise<SecretReading> {
  try {
    const value = (await readFile(path, 'utf8')).replace(/\r?\n$/, '')
    return value === ''
      ? { state: 'unreadable', reason: `The file that ${variable} names is empty.` }
      : { state: 'found', value }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    return { state: 'unreadable', reason: `The file that ${variable} names cannot be read (${code}).` }
  }
}

/** @param store asked for what no variable gives. */
export function createEnvironmentCredentials(variables: SecretVariables, store: CredentialStore): CredentialStore {
  function variableFor(account: string, field: string): string | null {
    const name = secretVariable(account, field)
    return [name, `${name}_FILE`].find((candidate) => variables.has(candidate)) ?? null
  }
  const refuse = (variable: string): SecretWriting => ({
    ok: false,
    reason: `This secret comes from the environment variable ${variable}. Change it there.`,
  })

  return {
    read: async (account, field) => {
      const variable = variableFor(account, field)
      const value = variable === null ? undefined : variables.get(variable)
      if (variable === null || value === undefined) return store.read(account, field)
      return variable === secretVariable(account, field) ? { state: 'found', value } : readSecretFile(variable, value)
    },
    write: async (account, field, value) => {
      const variable = variableFor(account, field)
      return variable === null ? store.write(account, field, value) : refuse(variable)
    },
    clear: async (account, field) => {
      const variable = variableFor(account, field)
      return variable === null ? store.clear(account, field) : refuse(variable)
    },
    list: () => store.list(),
  }
}
