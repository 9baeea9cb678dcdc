// Detects the address of one family by the policy of a record: `off`, `auto` (strategies/), or one or several named sources
// (sources/).
import { isSourceList, type SourcePolicy } from '../contract/address-sources.ts'
import type { Adapter } from '../model/adapter.ts'
import { parseAddress } from '../model/address.ts'
import type { Detector, ObservationRequest } from '../model/observation.ts'
import type { Log } from '../model/ports.ts'
import { createAskingOrder } from './agreement/asking-order.ts'
import { detectInOrder } from './sources/ordered-sources.ts'
import { createSources, type SourceRegistry } from './sources/registry.ts'
import type { AddressSource, Detection, SourcePorts } from './sources/source.ts'
import { createAutoIpv4 } from './strategies/auto-ipv4.ts'
import { createAutoIpv6 } from './strategies/auto-ipv6.ts'
import { createFallbackVoters } from './strategies/fallback-voters.ts'

export interface DetectorOptions extends SourcePorts {
  readonly log: Log
}

/**
 * Each answer comes from the adapter table and the sources alone. The one thing that the detector remembers is who is asked
 * last for a while.
 */
export function createDetector(ports: DetectorOptions, sources: SourceRegistry = createSources(ports)): Detector {
  const { clock, log } = ports
  const order = createAskingOrder(clock)
  const withFallback = { fallbackVoters: createFallbackVoters(ports), ...ports }
  const automatic = { ipv4: createAutoIpv4(withFallback, order), ipv6: createAutoIpv6(withFallback, order) }

  async function detect(request: ObservationRequest, adapters: readonly Adapter[]): Promise<Detection> {
    const { policy, family } = request
    if (policy === 'off') return { observation: { kind: 'unmanaged' }, answers: [], candidates: [] }
    if (policy === 'auto') return automatic[family].detect({ ...request, policy, adapters })
    const detectOne = (one: SourcePolicy): Promise<Detection> => {
      const source: AddressSource = sources[one.source]
      return source.detect({ ...request, policy: one, adapters })
    }
    return isSourceList(policy) ? detectInOrder({ policies: policy, detect: detectOne, clock }) : detectOne(policy)
  }

  return {
    observe: async (request, adapters) => {
      const startedAt = clock.monotonic()
      const canonical = request.current.map((text) => parseAddress(text)?.text ?? text)
      const detection = await detect({ ...request, current: [...new Set(canonical)] }, adapters)
      const report = { request, ...detection, tookMs: clock.monotonic() - startedAt }
      log('debug', 'address observed', {
        family: request.family,
        policy: request.policy,
        observation: detection.observation,
        answers: detection.answers,
        tookMs: report.tookMs,
      })
      return report
    },
  }
}
