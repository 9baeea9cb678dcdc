// Entry point of the desktop app: names it to Windows, opens its data folder and log, then starts the shell.
import { app } from 'electron'
import { createLog } from './observe/log.ts'
import { createClock } from './platform/clock.ts'
import { type DataFolder, prepareDataFolder } from './platform/files/data-folder.ts'
import { changedShippedFile } from './platform/files/shipped-files.ts'
import { keepInspectorClosed, outliveReaders } from './platform/process-signals.ts'
import { APP_ID, boot } from './shell/boot.ts'
import { bootWithoutFolder } from './shell/boot-without-folder.ts'

keepInspectorClosed()
outliveReaders()
// Before anything else: toasts, taskbar and Start menu identify the app by this id.
app.setAppUserModelId(APP_ID)
const clock = createClock()

function bootIn(folder: DataFolder): void {
  const log = createLog({ folder: folder.logs, toStandardError: !app.isPackaged })
  void boot({
    folder: folder.profile,
    clock,
    log,
    startEngine: async () => {
      const changed = changedShippedFile(__dirname)
      if (changed !== null)
        throw new Error(`${changed} is not the file that Homeward came with. Please install it again.`)
      const { startDesktopEngine } = await import('./desktop-engine.ts')
      return startDesktopEngine({ folder, systemLocale: app.getLocale(), clock, log })
    },
  })
}

let folder: DataFolder | null = null
try {
  folder = prepareDataFolder()
} catch (error) {
  void bootWithoutFolder({ problem: error, prepare: prepareDataFolder, clock })
}
if (folder !== null) bootIn(folder)
