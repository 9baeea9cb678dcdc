// What the commands share: the data folder, the settings, the credential store, and the app made from them.
import { resolve } from 'node:path'
import { type App, compose } from '../compose.ts'
import { askInstance } from '../control/client.ts'
import { type ControlReply, type ControlRequest, controlAddress } from '../control/protocol.ts'
import type { CredentialStore, Log } from '../model/ports.ts'
import { createAdapterTable } from '../platform/adapter-table.ts'
import { createClock } from '../platform/clock.ts'
import { createCredentials } from '../platform/credentials.ts'
import { type DataFolder, prepareDataFolder } from '../platform/data-folder.ts'
import { acquireLock } from '../platform/lock.ts'
import { problemSentence } from '../platform/settings/settings-problem.ts'
import { createSettingsFile, type SettingsFile } from '../platform/settings-file.ts'
import { providerInfoOf } from '../providers/registry.ts'
import { tell } from './output.ts'

export interface CliContextOptions {
  readonly version: string
  readonly system: string
  readonly locale: string
  /** The settings file named on the command line; undefined for the user's own. */
  readonly config: string | undefined
  readonly log: Log
}

export interface CliContext {
  readonly folder: string
  readonly log: Log
  readonly credentials: CredentialStore
  /** @returns null when no instance runs with these settings. */
  askInstance(request: ControlRequest): Promise<ControlReply | null>
  /** Uses an app that only reads. @returns null when that could not be; the reason has been told. */
  withApp<T>(use: (app: App) => T | Promise<T>): Promise<T | null>
  /** Uses an app that may send, alone on its data folder. @returns null as above. */
  withEngine<T>(use: (app: App) => Promise<T>): Promise<T | null>
}

/** A round with hanging services and a whole ladder of tries fits in here. */
const LONGEST_UPDATE_MS = 120_000

export function createCliContext(options: CliContextOptions): CliContext {
  const { log } = options
  const folder = prepareDataFolder()
  const credentials = createCredentials()
  const settingsPath = resolve(options.config ?? folder.settings)

  async function open(): Promise<App | null> {
    const settingsFile = await loadSettings(folder, settingsPath, options)
    if (settingsFile === null) return null
    return compose({
      version: options.version,
      system: options.system,
      systemLocale: options.locale,
      settingsFile,
      storePath: folder.store,
      credentials,
      adapters: createAdapterTable(),
      clock: createClock(),
      log,
    })
  }

  async function use<T>(work: (app: App) => T | Promise<T>): Promise<T | null> {
    const app = await open()
    if (app === null) return null
    try {
      return await work(app)
    } finally {
      app.stop()
    }
  }

  return {
    folder: folder.root,
    log,
    credentials,
    askInstance: async (request) => {
      const reply = await askInstance(controlAddress(folder.root), request, LONGEST_UPDATE_MS)
      return reply?.ok && reply.settings !== settingsPath && request.ask !== 'look-again' ? null : reply
    },
    withApp: use,
    withEngine: async (work) => {
      const lock = await acquireLock(folder.lock)
      if (!lock.ok) {
        tell(lock.reason)
        return null
      }
      try {
        return await use(work)
      } finally {
        lock.release()
      }
    },
  }
}

/** Tells every mistake of the file; with a last good copy the command goes on by that. */
async function loadSettings(
  folder: DataFolder,
  path: string,
  { config, log }: CliContextOptions,
): Promise<SettingsFile | null> {
  const file = createSettingsFile({
    path,
    lastGoodPath: folder.lastGoodSettings,
    mustExist: config !== undefined,
    providerOf: providerInfoOf,
    log,
  })
  const { state, problems } = await file.load()
  for (const problem of problems) tell(problemSentence(problem))
  if (state === 'kept-last-good') tell('The last good settings stay in force.')
  return state === 'unusable' ? null : file
}
