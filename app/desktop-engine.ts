// The engine for the desktop app: its ports, its lock and its answers to other processes. Loaded after the tray icon is on
// the screen, so that this does not wait for any of it.
import { version } from '../package.json'
import { serveInstance } from './cli/instance.ts'
import { compose } from './compose.ts'
import type { Clock, Log } from './model/ports.ts'
import { createCredentials } from './platform/credentials/credentials.ts'
import type { DataFolder } from './platform/files/data-folder.ts'
import { acquireLock } from './platform/files/lock.ts'
import { createAdapterTable } from './platform/network/adapter-table.ts'
import { createSettingsFile } from './platform/settings/settings-file.ts'
import { providerOf } from './providers/registry.ts'
import type { EnginePort } from './shell/engine-port.ts'

export interface DesktopEngineOptions {
  readonly folder: DataFolder
  /** BCP 47 tag of the user's language. */
  readonly systemLocale: string
  readonly clock: Clock
  readonly log: Log
}

/** @throws when another process has the data folder, or when its database cannot be used: with a sentence for the user. */
export async function startDesktopEngine({
  folder,
  systemLocale,
  clock,
  log,
}: DesktopEngineOptions): Promise<EnginePort> {
  const lock = await acquireLock(folder.lock)
  if (!lock.ok) throw new Error(lock.reason)
  const settingsFile = createSettingsFile({
    path: folder.settings,
    lastGoodPath: folder.lastGoodSettings,
    mustExist: false,
    providerOf,
    log,
  })
  await settingsFile.load()
  const engine = compose({
    version,
    system: `${process.platform} ${process.arch}`,
    systemLocale,
    settingsFile,
    storePath: folder.store,
    ownsFolder: true,
    credentials: createCredentials(),
    adapters: createAdapterTable(),
    clock,
    log,
  })
  const control = await serveInstance(engine, folder.root, log)
  engine.start()
  return {
    ...engine,
    handlers: engine.intents,
    stop: async () => {
      control?.close()
      engine.stop()
      lock.release()
    },
  }
}
