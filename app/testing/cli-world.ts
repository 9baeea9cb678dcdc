// What a command is given, over an engine of a test's own world: no process, no socket, no settings file.

import type { CliContext } from '../cli/context.ts'
import type { App } from '../compose.ts'
import type { Locale } from '../contract/locale.ts'
import type { ControlReply } from '../control/protocol.ts'
import type { EngineWorld } from './engine-world.ts'
import { snapshotOf } from './explained-life.ts'

/** @param running how a running instance answers; none runs by default */
export function cliContext(
  world: EngineWorld,
  locale: Locale = 'en',
  running: () => ControlReply | null = () => null,
): CliContext {
  // Of the whole app, what the commands use.
  const app = {
    engine: world.engine,
    store: world.store,
    settings: () => ({ settings: world.settings }),
    locale: () => locale,
    snapshot: () => snapshotOf(world, locale),
  } as unknown as App
  return {
    folder: '',
    log: () => {},
    credentials: {
      read: async () => ({ state: 'missing' }),
      write: async () => ({ ok: true }),
      clear: async () => ({ ok: true }),
      list: async () => ({ ok: true, names: [] }),
    },
    askInstance: async () => running(),
    withApp: async (use) => use(app),
    withEngine: async (use) => use(app),
  }
}
