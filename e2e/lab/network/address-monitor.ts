// An independent witness of when the kernel changed an address: the lines of `ip -ts monitor address`.
import { createInterface } from 'node:readline'
import { command, createCrew, until } from '../process/process-group.ts'
import type { HomeNetwork } from './namespaces.ts'

export interface AddressMonitor {
  /** When this address came, in wall-clock milliseconds with fractions. */
  cameAt(address: string, withinMs?: number): Promise<number>
  /** The same address may come again: its next coming counts. */
  forget(address: string): void
  close(): Promise<void>
}

/** "[2026-01-31T10:20:30.123456] 2: wan0    inet 11.22.33.44/24 ...": local time, microseconds. */
const ADDED = /^\[(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.(\d{6})\]\s*\d+:\s+\S+\s+inet6? ([0-9a-f.:]+)\//

export function readMonitorLine(line: string): { address: string; at: number } | null {
  const found = ADDED.exec(line)
  if (found === null) return null
  const [, seconds = '', micros = '', address = ''] = found
  return { address, at: new Date(seconds).getTime() + Number(micros) / 1_000 }
}

export async function watchAddresses(network: Pick<HomeNetwork, 'inside'>): Promise<AddressMonitor> {
  const crew = createCrew()
  const monitor = crew.start(...network.inside('home', 'ip', ['-ts', 'monitor', 'address']))
  const came = new Map<string, number>()
  if (monitor.stdout) {
    createInterface({ input: monitor.stdout }).on('line', (line) => {
      const added = readMonitorLine(line)
      if (added) came.set(added.address, added.at)
    })
  }
  // It says nothing when it is ready: an address on loopback is the question, its line the answer.
  const probe = '127.9.9.9'
  await until('ip monitor', async () => {
    const edit = (what: string) => network.inside('home', 'ip', ['addr', what, `${probe}/32`, 'dev', 'lo'])
    for (const what of ['add', 'del']) {
      const [file, args] = edit(what)
      await command(file, ...args)
    }
    return came.has(probe)
  })
  return {
    cameAt: (address, withinMs = 5_000) => until(`the kernel to take ${address}`, () => came.get(address), withinMs),
    forget: (address) => void came.delete(address),
    close: () => crew.endAll(),
  }
}
