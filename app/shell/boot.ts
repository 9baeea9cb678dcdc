// From the first line to a running shell, in the order that Electron requires. This file has what must happen before
// Electron is ready; shell.ts has the rest.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { app, dialog, protocol, type RelaunchOptions } from 'electron'
import { closestLocale } from '../contract/locale.ts'
import { translator } from '../contract/messages/translate.ts'
import { messageOf, stackOf } from '../model/message-of.ts'
import type { Clock, Log } from '../model/ports.ts'
import type { EnginePort } from './engine-port.ts'
import { guardAgainstCrashes } from './lifecycle/crash-guard.ts'
import { BACKGROUND } from './login/login-item.ts'
import { schemeRegistration } from './security/app-scheme.ts'
import { confineEveryPage } from './security/confinement.ts'
import { refusedSwitch, runsUnsandboxed } from './security/debug-switches.ts'
import { startShell } from './shell.ts'

export const APP_ID = 'app.homeward.desktop'

/** The bundler inserts it: whether this build accepts a debugger although it is packaged. */
declare const TEST_PACKAGE: boolean

export interface BootOptions {
  /** For Electron's own files and the window's bounds. */
  readonly folder: string
  readonly clock: Clock
  readonly log: Log
  /** As `app.relaunch`, but gives the new process the environment variables that this one removed from its own. */
  readonly relaunch: (options: RelaunchOptions) => void
  /** Called once, after the tray icon is shown. */
  readonly startEngine: () => Promise<EnginePort>
}

export async function boot({ folder, clock, log, relaunch, startEngine }: BootOptions): Promise<void> {
  app.setAppUserModelId(APP_ID)
  const refused = app.isPackaged && !TEST_PACKAGE ? refusedSwitch(app.commandLine, process.argv) : null
  if (refused !== null) {
    log('error', 'the app does not start with this switch', { switch: refused })
    process.stderr.write(`homeward: --${refused} is not supported\n`)
    return app.exit(2)
  }
  guardAgainstCrashes(process, {
    log,
    aliveMs: () => process.uptime() * 1_000,
    relaunch: () =>
      relaunch({ args: [...process.argv.slice(1).filter((argument) => argument !== BACKGROUND), BACKGROUND] }),
    exit: (code) => app.exit(code),
  })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  app.setPath('userData', folder)
  // Electron has already informed the first instance. This one leaves without touching a file.
  if (!app.requestSingleInstanceLock()) return app.exit(0)
  if (runsUnsandboxed(app.commandLine))
    log('error', 'the sandbox of Chromium is switched off: do not use Homeward like this')
  else app.enableSandbox()
  // A window of text and tables needs no GPU process. It would keep running after the first window has closed.
  app.disableHardwareAcceleration()
  confineEveryPage(app, log)
  protocol.registerSchemesAsPrivileged([schemeRegistration])
  // Without a listener Electron quits when the last window closes.
  app.on('window-all-closed', () => undefined)
  try {
    await app.whenReady()
    await startShell({ startEngine, folder, out: join(__dirname, '..'), clock, log })
  } catch (error) {
    log('error', 'the app could not start', { error: stackOf(error) })
    const translate = translator(closestLocale(app.getLocale()))
    if (!process.argv.includes(BACKGROUND))
      dialog.showErrorBox(translate('dialog.start-title'), translate('dialog.start', { cause: messageOf(error) }))
    app.exit(1)
  }
}
