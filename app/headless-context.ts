// The command line's ports: the data folder, the settings, the credential store, and the app made from them.
import { resolve } from 'node:path'
import type { CheckedSettings, CliContext } from './cli/context.ts'
import { realPath } from './cli/instance.ts'
import { speak } from './cli/language.ts'
import { tell } from './cli/output.ts'
import { type App, compose } from './compose.ts'
import { askInstance } from './control/client.ts'
import { controlAddress } from './control/protocol.ts'
import type { Log } from './model/ports.ts'
import { createClock } from './platform/clock.ts'
import { createCredentials } from './platform/credentials/credentials.ts'
import { prepareDataFolder } from './platform/files/data-folder.ts'
import { acquireLock, type Locking } from './platform/files/lock.ts'
import { createAdapterTable } from './platform/network/adapter-table.ts'
import { createSettingsFile, type SettingsFile, type SettingsFileOptions } from './platform/settings/settings-file.ts'
import { problemSentence } from './platform/settings/settings-problem.ts'
import { providerOf } from './providers/registry.ts'

export interface HeadlessOptions {
  readonly version: string
  readonly system: string
  readonly locale: string
  readonly log: Log
}

/** A round with hanging services and a whole ladder of tries fits in here. */
const LONGEST_UPDATE_MS = 120_000

export function createCliContext(options: HeadlessOptions, config: string | undefined): CliContext {
  const { log } = options
  const folder = prepareDataFolder()
  const credentials = createCredentials()
  const settingsPath = resolve(config ?? folder.settings)

  async function open(owns: boolean): Promise<{ readonly app: App; readonly settled: () => Promise<void> } | null> {
    // Who only reads leaves the running instance's copy of its settings alone.
    const settingsFile = await loadSettings(
      {
        path: settingsPath,
        lastGoodPath: folder.lastGoodSettings,
        leavesLastGood: !owns,
        mustExist: config !== undefined,
      },
      log,
    )
    if (settingsFile === null) return null
    const app = compose({
      version: options.version,
      system: options.system,
      systemLocale: options.locale,
      settingsFile,
      storePath: folder.store,
      ownsFolder: owns,
      credentials,
      adapters: createAdapterTable(),
      clock: createClock(),
      log,
    })
    speak(app.locale())
    return { app, settled: settingsFile.settled }
  }

  async function use<T>(work: (app: App) => T | Promise<T>, owns: boolean): Promise<T | null> {
    const opened = await open(owns)
    if (opened === null) return null
    try {
      return await work(opened.app)
    } finally {
      opened.app.stop()
      await opened.settled()
    }
  }

  return {
    folder: folder.root,
    log,
    credentials,
    askInstance: async (request) => {
      const settings = request.ask === 'look-again' ? null : realPath(settingsPath)
      const reply = await askInstance(controlAddress(folder.root), { settings, request }, LONGEST_UPDATE_MS)
      if (reply?.ok) speak(reply.locale)
      return reply !== null && 'otherSettings' in reply ? null : reply
    },
    withApp: (work) => use(work, false),
    withEngine: async (work) => {
      const lock = await lockInTime(folder.lock, controlAddress(folder.root))
      if (!lock.ok) {
        tell(lock.reason)
        return null
      }
      try {
        return await use(work, true)
      } finally {
        lock.release()
      }
    },
  }
}

/** Another command mostly ends within seconds: of two that come together the second one waits. An instance does not end. */
const LOCK_PATIENCE_MS = 30_000
const LOCK_PAUSE_MS = 100
const INSTANCE_MS = 2_000

async function lockInTime(path: string, instance: string): Promise<Locking> {
  const began = performance.now()
  for (;;) {
    const lock = await acquireLock(path)
    if (lock.ok || !lock.isTaken || performance.now() - began > LOCK_PATIENCE_MS) return lock
    const request = { settings: null, request: { ask: 'status' } } as const
    const reply = await askInstance(instance, request, INSTANCE_MS).catch(() => null)
    if (reply !== null) return lock
    await new Promise((resume) => setTimeout(resume, LOCK_PAUSE_MS))
  }
}

/** Tells every mistake of the file; with a last good copy the command goes on by that. */
async function loadSettings(
  where: Pick<SettingsFileOptions, 'path' | 'lastGoodPath' | 'leavesLastGood' | 'mustExist'>,
  log: Log,
): Promise<SettingsFile | null> {
  const file = createSettingsFile({ ...where, providerOf, log })
  const { state, problems } = await file.load()
  for (const problem of problems) tell(problemSentence(problem))
  if (state === 'kept-last-good') tell('The last good settings stay in force.')
  return state === 'unusable' ? null : file
}

/** Reads a settings file for its mistakes only: nothing is kept and nothing put in force. */
export async function checkSettings(path: string, log: Log): Promise<CheckedSettings> {
  const file = createSettingsFile({ path, lastGoodPath: null, mustExist: true, providerOf, log })
  const { settings, problems } = await file.load()
  return {
    accounts: settings.accounts.length,
    records: settings.records.length,
    problems: problems.map((problem) => ({
      sentence: problemSentence(problem),
      file: problem.file,
      line: problem.line,
      key: problem.key,
    })),
  }
}
