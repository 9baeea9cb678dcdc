// Secrets from environment variables, for machines without a credential store. They take precedence over stored ones, and we
// never change them. They are bound to no server: whoever can set the environment can change the settings file anyway.
import { cleanPasted } from '../../contract/pasted-text.ts'
import type { CredentialStore, SecretReading, SecretWriting } from '../../model/ports.ts'
import { readTextFile } from '../files/text-file.ts'

export type SecretVariables = ReadonlyMap<string, string>

const PREFIX = 'HOMEWARD_SECRET_'

/**
 * The environment variable that may hold a secret: HOMEWARD_SECRET_<ACCOUNT>_<FIELD> in upper case, every character but
 * letters and digits as an underscore. The same name with _FILE names a file that holds the secret.
 */
export function secretVariable(account: string, field: string): string {
  return `${PREFIX}${account}_${field}`.toUpperCase().replace(/[^A-Z0-9]/g, '_')
}

/**
 * Removes our variables from the environment, so that child processes do not inherit them. The entry points do it first of all,
 * before anything can start a child. An empty variable counts as not set.
 * @returns variable name -> secret, or the name of the file that holds it
 */
export function takeSecretVariables(env: Record<string, string | undefined>): SecretVariables {
  const taken = new Map<string, string>()
  for (const [name, value] of Object.entries(env)) {
    if (!name.toUpperCase().startsWith(PREFIX)) continue
    if (value !== undefined && cleanPasted(value) !== '') taken.set(name.toUpperCase(), cleanPasted(value))
    delete env[name]
  }
  return taken
}

/** No secret is longer. */
const MAX_FILE_BYTES = 64 * 1024

async function readSecretFile(variable: string, path: string): Promise<SecretReading> {
  const unreadable = (problem: string): SecretReading => ({
    state: 'unreadable',
    reason: `The file that ${variable} names ${problem}.`,
  })
  const file = await readTextFile(path, MAX_FILE_BYTES)
  if (file.state === 'missing') return unreadable('cannot be read (ENOENT)')
  if (file.state === 'unreadable') return unreadable(`cannot be read (${file.code})`)
  if (file.state === 'no-text') return unreadable(file.problem)
  const value = cleanPasted(file.text)
  return value === '' ? unreadable('is empty') : { state: 'found', value }
}

/** @param store used for every secret without a variable. */
export function createEnvironmentCredentials(variables: SecretVariables, store: CredentialStore): CredentialStore {
  function variableFor(account: string, field: string): string | null {
    const name = secretVariable(account, field)
    return [name, `${name}_FILE`].find((candidate) => variables.has(candidate)) ?? null
  }
  const refuse = (variable: string): Extract<SecretWriting, { ok: false }> => ({
    ok: false,
    reason: `This secret comes from the environment variable ${variable}. Change it there.`,
  })

  return {
    ...store,
    read: async (account, field, scope) => {
      const variable = variableFor(account, field)
      const value = variable === null ? undefined : variables.get(variable)
      if (variable === null || value === undefined) return store.read(account, field, scope)
      return variable === secretVariable(account, field) ? { state: 'found', value } : readSecretFile(variable, value)
    },
    write: async (account, field, value, scope) => {
      const variable = variableFor(account, field)
      return variable === null ? store.write(account, field, value, scope) : refuse(variable)
    },
    clear: async (account, field) => {
      const variable = variableFor(account, field)
      return variable === null ? store.clear(account, field) : refuse(variable)
    },
  }
}
