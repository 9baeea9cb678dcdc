// Finds out the address of one family by the policy of a record: off, a named adapter, one echo service, or automatic.
import { type Reason, reason } from '../contract/reason.ts'
import type { DetectionSettings } from '../contract/settings.ts'
import type { Adapter } from '../model/adapter.ts'
import { parseAddress } from '../model/address.ts'
import type { Candidate, Detector, Observation, ObservationPlan, SourceAnswer } from '../model/observation.ts'
import type { Clock, HttpClient, Log } from '../model/ports.ts'
import { chooseAdapter, hasWayOut } from './sources/adapter.ts'
import { confirmByEcho, type EchoPanel, seeByEcho } from './sources/echo/echo-consensus.ts'
import { echoEndpoints, ownEndpoint } from './sources/echo/echo-operators.ts'
import { adapterOfPath, type BestRouteQuery, vpnReason } from './vpn-guard.ts'

export interface DetectorPorts {
  readonly http: HttpClient
  readonly clock: Clock
  readonly log: Log
  readonly bestRoute: BestRouteQuery
  /** Read anew for each question, so that edited settings count at once. */
  readonly echo: () => DetectionSettings['echo']
}

interface Finding {
  readonly observation: Observation
  readonly answers: readonly SourceAnswer[]
  readonly candidates: readonly Candidate[]
}

const unknown = (why: Reason): Observation => ({ kind: 'unknown', why })

interface Outside {
  readonly panel: EchoPanel
  readonly bestRoute: BestRouteQuery
}

/**
 * IPv4 is usually behind a translator: only services outside can tell. The adapters are judged for the explanation, and
 * because what services see by way of a VPN is the VPN's.
 */
async function findFromOutside(plan: ObservationPlan, adapters: readonly Adapter[], { panel, bestRoute }: Outside) {
  const { family } = plan
  const choice = chooseAdapter({ family, named: null, seek: 'carrier', current: plan.current }, adapters)
  const { adapter, candidates } = choice
  if (adapter === null) return { observation: unknown(choice.why), answers: [], candidates }
  const [path, seen] = await Promise.all([
    adapterOfPath(family, adapters, bestRoute, panel.clock),
    seeByEcho(plan, panel),
  ])
  const vpn = vpnReason(family, adapter, path, adapters)
  return { ...seen, observation: vpn === null ? seen.observation : unknown(vpn), candidates }
}

/** IPv6 is end to end: the adapter has the address, and services outside confirm that it leaves unchanged. */
async function findOnAdapter(
  plan: ObservationPlan,
  adapters: readonly Adapter[],
  { panel, bestRoute }: Outside,
): Promise<Finding> {
  const { family, current } = plan
  const choice = chooseAdapter({ family, named: null, seek: 'address', current }, adapters)
  const { candidates, address, adapter } = choice
  const answers = adapterAnswer(choice)
  if (address === null || adapter === null) return { observation: unknown(choice.why), answers, candidates }
  const [path, seen] = await Promise.all([
    adapterOfPath(family, adapters, bestRoute, panel.clock),
    confirmByEcho(plan, address, panel),
  ])
  // An address of a real link that services outside saw unchanged is no VPN's, whichever way other traffic takes.
  const isSeen = seen.observation.kind === 'known' && seen.observation.why.code === 'echo-confirms'
  const isProven = isSeen && adapter.kind !== 'tunnel'
  const vpn = isProven ? null : vpnReason(family, adapter, path, adapters)
  const observation = vpn === null ? seen.observation : unknown(vpn)
  return { observation, answers: [...answers, ...seen.answers], candidates }
}

function adapterAnswer({ adapter, address, why }: ReturnType<typeof chooseAdapter>): SourceAnswer[] {
  if (adapter === null) return []
  return [
    { source: 'adapter', name: adapter.name, address, refused: address === null ? why : null, detail: null, tookMs: 0 },
  ]
}

function findOnNamedAdapter(plan: ObservationPlan, named: string, adapters: readonly Adapter[]): Finding {
  const choice = chooseAdapter({ family: plan.family, named, seek: 'address', current: plan.current }, adapters)
  const { address, why, candidates } = choice
  const observation: Observation = address === null ? unknown(why) : { kind: 'known', address, why }
  return { observation, answers: adapterAnswer(choice), candidates }
}

/** The one service the user chose is asked even without a way out: it may stand on this network. */
async function findByChosenEcho(plan: ObservationPlan, url: string, adapters: readonly Adapter[], panel: EchoPanel) {
  const seen = await seeByEcho(plan, { ...panel, endpoints: [ownEndpoint(url)] })
  const cutOff = seen.observation.kind === 'unknown' && !hasWayOut(adapters, ['ipv4', 'ipv6'])
  return { ...seen, observation: cutOff ? unknown(reason('offline')) : seen.observation, candidates: [] }
}

/** Makes the detector. It holds no state: every question is answered from the table and the services alone. */
export function createDetector({ http, clock, log, echo, bestRoute }: DetectorPorts): Detector {
  async function find(plan: ObservationPlan, adapters: readonly Adapter[]): Promise<Finding> {
    const { policy, family } = plan
    if (policy === 'off') return { observation: { kind: 'unmanaged' }, answers: [], candidates: [] }
    const panel: EchoPanel = { http, clock, endpoints: echoEndpoints(family, echo()) }
    if (policy === 'auto') {
      const outside = { panel, bestRoute }
      return family === 'ipv4' ? findFromOutside(plan, adapters, outside) : findOnAdapter(plan, adapters, outside)
    }
    if (policy.source === 'adapter') return findOnNamedAdapter(plan, policy.adapter, adapters)
    return findByChosenEcho(plan, policy.url, adapters, panel)
  }

  return {
    observe: async (plan, adapters) => {
      const started = clock.monotonic()
      const canonical = plan.current.map((text) => parseAddress(text)?.text ?? text)
      const finding = await find({ ...plan, current: [...new Set(canonical)] }, adapters)
      const report = { plan, ...finding, tookMs: clock.monotonic() - started }
      log('debug', 'Address observed', {
        family: plan.family,
        policy: plan.policy,
        observation: finding.observation,
        answers: finding.answers,
        tookMs: report.tookMs,
      })
      return report
    },
  }
}
