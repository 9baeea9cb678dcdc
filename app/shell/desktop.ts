// What the desktop offers once the engine runs: the window and its calls, news as toasts, sleep, sign-in.
import { app, dialog, Notification, nativeTheme, powerMonitor, shell } from 'electron'
import { translator } from '../contract/messages/translate.ts'
import type { AppSnapshot } from '../contract/snapshot.ts'
import type { Clock, Log } from '../model/ports.ts'
import type { EnginePort } from './engine-port.ts'
import { createDispatcher } from './ipc/call-dispatcher.ts'
import { serveCalls } from './ipc/ipc-server.ts'
import { type Page, PageFeed } from './ipc/snapshot-push.ts'
import { watchPower } from './lifecycle/power.ts'
import { type EndsWithSession, listenForSessionEnd } from './lifecycle/session-end.ts'
import { systemLoginEntry } from './login/login-entries.ts'
import { setLoginItem } from './login/login-item.ts'
import { NewsReader } from './notifications/changes.ts'
import { handleToastActivation } from './notifications/toast-activation.ts'
import { ToastPolicy } from './notifications/toast-policy.ts'
import { Toasts } from './notifications/toasts.ts'
import { type LinkParts, openLink } from './security/link-opener.ts'
import { iconFiles } from './tray/icon-files.ts'
import { windowMaker } from './window/create-window.ts'
import { MainWindow } from './window/main-window.ts'
import { pageSessionSource } from './window/page-session.ts'

export interface SurfacesOptions {
  readonly engine: EnginePort
  readonly folder: string
  readonly out: string
  readonly clock: Clock
  readonly log: Log
  /** How long after the start no toast is shown. */
  readonly quietMs: number
  readonly onSessionEnd: () => void
  /** Draws what is not part of this: the tray. */
  readonly present: (snapshot: AppSnapshot) => void
}

export interface Surfaces {
  readonly window: Pick<MainWindow, 'show' | 'toggle'>
  /** Takes everything from the screen. */
  readonly close: () => void
}

export function openSurfaces(options: SurfacesOptions): Surfaces {
  const { engine, folder, out, clock, log } = options
  const translate = () => translator(engine.snapshot().locale)
  const entry = systemLoginEntry()
  const feed = new PageFeed(engine.snapshot, clock, log)
  const maker = windowMaker(folder, out, log)
  const pageSession = pageSessionSource(out, log)
  const window = new MainWindow({
    create: () => {
      const own = pageSession()
      const made = maker.create()
      // Chromium writes what the page keeps some seconds late; the app may end sooner.
      made.once('closed', () => own.flushStorageData())
      listenForSessionEnd(made as unknown as EndsWithSession, options.onSessionEnd)
      // Changed in the system's own settings meanwhile, perhaps.
      engine.loginItemChanged(entry.read())
      return made
    },
    feed,
    clock,
    log,
    remember: maker.remember,
    tellCrash: () => dialog.showErrorBox(translate()('dialog.crash-title'), translate()('dialog.crash')),
  })
  const links: LinkParts = {
    platform: process.platform,
    providers: () => engine.snapshot().providers,
    openExternal: (address) => shell.openExternal(address),
    translate,
  }
  serveCalls(
    createDispatcher({
      handlers: {
        ...engine.handlers,
        'snapshot.get': () => feed.firstSnapshot(),
        'link.open': (link) => openLink(link, links),
        'login-item.set': (on) => {
          const outcome = setLoginItem(entry, on, translate())
          engine.loginItemChanged(entry.read())
          return outcome
        },
      },
      pageFrame: () => window.frame(),
      log,
    }),
  )
  const toasts = new Toasts({
    create: (details) => new Notification(details),
    isSupported: () => Notification.isSupported(),
    icon: iconFiles(out, process.platform).toast,
    open: (page: Page) => window.show(page),
    log,
  })
  handleToastActivation({ platform: process.platform, app, notification: Notification, open: () => window.show() })
  const news = new NewsReader(engine.snapshot())
  const policy = new ToastPolicy({
    clock,
    show: (toast) => toasts.show(toast),
    withdraw: (category) => toasts.withdraw(category),
    windowInFront: () => window.isInFront(),
    switches: () => engine.snapshot().settings.notifications,
    translate,
    quietMs: options.quietMs,
  })
  const present = (snapshot: AppSnapshot): void => {
    if (nativeTheme.themeSource !== snapshot.settings.theme) nativeTheme.themeSource = snapshot.settings.theme
    options.present(snapshot)
    feed.snapshotChanged()
    policy.offer(news.read(snapshot), news.troubled)
  }
  engine.loginItemChanged(entry.read())
  engine.onSnapshot(present)
  present(engine.snapshot())
  watchPower(powerMonitor, engine.power)
  return {
    window,
    close: () => {
      policy.dispose()
      toasts.dispose()
      window.destroy()
      // Nothing may bring a window up while the app ends.
      app.removeAllListeners('second-instance')
    },
  }
}
