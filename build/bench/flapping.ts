// Measures the reaction while addresses flap: real changes at random gaps, many of them while a request is under way. What
// counts is a quiet point: a change that no other follows within a second. From that change to the first byte of the request
// with its address passes the reaction, and soon after it the zone holds that address.
import { setTimeout as sleep } from 'node:timers/promises'
import { practiceSettings } from '../../e2e/lab/dns/practice-domain.ts'
import { PRACTICE, surroundingNetwork } from '../../e2e/lab/environment.ts'
import { type AddressMonitor, startAddressMonitor } from '../../e2e/lab/network/address-monitor.ts'
import { type Internet, openInternet } from '../../e2e/lab/network/internet.ts'
import { HOME_IPV4, type HomeNetwork } from '../../e2e/lab/network/namespaces.ts'
import { createProcessGroup, until } from '../../e2e/lab/process/process-group.ts'
import { createUserFolder, labUser, removeFolder } from '../../e2e/lab/process/unprivileged.ts'
import type { Fault } from '../../e2e/servers/faults.ts'
import { startEngine } from './lab-engine.ts'
import { percentile, rounded } from './statistics.ts'

const HOSTNAME = 'bench.example.org'
const SHORTEST_GAP_MS = 300
const LONGEST_GAP_MS = 3_000
const QUIET_MS = 1_000
/** A request that comes later than this counts as this late. */
const PATIENCE_MS = 30_000
/** From the request to the zone: the provider's delay, and the three quick retries after a fault. */
const ZONE_MS = 12_000
const FAULT_SHARE = 0.1
const FAULTS: readonly Fault[] = [
  { kind: 'status', status: 503, times: 1 },
  { kind: 'reset', times: 1 },
  { kind: 'hang', times: 1 },
  { kind: 'reset', times: 1, apply: true },
  { kind: 'status', status: 502, times: 1, apply: true },
]

export interface FlappingOptions {
  readonly changes: number
  /** How long the provider takes to answer. */
  readonly providerMs: number
  /** Whether one of ten changes meets a fault of the provider. */
  readonly hasFaults: boolean
}

export interface Flapping {
  readonly p50: number
  readonly p95: number
  readonly max: number
  readonly changes: number
  readonly quietPoints: number
  /** Quiet points after which the zone did not come to hold the newest address. */
  readonly wrongZones: number
}

interface Flight {
  readonly network: HomeNetwork
  readonly internet: Internet
  readonly monitor: AddressMonitor
}

const pick = <T>(all: readonly T[]): T | undefined => all[Math.floor(Math.random() * all.length)]

/** @returns null where no namespaces can be made: there no real address can change */
export async function measureFlapping(
  options: FlappingOptions,
  report: (line: string) => void,
): Promise<Flapping | null> {
  const network = surroundingNetwork()
  if (network === null) return null
  const user = labUser()
  const folder = await createUserFolder(user, 'flapping')
  const processes = createProcessGroup()
  // An earlier measurement may have left another address.
  await network.change({ ipv4: HOME_IPV4 })
  const internet = await openInternet(network, PRACTICE)
  const monitor = await startAddressMonitor(network)
  try {
    const settings = practiceSettings(internet, { hostname: HOSTNAME, hasRealAddress: true })
    await startEngine(processes, { user, folder, settings })
    await internet.request(({ url }) => url.includes(HOME_IPV4))
    return await flap({ network, internet, monitor }, options, report)
  } finally {
    await processes.endAll()
    await monitor.close()
    await internet.close()
    await removeFolder(folder)
  }
}

async function flap(flight: Flight, options: FlappingOptions, report: (line: string) => void): Promise<Flapping> {
  const { network, internet, monitor } = flight
  const { changes, providerMs, hasFaults } = options
  const reactions: number[] = []
  let wrongZones = 0
  await setFaults(internet, providerMs, null)
  for (let index = 0; index < changes; index += 1) {
    const address = `11.22.${index % 2 === 0 ? 33 : 44}.${20 + (index % 230)}`
    const from = internet.requests.length
    if (hasFaults && Math.random() < FAULT_SHARE) await setFaults(internet, providerMs, pick(FAULTS) ?? null)
    await network.change({ ipv4: address })
    const addedAt = await monitor.addedAt(address)
    const gapMs = SHORTEST_GAP_MS + Math.random() * (LONGEST_GAP_MS - SHORTEST_GAP_MS)
    const restMs = Math.max(0, addedAt + gapMs - Date.now())
    const isQuiet = gapMs >= QUIET_MS || index === changes - 1
    const quiet = isQuiet ? quietPoint(internet, address, from, addedAt) : null
    await sleep(restMs)
    if (quiet !== null) {
      const { reactionMs, isZoneRight } = await quiet
      reactions.push(reactionMs)
      if (!isZoneRight) wrongZones += 1
      if (reactionMs > 3_000 || !isZoneRight)
        report(`change ${index + 1}: ${rounded(reactionMs)} ms, zone ${isZoneRight}`)
      await setFaults(internet, providerMs, null)
    }
    monitor.forget(address)
    if ((index + 1) % 20 === 0) report(`flapping at ${providerMs} ms: ${index + 1} of ${changes} changes`)
  }
  return {
    p50: rounded(percentile(reactions, 0.5)),
    p95: rounded(percentile(reactions, 0.95)),
    max: rounded(Math.max(...reactions)),
    changes,
    quietPoints: reactions.length,
    wrongZones,
  }
}

/** A fault that applies once goes before the delay of all answers. */
async function setFaults(internet: Internet, providerMs: number, once: Fault | null): Promise<void> {
  await internet.clearFaults()
  if (once !== null) await internet.addFault(once)
  await internet.addFault({ kind: 'delay', ms: providerMs })
}

async function quietPoint(internet: Internet, address: string, from: number, addedAt: number) {
  const matches = ({ url }: { readonly url: string }) => url.includes(address) && url.includes(HOSTNAME)
  try {
    const { at } = await internet.request(matches, { from, withinMs: PATIENCE_MS })
    const holds = async () => (await internet.resolve(HOSTNAME, 'A')).join() === address
    const isZoneRight = await until('the zone', holds, ZONE_MS).catch(() => false)
    return { reactionMs: at - addedAt, isZoneRight }
  } catch {
    return { reactionMs: PATIENCE_MS, isZoneRight: false }
  }
}
