// The context of a CLI command on the engine of a test's world: without process, socket or settings file.
import type { CliContext, InstanceReply } from '../cli/context.ts'
import { createControlHandlers } from '../commands/control-handlers.ts'
import { createDoctor } from '../commands/doctor.ts'
import { createCommandHandlers } from '../commands/handlers.ts'
import type { App } from '../compose.ts'
import type { Locale } from '../contract/locale.ts'
import type { CredentialStore } from '../model/ports.ts'
import type { SettingsEditor } from '../model/settings-editor.ts'
import type { EngineWorld } from './engine-world.ts'
import { snapshotOf } from './explanation.ts'

const done = { ok: true } as const

const credentials: CredentialStore = {
  read: async () => ({ state: 'missing' }),
  write: async () => ({ ok: true, undo: async () => {} }),
  clear: async () => done,
  clearAll: async () => done,
  bindUnbound: () => {},
  list: async () => ({ ok: true, names: [] }),
}

const editor: SettingsEditor = {
  upsertAccount: async () => done,
  removeAccount: async () => done,
  upsertRecord: async () => done,
  removeRecord: async () => done,
  setOptions: async () => done,
}

/** The window's and the socket's commands, on the engine of a test's world. */
export function commandsOf(world: EngineWorld, locale: Locale = 'en'): Pick<App, 'commands' | 'control' | 'doctor'> {
  const clock = {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    sinceBoot: () => performance.now(),
    setTimer: () => () => {},
  }
  const doctor = doctorOf(world)
  const shared = { engine: world.engine, settings: () => world.settings, clock, locale: () => locale }
  const commands = createCommandHandlers({
    ...shared,
    editor,
    credentials,
    store: world.store,
    provider: () => null,
    answer: world.guards.answer,
    onSecretsChanged: async () => {},
  })
  const control = createControlHandlers({ ...shared, commands, doctor, snapshot: () => snapshotOf(world, locale) })
  return { commands, control, doctor }
}

const doctorOf = (world: EngineWorld) =>
  createDoctor({
    engine: world.engine,
    settings: () => world.settings,
    adapters: { list: async () => world.adapters, mode: { kind: 'events' } },
    detector: {
      observe: (request, adapters) => {
        if (world.detector === null) throw new Error('this world has no detector of its own')
        return world.detector.observe(request, adapters)
      },
    },
    clock: {
      now: () => Date.now(),
      setTimer: (delayMs, fire) => {
        const timer = setTimeout(fire, delayMs)
        return () => clearTimeout(timer)
      },
    },
  })

/** @param running how a running instance replies; none runs by default */
export function cliContext(
  world: EngineWorld,
  locale: Locale = 'en',
  running: () => InstanceReply | null = () => null,
): CliContext {
  // The parts of the app that the commands use.
  const app = {
    engine: world.engine,
    ...commandsOf(world, locale),
    store: world.store,
    settings: () => ({ settings: world.settings }),
    locale: () => locale,
    snapshot: () => snapshotOf(world, locale),
  } as unknown as App
  return {
    folder: '',
    log: () => {},
    credentials,
    secretTarget: async () => null,
    requestInstance: async () => running(),
    withApp: async (use) => use(app),
    withEngine: async (use) => use(app),
  }
}
