// The place of all guards: it takes an observation, lets the guards judge it, and gives it on as it counts. What a guard holds
// becomes `unknown` with the guard's reason, which leaves a name as it is; what a guard asks goes into the guards' memory.
// Rules are in app/model/guards. The guard against VPN exits looks earlier, in the strategies, since only they know the carrier.
import { type GuardVerdict, isIgnored, type NetworkPolicy } from '../../contract/guards.ts'
import { reason } from '../../contract/reason.ts'
import type { Settings } from '../../contract/settings.ts'
import type { Adapter } from '../../model/adapter.ts'
import { comparableTable } from '../../model/adapter-table.ts'
import { judgeCdn } from '../../model/guards/cdn.ts'
import { type Egresses, judgeEgresses, NO_EGRESSES } from '../../model/guards/egresses.ts'
import {
  atNetwork,
  isKept,
  NETWORK,
  standingOfNetwork,
  withAsked,
  withNetwork,
  withoutAsked,
  withoutKept,
} from '../../model/guards/memory.ts'
import { isFromOutside, isReachedWithoutWan, judgeNat, type NatFacts } from '../../model/guards/nat.ts'
import {
  hasMoved,
  isIdentified,
  judgeNetwork,
  type Network,
  networkOf,
  networkText,
} from '../../model/guards/network.ts'
import type { Detector, Observation, ObservationReport, ObservationRequest } from '../../model/observation.ts'
import { requestKey } from '../../model/observation.ts'
import type { AdapterTable, Clock, Log } from '../../model/ports.ts'
import { withDeadline } from '../../model/with-deadline.ts'
import type { StoredGuardMemory } from './guard-memory.ts'
import { PORTAL_AGAIN_MS, type PortalCheck } from './portal-check.ts'

export interface GuardingOptions {
  readonly detector: Detector
  readonly memory: StoredGuardMemory
  readonly portal: PortalCheck
  readonly settings: () => Pick<Settings, 'records' | 'detection'>
  readonly adapters: Pick<AdapterTable, 'list'>
  readonly clock: Pick<Clock, 'now' | 'monotonic' | 'setTimer'>
  readonly log: Log
  /** Whether the computer has a battery, as far as the system tells. */
  readonly hasBattery: () => boolean
  /** Whether it runs on one now: once it did, it has one. */
  readonly onBattery: () => boolean
}

/** How long a round waits for a probe. */
const PORTAL_WAIT_MS = 1_000
/** Questions whose lines are remembered. */
const MOST_QUESTIONS = 100

export function createGuardingDetector(options: GuardingOptions): Detector {
  const guarding = new Guarding(options)
  return { observe: (request, adapters) => guarding.observe(request, adapters) }
}

class Guarding {
  readonly #options: GuardingOptions
  /** By `requestKey`. */
  #egresses = new Map<string, Egresses>()
  /** By `requestKey`, since when services are reached through a router that says it has no address. Monotonic ms. */
  #withoutWanSince = new Map<string, number>()
  #table: string | null = null
  #network: Network | null = null

  constructor(options: GuardingOptions) {
    this.#options = options
  }

  async observe(request: ObservationRequest, adapters: readonly Adapter[]): Promise<ObservationReport> {
    const { detector, log } = this.#options
    const table = comparableTable(adapters)
    this.#tableRead(table, networkOf(adapters))
    const seen = await detector.observe(request, adapters)
    const verdicts = [...(seen.guards ?? [])]
    const take = (verdict: GuardVerdict | null, observation: Observation): Observation => {
      if (verdict === null) return observation
      verdicts.push(verdict)
      return holds(verdict, request) ? { kind: 'unknown', why: verdict.why ?? reason('offline') } : observation
    }
    const captive = await this.#judgePortal(
      seen,
      `${table}\n${this.#network === null ? '' : networkText(this.#network)}`,
    )
    let observation = take(captive, seen.observation)
    const chosen = this.#chooseEgress(request, { ...seen, observation })
    observation = take(judgeCdn(chosen.observation), chosen.observation)
    const isKnown = observation.kind === 'known'
    observation = take(isKnown ? await this.#judgeNetwork(request, adapters) : null, observation)
    const nat = this.#judgeNat(request, { ...request, ...seen, observation, adapters, gateways: seen.gateways ?? [] })
    observation = take(nat, observation)
    this.#askAboutNat(request, nat, adapters)
    const againInMs = captive?.effect === 'hold' ? PORTAL_AGAIN_MS : chosen.againInMs
    const held = verdicts.filter(({ effect }) => effect !== 'pass')
    if (held.length > 0) log('info', 'guards', { family: request.family, policy: request.policy, verdicts: held })
    return { ...seen, observation, guards: verdicts, ...(againInMs === null ? {} : { againInMs }) }
  }

  /** After a change on this computer nothing that was seen before tells anything about lines. */
  #tableRead(table: string, network: Network | null): void {
    const isSame = this.#table === table && !hasMoved(this.#network, network)
    this.#table = table
    if (network !== null && isIdentified(network)) this.#network = network
    if (isSame) return
    this.#egresses.clear()
    this.#withoutWanSince.clear()
  }

  async #judgePortal(report: ObservationReport, table: string): Promise<GuardVerdict | null> {
    const { portal, clock } = this.#options
    const { observation, answers, request } = report
    if (observation.kind === 'unmanaged' || isIgnored(request.guards, 'portal')) return null
    const outside = answers.filter(isFromOutside)
    // Nothing proves who sent an answer by DNS or STUN: the portal may have.
    if (outside.some(({ source, refused }) => source === 'echo' && refused === null)) portal.answered()
    else if (portal.host !== null || (outside.length > 0 && observation.kind === 'unknown')) {
      // A portal is near and answers at once. Nothing else waits for what does not answer: the next round knows it.
      await withDeadline(clock, PORTAL_WAIT_MS, portal.check(table))
      const { host } = portal
      if (host !== null) return { guard: 'portal', effect: 'hold', why: reason('portal-captive', { host }) }
      return { guard: 'portal', effect: 'pass', why: null }
    }
    return null
  }

  #chooseEgress(request: ObservationRequest, { observation, answers, gateways }: ObservationReport) {
    if (request.family !== 'ipv4') return { observation, againInMs: null }
    const key = requestKey(request)
    const facts = { observation, answers, gateways: gateways ?? [], current: request.current }
    const verdict = judgeEgresses(this.#egresses.get(key) ?? NO_EGRESSES, {
      ...facts,
      now: this.#options.clock.monotonic(),
    })
    this.#egresses.delete(key)
    this.#egresses = new Map([...this.#egresses, [key, verdict.egresses] as const].slice(-MOST_QUESTIONS))
    return verdict
  }

  async #judgeNetwork(request: ObservationRequest, adapters: readonly Adapter[]): Promise<GuardVerdict | null> {
    const { memory, clock } = this.#options
    const policy = this.#networkPolicy(request.guards?.network)
    const network = await this.#identified(adapters, policy)
    if (network === null) return null
    const group = requestKey(request)
    if (isIdentified(network)) {
      // The user set up the names in the first network, and by that said that it is home.
      const isHome =
        memory.isFresh || (standingOfNetwork(memory.current, network) === 'new' && this.#everybodyPublishes())
      memory.change((before) => atNetwork(isHome ? withNetwork(before, network, false) : before, network))
    }
    // Nothing is known of other networks yet, so there is nothing to compare with.
    if (memory.isFresh) return null
    const verdict = judgeNetwork({ network, standing: standingOfNetwork(memory.current, network), policy })
    const { why } = verdict
    const isQuestion = why !== null && isIdentified(network)
    memory.change((before) =>
      isQuestion
        ? withAsked(before, {
            ...{ guard: 'network', situation: NETWORK, network, why, group, now: clock.now() },
            isAsked: why.code === 'network-new',
          })
        : withoutAsked(before, 'network', group),
    )
    return verdict
  }

  /** A router's hardware address is known once something was sent to it, as just now. */
  async #identified(adapters: readonly Adapter[], policy: NetworkPolicy): Promise<Network | null> {
    const network = networkOf(adapters)
    if (network === null || isIdentified(network) || policy === 'publish') return network
    return networkOf(await this.#options.adapters.list().catch(() => adapters))
  }

  #networkPolicy(ofRecord: NetworkPolicy | undefined): NetworkPolicy {
    return ofRecord ?? this.#options.settings().detection.networks ?? (this.#isPortable() ? 'ask' : 'publish')
  }

  #isPortable(): boolean {
    const { memory, hasBattery, onBattery } = this.#options
    if (!memory.current.isPortable && onBattery()) memory.change((before) => ({ ...before, isPortable: true }))
    return memory.current.isPortable || hasBattery()
  }

  #everybodyPublishes(): boolean {
    const { records } = this.#options.settings()
    return records.every(({ guards }) => this.#networkPolicy(guards?.network) === 'publish')
  }

  #judgeNat(request: ObservationRequest, facts: NatFacts): GuardVerdict | null {
    const key = requestKey(request)
    const now = this.#options.clock.monotonic()
    const isWithoutWan = isReachedWithoutWan(facts)
    if (isWithoutWan === false) this.#withoutWanSince.delete(key)
    const since = this.#withoutWanSince.get(key)
    if (isWithoutWan === true && since === undefined) {
      this.#withoutWanSince = new Map([...this.#withoutWanSince, [key, now] as const].slice(-MOST_QUESTIONS))
    }
    return judgeNat({ ...facts, withoutWanForMs: now - (since ?? now) })
  }

  #askAboutNat(request: ObservationRequest, verdict: GuardVerdict | null, adapters: readonly Adapter[]): void {
    const { memory, clock } = this.#options
    const group = requestKey(request)
    if (request.family !== 'ipv4') return
    if (isIgnored(request.guards, 'nat')) memory.change((before) => withoutAsked(before, 'nat', group))
    const network = networkOf(adapters)
    // Unknown this time: what is open stays open, and what is kept stays kept.
    if (verdict === null || network === null || isIgnored(request.guards, 'nat')) return
    const { why } = verdict
    memory.change((before) => {
      if (why === null) return withoutKept(withoutAsked(before, 'nat', group), network)
      if (isKept(before, why.code, network)) return withoutAsked(before, 'nat', group)
      const question = { guard: 'nat', situation: why.code, network, why, group, isAsked: true } as const
      return withAsked(before, { ...question, now: clock.now() })
    })
  }
}

function holds({ guard, effect }: GuardVerdict, { guards }: ObservationRequest): boolean {
  return effect === 'hold' && (guard === 'network' || !isIgnored(guards, guard))
}
