// Measures how fast a change of the router's address reaches the provider: from the command that changes it at a real router,
// with miniupnpd, to the update's first byte at the practice provider. Nothing in the home's own network changes.
import { setTimeout as sleep } from 'node:timers/promises'
import { practiceSettings } from '../../e2e/lab/dns/practice-domain.ts'
import { PRACTICE } from '../../e2e/lab/environment.ts'
import { type Internet, openInternet } from '../../e2e/lab/network/internet.ts'
import { createRouterNetwork, type RouterNetwork, WAN_ADDRESS } from '../../e2e/lab/network/router-network.ts'
import { createProcessGroup } from '../../e2e/lab/process/process-group.ts'
import { createUserFolder, labUser, removeFolder } from '../../e2e/lab/process/unprivileged.ts'
import { startEngine } from './lab-engine.ts'
import { type Reaction, summarise } from './reaction.ts'

const HOSTNAME = 'bench.example.org'
/** Polls come every 20 s: several homes at once take less time. */
const POLLED_HOMES = 6
const PUSHED_GAP_MS = { min: 300, max: 2_500 } as const
const POLLED_GAP_MS = { min: 300, max: 20_000 } as const
const LONGEST_MS = 60_000

interface HomeOptions {
  readonly changes: number
  readonly isPushed: boolean
}

/** One home behind a router of its own, whose address changes at random instants. @returns the reactions in ms */
async function measureHome(options: HomeOptions): Promise<number[]> {
  const network = await createRouterNetwork()
  try {
    await network.startRouter()
    const services = {
      inside: (_place: 'home' | 'net', file: string, args: readonly string[]) => network.inside('wan', file, args),
    }
    const internet = await openInternet(services, PRACTICE)
    try {
      return await measureReactions(options, network, internet)
    } finally {
      await internet.close()
    }
  } finally {
    await network.remove()
  }
}

async function measureReactions(
  { changes, isPushed }: HomeOptions,
  network: RouterNetwork,
  internet: Internet,
): Promise<number[]> {
  const user = labUser()
  const folder = await createUserFolder(user, 'bench')
  const processes = createProcessGroup()
  try {
    const { detection, ...others } = practiceSettings(internet, { hostname: HOSTNAME, hasRealAddress: true })
    const settings = { ...others, detection: { ...detection, gateway: { announcements: isPushed } } }
    const inside = (file: string, args: readonly string[]) => network.inside('lan', file, args)
    await startEngine(processes, { user, folder, settings, inside })
    const isUpdateTo = (address: string) => (request: { readonly url: string }) => request.url.includes(address)
    await internet.request(isUpdateTo(WAN_ADDRESS))
    const reactions: number[] = []
    const { min, max } = isPushed ? PUSHED_GAP_MS : POLLED_GAP_MS
    for (let i = 0; i < changes; i++) {
      await sleep(min + Math.random() * (max - min))
      const address = `11.22.33.${20 + (i % 200)}`
      const from = internet.requests.length
      const changedAt = await network.changeWan(address, i % 2 === 0 ? 'removed-first' : 'added-first')
      const { at } = await internet.request(isUpdateTo(address), { from, withinMs: LONGEST_MS })
      reactions.push(at - changedAt)
    }
    return reactions
  } finally {
    await processes.endAll()
    await removeFolder(folder)
  }
}

/** @param changes for each of the two ways: pushed by the router, and polled by NAT-PMP */
export async function measureWanReaction(
  changes: number,
  report: (line: string) => void,
): Promise<{ push: Reaction; poll: Reaction }> {
  const push = summarise(await measureHome({ changes, isPushed: true }))
  report(`a router's change, pushed: p95 ${push.p95} ms of ${push.changes}`)
  const each = { changes: Math.ceil(changes / POLLED_HOMES), isPushed: false }
  const homes = await Promise.all(Array.from({ length: POLLED_HOMES }, () => measureHome(each)))
  const poll = summarise(homes.flat())
  report(`a router's change, polled: p95 ${poll.p95} ms of ${poll.changes}`)
  return { push, poll }
}
