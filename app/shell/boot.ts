// From the first line to a running shell, in the order that Electron wants. What has to happen before Electron is ready
// stands here; what comes after is in shell.ts.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { app, dialog, protocol } from 'electron'
import { closestLocale } from '../contract/locale.ts'
import { translator } from '../contract/messages/translate.ts'
import type { Clock, Log } from '../model/ports.ts'
import type { EnginePort } from './engine-port.ts'
import { guardAgainstCrashes } from './lifecycle/crash-guard.ts'
import { BACKGROUND } from './login/login-item.ts'
import { schemeRegistration } from './security/app-scheme.ts'
import { refusedSwitch, runsUnsandboxed } from './security/debug-switches.ts'
import { confineEveryPage } from './security/security.ts'
import { startShell } from './shell.ts'

export const APP_ID = 'app.homeward.desktop'

/** Put in by the bundler: whether this build lets itself be driven by a debugger although it is packaged. */
declare const TEST_PACKAGE: boolean

export interface BootOptions {
  /** For what Electron keeps of its own accord, and the window's place. */
  readonly folder: string
  readonly clock: Clock
  readonly log: Log
  /** Called once, when the tray icon is there. */
  readonly startEngine: () => Promise<EnginePort>
}

export async function boot({ folder, clock, log, startEngine }: BootOptions): Promise<void> {
  app.setAppUserModelId(APP_ID)
  const refused = app.isPackaged && !TEST_PACKAGE ? refusedSwitch(process.argv) : null
  if (refused !== null) {
    log('error', 'Homeward does not start with this switch', { switch: refused })
    process.stderr.write(`homeward: ${refused} is not supported\n`)
    return app.exit(2)
  }
  guardAgainstCrashes(process, {
    log,
    aliveMs: () => process.uptime() * 1_000,
    relaunch: () =>
      app.relaunch({ args: [...process.argv.slice(1).filter((argument) => argument !== BACKGROUND), BACKGROUND] }),
    exit: (code) => app.exit(code),
  })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  app.setPath('userData', folder)
  // The loser has already told the winner, and leaves without touching a file.
  if (!app.requestSingleInstanceLock()) return app.exit(0)
  if (runsUnsandboxed(process.argv)) log('error', 'Chromium’s sandbox is switched off: do not use Homeward like this')
  else app.enableSandbox()
  // A window of text and tables needs no GPU process, which would stay for good after the first window.
  app.disableHardwareAcceleration()
  confineEveryPage(app, log)
  protocol.registerSchemesAsPrivileged([schemeRegistration])
  // Without a listener Electron quits with the last window.
  app.on('window-all-closed', () => undefined)
  try {
    await app.whenReady()
    await startShell({ startEngine, folder, out: join(__dirname, '..'), clock, log })
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error)
    log('error', 'Homeward could not start', { cause: error instanceof Error ? error.stack : cause })
    const translate = translator(closestLocale(app.getLocale()))
    if (!process.argv.includes(BACKGROUND))
      dialog.showErrorBox(translate('dialog.start-title'), translate('dialog.start', { cause }))
    app.exit(1)
  }
}
