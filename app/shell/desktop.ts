// The desktop once the engine runs: the window and its calls, toasts, sleep, starting at sign-in.
import { app, dialog, Notification, nativeTheme, powerMonitor, shell } from 'electron'
import { type Translate, translator } from '../contract/messages/translate.ts'
import type { AppSnapshot } from '../contract/snapshot.ts'
import type { Clock, Log } from '../model/ports.ts'
import type { EnginePort } from './engine-port.ts'
import { createDispatcher } from './ipc/call-dispatcher.ts'
import { startIpcServer } from './ipc/ipc-server.ts'
import { createSnapshotPush, type SnapshotPush } from './ipc/snapshot-push.ts'
import { subscribeToPower } from './lifecycle/power.ts'
import { listenForSessionEnd, type SessionWindow } from './lifecycle/session-end.ts'
import { type LoginEntry, setLoginItem } from './login/login-item.ts'
import { createLoginEntry } from './login/system-entry.ts'
import { createChangeDetector } from './notifications/changes.ts'
import { handleToastActivation } from './notifications/toast-activation.ts'
import { createToastQueue } from './notifications/toast-queue.ts'
import { createToasts } from './notifications/toasts.ts'
import { openLink } from './security/link-opener.ts'
import { iconFiles } from './tray/icon-files.ts'
import { createWindow, saveBounds } from './window/create-window.ts'
import { MainWindow } from './window/main-window.ts'
import { createPageSessionSource } from './window/page-session.ts'

export interface DesktopOptions {
  readonly engine: EnginePort
  /** For the window's bounds. */
  readonly folder: string
  /** The bundled files: page, preload script, icons. */
  readonly out: string
  readonly clock: Clock
  readonly log: Log
  /** How long after the start no toast is shown. */
  readonly quietMs: number
  readonly onSessionEnd: () => void
  /** Draws the tray, which is not part of this file. */
  readonly render: (snapshot: AppSnapshot) => void
}

export interface Desktop {
  readonly window: Pick<MainWindow, 'show' | 'toggle'>
  /** Takes everything from the screen. */
  readonly close: () => void
}

/** What the parts of the desktop share. */
interface Context extends DesktopOptions {
  readonly translate: () => Translate
  readonly loginEntry: LoginEntry
  readonly push: SnapshotPush
}

export function startDesktop(options: DesktopOptions): Desktop {
  const { engine, clock, log } = options
  const context: Context = {
    ...options,
    translate: () => translator(engine.snapshot().locale),
    loginEntry: createLoginEntry(),
    push: createSnapshotPush({ latest: engine.snapshot, clock, log }),
  }
  const window = createMainWindow(context)
  startCalls(context, window)
  const notifications = createNotifications(context, window)
  const render = (snapshot: AppSnapshot): void => {
    if (nativeTheme.themeSource !== snapshot.settings.theme) nativeTheme.themeSource = snapshot.settings.theme
    options.render(snapshot)
    context.push.snapshotChanged()
    notifications.render(snapshot)
  }
  engine.loginItemChanged(context.loginEntry.read())
  engine.onSnapshot(render)
  render(engine.snapshot())
  subscribeToPower(powerMonitor, engine.power)
  return {
    window,
    close: () => {
      notifications.dispose()
      window.destroy()
      // Nothing may open a window while the app ends.
      app.removeAllListeners('second-instance')
    },
  }
}

function createMainWindow({ engine, folder, out, clock, log, ...context }: Context): MainWindow {
  const { translate, push, loginEntry } = context
  const pageSession = createPageSessionSource(out, log)
  return new MainWindow({
    create: () => {
      // The window finds the session by its name, so the session must be confined first.
      const session = pageSession()
      const window = createWindow(folder, out)
      // Chromium writes the page's storage some seconds late, and the app may end sooner.
      window.once('closed', () => session.flushStorageData())
      listenForSessionEnd(window as unknown as SessionWindow, context.onSessionEnd)
      // The user may have changed it in the system's own settings.
      engine.loginItemChanged(loginEntry.read())
      return window
    },
    push,
    clock,
    log,
    saveBounds: (bounds) => saveBounds(folder, bounds, log),
    onRepeatedCrash: () => dialog.showErrorBox(translate()('dialog.crash-title'), translate()('dialog.crash')),
  })
}

/** Answers the page's calls: most go to the engine, three to the desktop. */
function startCalls({ engine, log, translate, push, loginEntry }: Context, window: MainWindow): void {
  const dispatch = createDispatcher({
    handlers: {
      ...engine.handlers,
      'snapshot.get': () => push.firstSnapshot(),
      'link.open': (link) =>
        openLink(link, {
          platform: process.platform,
          providers: () => engine.snapshot().providers,
          openExternal: (address) => shell.openExternal(address),
          translate,
        }),
      'login-item.set': (on) => {
        const outcome = setLoginItem(loginEntry, on, translate())
        engine.loginItemChanged(loginEntry.read())
        return outcome
      },
    },
    pageFrame: () => window.frame(),
    log,
  })
  startIpcServer(dispatch)
}

function createNotifications({ engine, out, clock, log, translate, quietMs }: Context, window: MainWindow) {
  const toasts = createToasts({
    create: (details) => new Notification(details),
    isSupported: () => Notification.isSupported(),
    icon: iconFiles(out, process.platform).toast,
    open: (page) => window.show(page),
    log,
  })
  handleToastActivation({ platform: process.platform, app, notification: Notification, open: () => window.show() })
  const changes = createChangeDetector(engine.snapshot())
  const toastQueue = createToastQueue({
    clock,
    show: toasts.show,
    withdraw: toasts.withdraw,
    windowInFront: () => window.isInFront(),
    switches: () => engine.snapshot().settings.notifications,
    translate,
    quietMs,
  })
  return {
    render: (snapshot: AppSnapshot): void => toastQueue.enqueue(changes.compare(snapshot), changes.failing),
    dispose: (): void => {
      toastQueue.dispose()
      toasts.dispose()
    },
  }
}
