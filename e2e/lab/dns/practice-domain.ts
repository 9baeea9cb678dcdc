// One name at the practice provider, as the user's own settings file and keyring have it.

import { PRACTICE, type World } from '../environment.ts'
import type { Internet } from '../network/internet.ts'
import { HOME_IPV4 } from '../network/namespaces.ts'
import { homeward } from '../process/app-process.ts'

export const HOSTNAME = 'nas.example.org'
export const ACCOUNT = 'home'

interface DomainOptions {
  readonly hostname?: string
  /** Whether a real address will change; without one, an echo service of the user's own tells it. */
  readonly real: boolean
  readonly ipv6?: boolean
}

export const detectionSettings = (internet: Internet) => ({ debounceMs: 500, maxJitterMs: 0, echo: internet.echo })

/** The whole settings file. */
export function practiceSettings(internet: Internet, { hostname = HOSTNAME, real, ipv6 = false }: DomainOptions) {
  const fields = { username: PRACTICE.username }
  const ipv4 = real ? 'auto' : { source: 'echo', url: internet.echo.ipv4[0] }
  return {
    version: 1,
    accounts: [{ id: ACCOUNT, provider: 'dyndns2', endpoint: internet.provider, allowPlainHttp: true, fields }],
    records: [{ account: ACCOUNT, hostname, ipv4, ipv6: ipv6 && real ? 'auto' : 'off' }],
    detection: detectionSettings(internet),
  }
}

/** Without an address that can change, the echo services begin with the one that a real network would have. */
export async function beginAtHome({ network, internet }: World): Promise<void> {
  if (!network) await internet.answerEcho('ipv4', HOME_IPV4)
}

export interface PracticeDomain {
  readonly password?: string
  readonly ipv6?: boolean
}

export async function writePracticeDomain(world: World, options: PracticeDomain = {}): Promise<void> {
  const { password = PRACTICE.password, ipv6 = false } = options
  await beginAtHome(world)
  await world.writeSettings(practiceSettings(world.internet, { real: world.network !== null, ipv6 }))
  if (world.show) {
    // The user's own keyring may hold a secret of this very name.
    world.env.HOMEWARD_SECRET_HOME_PASSWORD = password
    return
  }
  const stored = await homeward(world, ['secret', 'set', ACCOUNT, 'password'], password)
  if (stored.code !== 0) throw new Error(`the secret could not be stored: ${stored.stderr.trim()}`)
}
