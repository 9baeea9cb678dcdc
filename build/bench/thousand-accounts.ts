// Measures how long a thousand accounts at twenty hosts take: from the start of the engine to the last name of the first round,
// and from a change of address to the last name that has it. One of nineteen accounts may be dead: its provider never answers.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { practiceSettings } from '../../e2e/lab/dns/practice-domain.ts'
import { surroundingNetwork } from '../../e2e/lab/environment.ts'
import { startAddressMonitor } from '../../e2e/lab/network/address-monitor.ts'
import { HOME_IPV4 } from '../../e2e/lab/network/namespaces.ts'
import { createProcessGroup, until } from '../../e2e/lab/process/process-group.ts'
import { processTree } from '../../e2e/lab/process/runtime.ts'
import { createUserFolder, labUser, removeFolder } from '../../e2e/lab/process/unprivileged.ts'
import { startEngine } from './lab-engine.ts'
import { rounded } from './statistics.ts'

const HOSTS = 20
const NEW_IPV4 = '11.22.44.77'
const LONGEST_MS = 240_000

export interface ThousandAccountsOptions {
  readonly accounts: number
  readonly namesPerAccount: number
  /** How long each answer takes. */
  readonly providerMs: number
  readonly hasDead: boolean
}

export interface ThousandAccounts {
  readonly firstRoundMs: number
  readonly changeMs: number
  readonly peakMb: number
}

const isDead = (index: number) => index % 19 === 7

function namesOf(options: ThousandAccountsOptions, index: number): string[] {
  const label = options.hasDead && isDead(index) ? `dead${index}` : `a${index}`
  return Array.from({ length: options.namesPerAccount }, (_, name) => `n${name}.${label}.example.org`)
}

interface Hosts {
  readonly urls: readonly string[]
  /** How many names hold this address. */
  holders(address: string): number
  close(): void
}

/**
 * Twenty dyndns2 servers with one zone. Not the practice provider: its zone and log are made for tests, and would need more
 * of the processor than what is measured.
 */
async function startHosts({ providerMs }: ThousandAccountsOptions): Promise<Hosts> {
  const zone = new Map<string, string>()
  const counts = new Map<string, number>()
  const add = (address: string, by: number) => counts.set(address, (counts.get(address) ?? 0) + by)
  const servers = Array.from({ length: HOSTS }, () =>
    createServer((request, response) => {
      const query = new URL(request.url ?? '/', 'http://host').searchParams
      const names = (query.get('hostname') ?? '').split(',')
      const address = query.get('myip') ?? ''
      if (names[0]?.includes('.dead')) return
      for (const name of names) {
        const before = zone.get(name)
        if (before !== undefined) add(before, -1)
        zone.set(name, address)
        add(address, 1)
      }
      setTimeout(() => response.end(names.map(() => `good ${address}`).join('\n')), providerMs)
    }),
  )
  const urls = await Promise.all(
    servers.map(
      (server) =>
        new Promise<string>((resolve) => {
          server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
        }),
    ),
  )
  const close = () => {
    for (const server of servers) {
      server.close()
      server.closeAllConnections()
    }
  }
  return { urls, holders: (address) => counts.get(address) ?? 0, close }
}

/** Of the process and those below it, in MB. */
const peakMbOf = (pid: number): number =>
  Math.max(
    ...processTree(pid).map((id) =>
      Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0),
    ),
  ) / 1_024

/** @returns null where no namespaces can be made: there no real address can change */
export async function measureThousandAccounts(
  options: ThousandAccountsOptions,
  report: (line: string) => void,
): Promise<ThousandAccounts | null> {
  const network = surroundingNetwork()
  if (network === null) return null
  const indices = Array.from({ length: options.accounts }, (_, index) => index)
  const living = indices.filter((index) => !options.hasDead || !isDead(index)).length * options.namesPerAccount
  const hosts = await startHosts(options)
  const user = labUser()
  const folder = await createUserFolder(user, 'thousand')
  const processes = createProcessGroup()
  await network.change({ ipv4: HOME_IPV4 })
  const monitor = await startAddressMonitor(network)
  const allHold = async (address: string): Promise<number> => {
    await until('all names', () => hosts.holders(address) >= living, LONGEST_MS)
    return Date.now()
  }
  try {
    const began = Date.now()
    const engine = await startEngine(processes, { user, folder, settings: settingsOf(options, hosts, network.wire) })
    const firstRoundMs = (await allHold(HOME_IPV4)) - began
    report(`${options.accounts} accounts: first round ${rounded(firstRoundMs)} ms`)
    // The checks of the first round are over by then, and its retries wait.
    await new Promise((resolve) => setTimeout(resolve, 5_000))
    await network.change({ ipv4: NEW_IPV4 })
    const changedAt = await monitor.addedAt(NEW_IPV4)
    const changeMs = (await allHold(NEW_IPV4)) - changedAt
    report(`${options.accounts} accounts: change ${rounded(changeMs)} ms`)
    return { firstRoundMs, changeMs: rounded(changeMs), peakMb: Math.round(peakMbOf(engine.pid ?? 0)) }
  } finally {
    await processes.endAll()
    await monitor.close()
    hosts.close()
    await removeFolder(folder)
  }
}

function settingsOf(options: ThousandAccountsOptions, hosts: Hosts, wire: string) {
  const internet = { provider: '', echo: { ipv4: [], ipv6: [] } } as never
  const { accounts, detection, ...rest } = practiceSettings(internet, { hasRealAddress: true })
  const indices = Array.from({ length: options.accounts }, (_, index) => index)
  const { echo: _, ...times } = detection
  const ipv4 = { source: 'adapter', adapter: wire }
  return {
    ...rest,
    detection: times,
    accounts: indices.map((index) => {
      const endpoint = hosts.urls[index % HOSTS] ?? ''
      // Set, since a server that Homeward does not know is first asked for each name alone: ten times as many requests, once.
      return { ...accounts[0], id: `a${index}`, endpoint, dialect: { hosts: 'comma' } }
    }),
    records: indices.flatMap((index) =>
      namesOf(options, index).map((hostname) => ({ account: `a${index}`, hostname, ipv4, ipv6: 'off' })),
    ),
  }
}
