// The adapters with their verdicts: which one was chosen, and why the others were not.
import type { InterfaceView } from '../contract/snapshot.ts'
import type { Adapter } from '../model/adapter.ts'
import { FAMILIES } from '../model/address.ts'
import type { Candidate, ObservationReport } from '../model/observation.ts'

/**
 * For each family those of the automatic policy, where there is one: it judges every adapter. A policy that names an adapter
 * judges only that one.
 */
function candidatesOf(reports: readonly ObservationReport[]): readonly Candidate[] {
  const automatic = reports.filter((report) => report.request.policy === 'auto')
  const families = new Set(automatic.map((report) => report.request.family))
  const others = reports.filter((report) => !families.has(report.request.family))
  return [...automatic, ...others].flatMap((report) => report.candidates)
}

export function toInterfaceViews(adapters: readonly Adapter[], reports: readonly ObservationReport[]): InterfaceView[] {
  const candidates = candidatesOf(reports)
  return adapters.map((adapter) => {
    const own = candidates.filter((candidate) => candidate.adapterId === adapter.id)
    const {
      defaultRoutes: routes,
      addresses,
      luid: _luid,
      index: _index,
      networkProfileId: _profile,
      isHardware: _hardware,
      isTunnel: _tunnel,
      lowerIds: _lower,
      ...facts
    } = adapter
    return {
      ...facts,
      gateways: routes.map((route) => ({
        family: route.family,
        address: route.gateway,
        physicalAddress: route.gatewayPhysicalAddress,
        metric: route.metric,
      })),
      addresses: addresses.map((address) => {
        const verdict = own.find((candidate) => candidate.address === address.address)
        return { ...address, chosen: verdict?.chosen ?? false, why: verdict?.why ?? null }
      }),
      chosenFor: FAMILIES.filter((family) => own.some((candidate) => candidate.family === family && candidate.chosen)),
      why: own
        .filter((candidate) => candidate.address === null)
        .map((candidate) => ({ family: candidate.family, reason: candidate.why })),
    }
  })
}
