// The desktop app's entry: makes the Electron-side ports, lets the composition root put the engine together, and gives it
// to the shell.
import { app } from 'electron'
import { version } from '../package.json'
import { serveInstance } from './cli/instance.ts'
import { compose } from './compose.ts'
import { createLog } from './observe/log.ts'
import { createAdapterTable } from './platform/adapter-table.ts'
import { createClock } from './platform/clock.ts'
import { createCredentials } from './platform/credentials.ts'
import { prepareDataFolder } from './platform/data-folder.ts'
import { acquireLock } from './platform/lock.ts'
import { createSettingsFile } from './platform/settings-file.ts'
import { providerInfoOf } from './providers/registry.ts'
import { APP_ID, boot } from './shell/boot.ts'
import type { EnginePort } from './shell/engine-port.ts'

app.setAppUserModelId(APP_ID)
const folder = prepareDataFolder()
const log = createLog({ folder: folder.logs, toStandardError: !app.isPackaged })
const clock = createClock()

async function startEngine(): Promise<EnginePort> {
  const lock = await acquireLock(folder.lock)
  if (!lock.ok) throw new Error(lock.reason)
  const settingsFile = createSettingsFile({
    path: folder.settings,
    lastGoodPath: folder.lastGoodSettings,
    mustExist: false,
    providerOf: providerInfoOf,
    log,
  })
  await settingsFile.load()
  // The system's language is known only now; nothing above needs it.
  await app.whenReady()
  const engine = compose({
    version,
    system: `${process.platform} ${process.arch}`,
    systemLocale: app.getLocale(),
    settingsFile,
    storePath: folder.store,
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

void boot({ folder: folder.profile, clock, log, startEngine })
