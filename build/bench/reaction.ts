// Measures the reaction time of the command line: from the kernel's change, by an independent `ip -ts monitor address`, to the
// update's first byte at the practice provider. Real address changes at random intervals, without jitter.
import { setTimeout as sleep } from 'node:timers/promises'
import { practiceSettings } from '../../e2e/lab/dns/practice-domain.ts'
import { PRACTICE, surroundingNetwork } from '../../e2e/lab/environment.ts'
import { startAddressMonitor } from '../../e2e/lab/network/address-monitor.ts'
import { openInternet } from '../../e2e/lab/network/internet.ts'
import { HOME_IPV4 } from '../../e2e/lab/network/namespaces.ts'
import { createProcessGroup } from '../../e2e/lab/process/process-group.ts'
import { createUserFolder, labUser, removeFolder } from '../../e2e/lab/process/unprivileged.ts'
import { startEngine } from './lab-engine.ts'
import { percentile, rounded } from './statistics.ts'

export const DEBOUNCE_MS = 500
const HOSTNAME = 'bench.example.org'
const SHORTEST_GAP_MS = 200
const LONGEST_GAP_MS = 1_500

export interface Reaction {
  readonly p50: number
  readonly p95: number
  readonly max: number
  readonly changes: number
}

export const summarise = (reactions: readonly number[]): Reaction => ({
  p50: rounded(percentile(reactions, 0.5)),
  p95: rounded(percentile(reactions, 0.95)),
  max: rounded(Math.max(...reactions)),
  changes: reactions.length,
})

export interface ReactionOptions {
  readonly changes: number
  /** The number of further accounts whose provider accepts requests and never answers. */
  readonly hanging: number
}

/** Adds accounts whose provider accepts requests and never answers. */
function withHanging(settings: ReturnType<typeof practiceSettings>, count: number) {
  const [account] = settings.accounts
  const [record] = settings.records
  const ids = Array.from({ length: count }, (_, index) => `hanging${index + 1}`)
  return {
    ...settings,
    accounts: [...ids.map((id) => ({ ...account, id })), ...settings.accounts],
    records: [...ids.map((id) => ({ ...record, account: id, hostname: `${id}.example.org` })), ...settings.records],
  }
}

/** @returns null where no namespaces can be made: there no real address can change */
export async function measureReaction(
  { changes, hanging }: ReactionOptions,
  report: (line: string) => void,
): Promise<Reaction | null> {
  const network = surroundingNetwork()
  if (network === null) return null
  const user = labUser()
  const folder = await createUserFolder(user, 'bench')
  const processes = createProcessGroup()
  // An earlier measurement may have left another address.
  await network.change({ ipv4: HOME_IPV4 })
  const internet = await openInternet(network, PRACTICE)
  const monitor = await startAddressMonitor(network)
  try {
    const settings = withHanging(practiceSettings(internet, { hostname: HOSTNAME, hasRealAddress: true }), hanging)
    await internet.addFault({ kind: 'hang', only: { hostname: 'hanging' } })
    await startEngine(processes, { user, folder, settings })
    const isUpdateTo = (address: string) => (request: { readonly url: string }) =>
      request.url.includes(address) && request.url.includes(HOSTNAME)
    await internet.request(isUpdateTo(HOME_IPV4))
    const reactions: number[] = []
    for (let i = 0; i < changes; i++) {
      await sleep(SHORTEST_GAP_MS + Math.random() * (LONGEST_GAP_MS - SHORTEST_GAP_MS))
      const address = `11.22.33.${20 + (i % 200)}`
      const from = internet.requests.length
      await network.change({ ipv4: address })
      const addedAt = await monitor.addedAt(address)
      const { at } = await internet.request(isUpdateTo(address), { from })
      monitor.forget(address)
      reactions.push(at - addedAt)
      if ((i + 1) % 10 === 0)
        report(`reaction: ${i + 1} of ${changes} changes, p95 ${rounded(percentile(reactions, 0.95))} ms`)
    }
    return summarise(reactions)
  } finally {
    await processes.endAll()
    await monitor.close()
    await internet.close()
    await removeFolder(folder)
  }
}
