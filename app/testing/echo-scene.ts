// The real detector on a network whose services a test scripts, with a clock that the test moves.
import type { DetectionSettings } from '../contract/settings.ts'
import { createDetector, type DetectorOptions } from '../detection/detector.ts'
import type { Adapter } from '../model/adapter.ts'
import type { ObservationReport, ObservationRequest } from '../model/observation.ts'
import type { HttpRequest, HttpResult } from '../model/ports.ts'
import { adapter, adapterAddress } from './adapters.ts'
import { noGateways } from './gateways.ts'
import { createHandClock, type HandClock } from './hand-clock.ts'

/** What a service does: an answer after a while, a failure after a while, or nothing at all. */
export type Scripted =
  | {
      readonly afterMs?: number
      readonly body?: string
      readonly status?: number
      readonly fault?: 'refused' | 'timeout'
    }
  | 'silent'

export interface EchoSceneOptions {
  readonly services: (host: string, request: HttpRequest) => Scripted
  readonly adapters?: readonly Adapter[]
  readonly echo?: DetectionSettings['echo']
  readonly bestRoute?: DetectorOptions['bestRoute']
  /** @param clock the scene's own, for voters that take their time */
  readonly fallbackVoters?: (clock: HandClock) => DetectorOptions['fallbackVoters']
}

export interface EchoScene {
  readonly clock: HandClock
  /** All requests so far, with the time of each. */
  readonly requests: { readonly host: string; readonly atMs: number }[]
  /** One round; afterwards all that was asked has answered or timed out. */
  observe(request?: Partial<ObservationRequest>): Promise<ObservationReport>
}

/** Behind a router, and with an IPv6 address of its own. */
export const atHome = [adapter({ addresses: [adapterAddress('192.168.1.7'), adapterAddress('2a0e:1111::10')] })]

export function createEchoScene(options: EchoSceneOptions): EchoScene {
  const { services, adapters = atHome, echo = {}, bestRoute = async () => null, fallbackVoters } = options
  const clock = createHandClock()
  const requests: EchoScene['requests'] = []

  function request(sent: HttpRequest): Promise<HttpResult> {
    const { host } = new URL(sent.url)
    requests.push({ host, atMs: clock.monotonic() })
    const script = services(host, sent)
    // The client's own deadline.
    const silent: Scripted = { afterMs: sent.timeoutMs ?? 20_000, fault: 'timeout' }
    const { afterMs = 0, body = '', status = 200, fault } = script === 'silent' ? silent : script
    const result: HttpResult =
      fault === undefined
        ? { ok: true, status, headers: {}, body }
        : { ok: false, fault, message: `connect ${fault}`, sent: false }
    return new Promise((resolve) => clock.setTimer(afterMs, () => resolve(result)))
  }

  const detector = createDetector({
    http: { request, reset: () => {} },
    ...{ clock, log: () => {}, bestRoute, echo: () => echo, ...noGateways },
    ...(fallbackVoters === undefined ? {} : { fallbackVoters: fallbackVoters(clock) ?? (() => []) }),
  })
  return {
    clock,
    requests,
    observe: async (asked = {}) => {
      const pending = detector.observe({ family: 'ipv4', policy: 'auto', current: [], ...asked }, adapters)
      await clock.advance(12_000)
      return pending
    },
  }
}
