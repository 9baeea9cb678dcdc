// Gateways, and ports of further sources, for tests that are about something else: there is none, and `auto` asks none.
import type { SourcePorts } from '../detection/sources/source.ts'

/** Nothing outside answers, no program may run, and no file is there. */
export const noOtherSources: Omit<SourcePorts, 'http' | 'clock' | 'bestRoute' | 'echo' | 'gateway' | 'gateways'> = {
  dns: { ask: async () => ({ ok: false, fault: 'timeout', message: 'nobody is asked here' }) },
  lookup: async () => [],
  datagrams: { openDatagrams: async () => null },
  randomBytes: (count) => new Uint8Array(count),
  runCommand: async () => ({ kind: 'not-started', code: 'ENOENT' }),
  commands: () => false,
  readFile: async () => ({ kind: 'missing' }),
  fallbackVoters: () => [],
}

export const noGateways: Omit<SourcePorts, 'http' | 'clock' | 'bestRoute' | 'echo'> = {
  ...noOtherSources,
  gateway: () => ({ ask: false, events: false }),
  gateways: { ask: () => [] },
}
