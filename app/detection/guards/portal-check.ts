// Whether a captive portal answers for everybody here. It asks only after services could not be asked, and then again until
// somebody real answers.
import type { PortalSettings } from '../../contract/settings.ts'
import { type ProbeAnswer, portalVerdict, probeAnswer } from '../../model/guards/portal.ts'
import type { Clock, HttpClient } from '../../model/ports.ts'
import { PORTAL_OPERATORS } from './portal-operators.ts'

export interface PortalCheckOptions {
  readonly http: Pick<HttpClient, 'request'>
  readonly clock: Pick<Clock, 'monotonic'>
  readonly settings: () => PortalSettings
}

export interface PortalCheck {
  /** By the newest probe, the host that somebody else answered for; null where no portal was found. */
  readonly host: string | null
  /**
   * Probes: each time while it is captive, otherwise at most every 30 s in one place.
   * @param place where the computer is, as one text; at another one nothing is known of a portal
   * @returns a promise that settles when `host` is known
   */
  check(place: string): Promise<void>
  /** A service outside has answered by TLS: no portal does that. */
  answered(): void
}

const TIMEOUT_MS = 3_000
/** More than the page of any operator. */
const MAX_BYTES = 1_024
/** While it is captive, and between two probes that found nothing. */
export const PORTAL_AGAIN_MS = 30_000

export function createPortalCheck({ http, clock, settings }: PortalCheckOptions): PortalCheck {
  let captiveHost: string | null = null
  let probedAt = Number.NEGATIVE_INFINITY
  let probedPlace: string | null = null
  let underWay: Promise<void> | null = null

  async function probe(place: string): Promise<void> {
    const operators = settings().operators ?? PORTAL_OPERATORS
    const answers: ProbeAnswer[] = []
    let foreign: string | null = null
    for (let next = 0; next < operators.length; ) {
      const { needed, isCaptive } = portalVerdict(answers)
      if (isCaptive !== null) break
      const asked = operators.slice(next, next + needed)
      next += asked.length
      const results = await Promise.all(
        asked.map(async (operator) => {
          // No redirect is followed by this client, and nothing is sent but the question.
          const headers = { 'cache-control': 'no-cache' }
          const request = { method: 'GET', url: operator.url, headers, isPortalProbe: true } as const
          const result = await http.request({ ...request, timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES })
          return { operator, answer: probeAnswer(operator, result) }
        }),
      )
      foreign ??= results.find(({ answer }) => answer === 'foreign')?.operator.url ?? null
      answers.push(...results.map(({ answer }) => answer))
    }
    const { isCaptive } = portalVerdict(answers)
    // The computer may be elsewhere by now.
    if (isCaptive === null || place !== probedPlace) return
    captiveHost = isCaptive ? new URL(foreign ?? '').host : null
  }

  return {
    get host() {
      return captiveHost
    },
    check: async (place) => {
      if (!settings().probe) captiveHost = null
      if (place !== probedPlace) captiveHost = null
      const isDue = place !== probedPlace || clock.monotonic() - probedAt >= PORTAL_AGAIN_MS || captiveHost !== null
      if (settings().probe && isDue) {
        probedPlace = place
        probedAt = clock.monotonic()
        // Families that are observed at the same time share one probe.
        underWay ??= probe(place).finally(() => {
          underWay = null
        })
      }
      await underWay
    },
    answered: () => {
      captiveHost = null
    },
  }
}
