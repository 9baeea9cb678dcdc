// Finds the proxy of a URL: the settings say, or else the system.
import type { NetworkSettings } from '../../contract/settings.ts'
import { DIRECT, environmentProxy, type FindProxy, isExcepted, readProxyList, settingsProxy } from './proxy-rules.ts'

export interface FindProxyOptions {
  /** Read at each use. */
  readonly settings: () => NetworkSettings
  /**
   * The system's rules, also those of a script, as Chromium's `resolveProxy` tells them. Absent on the command line, where the
   * environment's variables count.
   */
  readonly systemProxy?: (origin: string) => Promise<string>
  readonly env: Readonly<Record<string, string | undefined>>
}

/** A script that is fetched from a server that is gone must not hold up a request. */
const SYSTEM_LIMIT_MS = 3_000

export const createFindProxy =
  ({ settings, systemProxy, env }: FindProxyOptions): FindProxy =>
  async (url) => {
    const configured = settingsProxy(url, settings())
    if (configured !== null) return configured
    if (systemProxy === undefined) return environmentProxy(url, env)
    if (isExcepted(url, [])) return DIRECT
    return readProxyList(await limited(systemProxy(`${url.origin}/`)))
  }

/** Without an answer the direct way is tried: the connection is encrypted and verified either way. */
function limited(answer: Promise<string>): Promise<string> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve('DIRECT'), SYSTEM_LIMIT_MS)
    answer.then(resolve, () => resolve('DIRECT')).finally(() => clearTimeout(timer))
  })
}
