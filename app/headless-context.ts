// The command line's ports (data folder, settings, credential store) and the app composed from them.
import { join, resolve } from 'node:path'
import type { CheckedProblem, CheckedSettings, CliContext, EngineUse } from './cli/context.ts'
import { speak, spoken } from './cli/language.ts'
import { printNote } from './cli/output.ts'
import { type App, composeWhenUnlocked } from './compose.ts'
import { translator } from './contract/messages/translate.ts'
import { secretScope } from './contract/secret-scope.ts'
import { requestInstance } from './control/client.ts'
import { realPath } from './control/protocol.ts'
import type { Log } from './model/ports.ts'
import { hasBattery, onBattery } from './platform/battery.ts'
import { createClock } from './platform/clock.ts'
import { createCredentials } from './platform/credentials/credentials.ts'
import type { SecretVariables } from './platform/credentials/environment-credentials.ts'
import type { OpenedDataFolder } from './platform/files/data-folder.ts'
import { acquireLock, type LockResult } from './platform/files/lock.ts'
import { createAdapterTable } from './platform/network/adapter-table.ts'
import { createSettingsFile, type SettingsFile, type SettingsFileOptions } from './platform/settings/settings-file.ts'
import { problemSentence, type SettingsProblem } from './platform/settings/settings-problem.ts'
import { providerOf } from './providers/registry.ts'

export interface HeadlessOptions {
  readonly version: string
  readonly system: string
  readonly locale: string
  /** Taken from the environment. */
  readonly secrets: SecretVariables
  readonly log: Log
  /** The same log without standard error, for what is printed as a note. */
  readonly quietLog: Log
  readonly logProblem: () => string | null
}

const workerFile = join(__dirname, 'settings-worker.cjs')

/** Long enough for a round whose services do not answer, with all its retries. */
const LONGEST_UPDATE_MS = 120_000

export function createCliContext(
  options: HeadlessOptions,
  { folder, problem }: OpenedDataFolder,
  config: string | undefined,
): CliContext {
  const { log } = options
  const credentials = createCredentials(options.secrets)
  const settingsPath = resolve(config ?? folder.settings)

  async function open(
    owns: boolean,
    { onExchange, isOneShot }: EngineUse,
  ): Promise<{ readonly app: App; readonly settled: () => Promise<void> } | null> {
    // A command that only reads must not replace the running instance's copy of the last valid settings.
    const settingsFile = await loadSettings(
      {
        path: settingsPath,
        lastValidPath: folder.lastValidSettings,
        lastValidReadOnly: !owns,
        mustExist: config !== undefined,
      },
      options,
    )
    if (settingsFile === null) return null
    const app = await composeWhenUnlocked({
      version: options.version,
      system: options.system,
      systemLocale: options.locale,
      settingsFile,
      storePath: folder.store,
      ownsFolder: owns,
      credentials,
      adapters: createAdapterTable(),
      clock: createClock(),
      onBattery,
      hasBattery,
      log,
      logProblem: options.logProblem,
      ...(onExchange === undefined ? {} : { onExchange }),
      ...(isOneShot === undefined ? {} : { isOneShot }),
    })
    speak(app.locale())
    return { app, settled: settingsFile.settled }
  }

  async function use<T>(work: (app: App) => T | Promise<T>, owns: boolean, how: EngineUse = {}): Promise<T | null> {
    const opened = await open(owns, how)
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
    secretTarget: async (id, field) => {
      const path = { path: settingsPath, lastValidPath: folder.lastValidSettings, lastValidReadOnly: true }
      const file = createSettingsFile({
        ...path,
        mustExist: config !== undefined,
        providerOf,
        workerFile,
        log: () => {},
      })
      const { settings } = await file.load()
      const account = settings.accounts.find((each) => each.id === id)
      const info = account === undefined ? undefined : providerOf(account.provider)?.info
      if (account === undefined || info === undefined) return null
      const known = info.fields.find(({ key, secret }) => secret && key === field)
      return { scope: secretScope(account, info), field: known ?? null }
    },
    requestInstance: async (request) => {
      const settings = request.command === 'settings-changed' ? null : realPath(settingsPath)
      const reply = await requestInstance(folder.root, { settings, request }, LONGEST_UPDATE_MS)
      if (reply?.ok) speak(reply.locale)
      return reply !== null && 'otherSettings' in reply ? null : reply
    },
    withApp: (work) => use(work, false),
    withEngine: async (work, how) => {
      if (problem !== null) throw new Error(problem)
      const lock = await waitForLock(folder.lock, folder.root)
      if (!lock.ok) {
        // Nobody gave anything wrong: the machine refuses.
        if (!lock.isTaken) throw new Error(lock.reason)
        printNote(lock.reason)
        return null
      }
      try {
        return await use(work, true, how)
      } finally {
        lock.release()
      }
    },
  }
}

/** A command that holds the lock mostly ends within seconds, so the next one waits. A running instance does not end. */
const LOCK_TIMEOUT_MS = 30_000
const LOCK_RETRY_MS = 100
const INSTANCE_TIMEOUT_MS = 2_000

async function waitForLock(path: string, dataFolder: string): Promise<LockResult> {
  const began = performance.now()
  for (;;) {
    const lock = await acquireLock(path, translator(spoken()))
    if (lock.ok || !lock.isTaken || performance.now() - began > LOCK_TIMEOUT_MS) return lock
    const request = { settings: null, request: { command: 'status', payload: {} } } as const
    const reply = await requestInstance(dataFolder, request, INSTANCE_TIMEOUT_MS).catch(() => null)
    if (reply !== null) return lock
    await new Promise((resume) => setTimeout(resume, LOCK_RETRY_MS))
  }
}

/** Prints every problem of the file. The command goes on with the last valid copy if there is one. */
async function loadSettings(
  where: Pick<SettingsFileOptions, 'path' | 'lastValidPath' | 'lastValidReadOnly' | 'mustExist'>,
  { log, quietLog }: HeadlessOptions,
): Promise<SettingsFile | null> {
  let isTold = true
  // What is printed below is not printed as a line of the log as well.
  const settingsLog: Log = (...entry) => (isTold ? quietLog : log)(...entry)
  const file = createSettingsFile({ ...where, providerOf, workerFile, log: settingsLog })
  const { state, problems } = await file.load()
  isTold = false
  for (const problem of problems) printNote(problemSentence(problem))
  if (state === 'kept-last-valid') printNote('The last good settings stay in force.')
  return state === 'unusable' ? null : file
}

/** Checks a settings file: it is not applied, and no copy of it is kept. */
export async function checkSettings(path: string, log: Log): Promise<CheckedSettings> {
  const file = createSettingsFile({ path, lastValidPath: null, mustExist: true, providerOf, workerFile, log })
  const { settings, problems, warnings } = await file.load()
  const told = (found: readonly SettingsProblem[]): CheckedProblem[] =>
    found.map((problem) => ({
      sentence: problemSentence(problem),
      file: problem.file,
      line: problem.line,
      key: problem.key,
    }))
  return {
    accounts: settings.accounts.length,
    records: settings.records.length,
    problems: told(problems),
    warnings: told(warnings),
  }
}
