// What `compose` is given in tests: nothing on this machine, and a clock that is moved by hand.
import type { ComposeOptions } from '../compose.ts'
import { emptySettings } from '../contract/settings.ts'
import { createHandClock } from './hand-clock.ts'

export function optionsOf(
  storePath: string,
  ownsFolder: boolean,
  clock = createHandClock(),
  settings = emptySettings(),
): ComposeOptions {
  const reading = { state: 'ok', settings, problems: [], warnings: [] } as const
  return {
    version: 'test',
    system: 'test',
    systemLocale: 'en',
    settingsFile: {
      path: '/nowhere/settings.yaml',
      current: () => reading,
      load: async () => reading,
      watch: () => () => {},
      edit: async () => ({ ok: true, reading }),
      settled: async () => {},
    },
    storePath,
    ownsFolder,
    credentials: {
      read: async () => ({ state: 'missing' }),
      write: async () => ({ ok: true, undo: async () => {} }),
      clear: async () => ({ ok: true }),
      clearAll: async () => ({ ok: true }),
      bindUnbound: () => {},
      list: async () => ({ ok: true, names: [] }),
    },
    adapters: {
      list: async () => [],
      bestRoute: async () => null,
      subscribe: () => () => {},
      mode: { kind: 'events' },
    },
    clock,
    log: () => {},
  }
}
