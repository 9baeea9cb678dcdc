// One record at the practice provider, set up in the settings file and the keyring as a user would.
import { type Environment, PRACTICE } from '../environment.ts'
import type { Internet } from '../network/internet.ts'
import { HOME_IPV4 } from '../network/namespaces.ts'
import { homeward } from '../process/app-process.ts'

export const HOSTNAME = 'nas.example.org'
export const ACCOUNT = 'home'

interface PracticeSettingsOptions {
  readonly hostname?: string
  /** Whether a real address will change. Otherwise an echo service given in the settings tells the address. */
  readonly hasRealAddress: boolean
  readonly ipv6?: boolean
}

export const detectionSettings = (internet: Internet) => ({ debounceMs: 500, maxJitterMs: 0, echo: internet.echo })

/** The whole settings file. */
export function practiceSettings(
  internet: Internet,
  { hostname = HOSTNAME, hasRealAddress, ipv6 = false }: PracticeSettingsOptions,
) {
  const fields = { username: PRACTICE.username }
  const ipv4 = hasRealAddress ? 'auto' : { source: 'echo', url: internet.echo.ipv4[0] }
  return {
    version: 1,
    accounts: [{ id: ACCOUNT, provider: 'dyndns2', endpoint: internet.provider, allowPlainHttp: true, fields }],
    records: [{ account: ACCOUNT, hostname, ipv4, ipv6: ipv6 && hasRealAddress ? 'auto' : 'off' }],
    detection: detectionSettings(internet),
  }
}

/** Without a real address the echo services first answer the one that a real network would have. */
export async function startAtHomeAddress({ network, internet }: Environment): Promise<void> {
  if (!network) await internet.answerEcho('ipv4', HOME_IPV4)
}

export interface PracticeDomainOptions {
  readonly password?: string
  readonly ipv6?: boolean
}

export async function writePracticeDomain(
  environment: Environment,
  options: PracticeDomainOptions = {},
): Promise<void> {
  const { password = PRACTICE.password, ipv6 = false } = options
  await startAtHomeAddress(environment)
  await environment.writeSettings(
    practiceSettings(environment.internet, { hasRealAddress: environment.network !== null, ipv6 }),
  )
  if (environment.show) {
    // The user's own keyring may hold a secret of the same name.
    environment.env.HOMEWARD_SECRET_HOME_PASSWORD = password
    return
  }
  const stored = await homeward(environment, ['secret', 'set', ACCOUNT, 'password'], password)
  if (stored.code !== 0) throw new Error(`the secret could not be stored: ${stored.stderr.trim()}`)
}
