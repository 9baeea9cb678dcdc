// Entry point of the desktop app: names it to Windows, opens its data folder and log, then starts the shell.
import { app, powerMonitor, type RelaunchOptions, session } from 'electron'
import { closestLocale } from './contract/locale.ts'
import { translator } from './contract/messages/translate.ts'
import { createLog } from './observe/log.ts'
import { createClock } from './platform/clock.ts'
import { takeSecretVariables } from './platform/credentials/environment-credentials.ts'
import { type DataFolder, prepareDataFolder } from './platform/files/data-folder.ts'
import { changedShippedFile, forgetLibraryPlaces } from './platform/files/shipped-files.ts'
import { prepareSubstituteFolder } from './platform/files/substitute-folder.ts'
import { keepInspectorClosed, outliveReaders } from './platform/process-signals.ts'
import { APP_ID, boot } from './shell/boot.ts'

// Before anything can make a child process, which would inherit them.
const secrets = takeSecretVariables(process.env)
keepInspectorClosed()
outliveReaders()
if (app.isPackaged) forgetLibraryPlaces(process.env)
// Before anything else: toasts, taskbar and Start menu identify the app by this id.
app.setAppUserModelId(APP_ID)
const { folder, isSubstitute } = folderForNow()
const log = createLog({ folder: folder.logs, toStandardError: !app.isPackaged })
const clock = createClock()

void boot({
  folder: folder.profile,
  clock,
  log,
  relaunch,
  startEngine: async () => {
    if (isSubstitute) return startAgain()
    const changed = changedShippedFile(__dirname)
    if (changed !== null)
      throw new Error(translator(closestLocale(app.getLocale()))('dialog.file-changed', { file: changed }))
    const { startDesktopEngine } = await import('./desktop-engine.ts')
    const onBattery = () => powerMonitor.onBatteryPower
    const systemProxy = (origin: string) => session.defaultSession.resolveProxy(origin)
    return startDesktopEngine({ folder, secrets, systemLocale: app.getLocale(), onBattery, systemProxy, clock, log })
  },
})

/** The user's data folder; one for this process alone where that cannot be made or written now. */
function folderForNow(): { readonly folder: DataFolder; readonly isSubstitute: boolean } {
  try {
    return { folder: prepareDataFolder(), isSubstitute: false }
  } catch {
    const substitute = prepareSubstituteFolder()
    app.once('quit', substitute.remove)
    return { folder: substitute.folder, isSubstitute: true }
  }
}

/**
 * Begins anew once the data folder can be used, since Electron takes its own folder only when a process begins.
 * @throws while it cannot. The message is a sentence for the user.
 */
function startAgain(): Promise<never> {
  prepareDataFolder()
  relaunch()
  app.exit(0)
  return new Promise<never>(() => undefined)
}

/** Begins another process like this one, which is about to end. */
function relaunch(options?: RelaunchOptions): void {
  // The next process takes them for itself.
  Object.assign(process.env, Object.fromEntries(secrets))
  app.relaunch(options)
}
