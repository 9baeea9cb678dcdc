// Tells, independently of the app, when the kernel changed an address: from the lines of `ip -ts monitor address`.
import { createInterface } from 'node:readline'
import { command, createProcessGroup, until } from '../process/process-group.ts'
import type { HomeNetwork } from './namespaces.ts'

export interface AddressMonitor {
  /** When this address was added, in wall-clock milliseconds with fractions. */
  addedAt(address: string, withinMs?: number): Promise<number>
  /** The same address may be added again: the next time counts. */
  forget(address: string): void
  close(): Promise<void>
}

/** "[2026-01-31T10:20:30.123456] 2: wan0    inet 11.22.33.44/24 ...": local time, microseconds. */
const ADDED = /^\[(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.(\d{6})\]\s*\d+:\s+\S+\s+inet6? ([0-9a-f.:]+)\//

export function parseMonitorLine(line: string): { address: string; at: number } | null {
  const found = ADDED.exec(line)
  if (found === null) return null
  const [, seconds = '', micros = '', address = ''] = found
  return { address, at: new Date(seconds).getTime() + Number(micros) / 1_000 }
}

export async function startAddressMonitor(network: Pick<HomeNetwork, 'inside'>): Promise<AddressMonitor> {
  const processes = createProcessGroup()
  const monitor = processes.start(...network.inside('home', 'ip', ['-ts', 'monitor', 'address']))
  const added = new Map<string, number>()
  if (monitor.stdout) {
    createInterface({ input: monitor.stdout }).on('line', (line) => {
      const parsed = parseMonitorLine(line)
      if (parsed) added.set(parsed.address, parsed.at)
    })
  }
  // The monitor does not say when it is ready: it is once it reports an address that we add to loopback.
  const probe = '127.9.9.9'
  await until('ip monitor', async () => {
    const edit = (what: string) => network.inside('home', 'ip', ['addr', what, `${probe}/32`, 'dev', 'lo'])
    for (const what of ['add', 'del']) {
      const [file, args] = edit(what)
      await command(file, ...args)
    }
    return added.has(probe)
  })
  return {
    addedAt: (address, withinMs = 5_000) => until(`the kernel to take ${address}`, () => added.get(address), withinMs),
    forget: (address) => void added.delete(address),
    close: () => processes.endAll(),
  }
}
