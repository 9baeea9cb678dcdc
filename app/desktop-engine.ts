// The desktop app's engine: its ports, its lock and its control socket. Loaded only once the tray icon is on the screen, so
// that the icon does not wait for this code.
import { join } from 'node:path'
import { version } from '../package.json'
import { composeWhenUnlocked } from './compose.ts'
import { closestLocale } from './contract/locale.ts'
import { translator } from './contract/messages/translate.ts'
import { openInstanceSocket } from './control/instance.ts'
import type { Clock } from './model/ports.ts'
import type { FileLog } from './observe/log.ts'
import { hasBattery } from './platform/battery.ts'
import { createCredentials } from './platform/credentials/credentials.ts'
import type { SecretVariables } from './platform/credentials/environment-credentials.ts'
import type { DataFolder } from './platform/files/data-folder.ts'
import { acquireLock } from './platform/files/lock.ts'
import { createAdapterTable } from './platform/network/adapter-table.ts'
import { createSettingsFile } from './platform/settings/settings-file.ts'
import { providerOf } from './providers/registry.ts'
import type { EnginePort } from './shell/engine-port.ts'

export interface DesktopEngineOptions {
  readonly folder: DataFolder
  /** Taken from the environment. */
  readonly secrets: SecretVariables
  /** BCP 47 tag of the user's language. */
  readonly systemLocale: string
  readonly onBattery: () => boolean
  /** The system's proxy for an origin, in Chromium's words. */
  readonly systemProxy: (origin: string) => Promise<string>
  readonly clock: Clock
  readonly log: FileLog
}

/**
 * May be called again after a failure.
 * @throws when another process uses the data folder or its database is unusable. The message is a sentence for the user.
 */
export async function startDesktopEngine(options: DesktopEngineOptions): Promise<EnginePort> {
  const lock = await acquireLock(options.folder.lock, translator(closestLocale(options.systemLocale)))
  if (!lock.ok) throw new Error(lock.reason)
  try {
    return await startLocked(options, lock.release)
  } catch (error) {
    lock.release()
    throw error
  }
}

async function startLocked(
  { folder, secrets, systemLocale, onBattery, systemProxy, clock, log }: DesktopEngineOptions,
  releaseLock: () => void,
): Promise<EnginePort> {
  const settingsFile = createSettingsFile({
    path: folder.settings,
    lastValidPath: folder.lastValidSettings,
    mustExist: false,
    providerOf,
    // A thread cannot be started from inside the archive; the file beside it has its checksum in the archive.
    workerFile: join(__dirname.replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked'), 'settings-worker.cjs'),
    log,
  })
  await settingsFile.load()
  const engine = await composeWhenUnlocked({
    version,
    system: `${process.platform} ${process.arch}`,
    systemLocale,
    settingsFile,
    storePath: folder.store,
    ownsFolder: true,
    credentials: createCredentials(secrets),
    adapters: createAdapterTable(),
    clock,
    onBattery,
    hasBattery,
    systemProxy,
    log,
    logProblem: log.problem,
  })
  const socket = await openInstanceSocket(folder.root, {
    handlers: engine.control,
    snapshot: engine.snapshot,
    log,
    checkStore: () => engine.engine.checkStore(),
  })
  engine.start()
  return {
    ...engine,
    handlers: engine.commands,
    stop: async () => {
      socket?.close()
      engine.stop()
      releaseLock()
    },
  }
}
