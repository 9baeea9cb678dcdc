// Puts the desktop's surfaces together around the engine: tray, window, toasts, calls, power, sign-in, quitting.
import { homedir } from 'node:os'
import { join } from 'node:path'
import * as electron from 'electron'
import { closestLocale } from '../contract/locale.ts'
import { translator } from '../contract/messages/translate.ts'
import type { AppSnapshot } from '../contract/snapshot.ts'
import type { Clock, Log } from '../model/ports.ts'
import { handleScheme } from './app-scheme.ts'
import { autostartEntry } from './autostart-entry.ts'
import { createDispatcher } from './call-dispatcher.ts'
import type { EnginePort } from './engine-port.ts'
import { serveCalls } from './ipc-server.ts'
import { openLink } from './link-opener.ts'
import { BACKGROUND, type LoginEntry, noLoginEntry, setLoginItem } from './login-item.ts'
import { MainWindow } from './main-window.ts'
import { NewsReader } from './news.ts'
import { type Page, PageFeed } from './page-feed.ts'
import { watchPower } from './power.ts'
import { Quit } from './quit.ts'
import { runKeyEntry } from './run-key-entry.ts'
import { confineSession } from './security.ts'
import { type EndsWithSession, keepSessionWindow, listenForSessionEnd } from './session-end.ts'
import { ToastPolicy } from './toast-policy.ts'
import { Toasts } from './toasts.ts'
import type { TrayView } from './tray.ts'
import { type MenuActions, trayMenu } from './tray-menu.ts'
import { createTraySurface } from './tray-surface.ts'
import { trayTooltip } from './tray-tooltip.ts'
import { PARTITION, windowMaker } from './window-maker.ts'

const { app, dialog, nativeTheme, powerMonitor, session, shell } = electron

/** Time for the desktop to settle after a sign-in, before the first toast. */
const SIGN_IN_QUIET_MS = 20_000

export interface ShellOptions {
  readonly engine: Promise<EnginePort>
  /** For Electron's own files and the window's place. */
  readonly folder: string
  /** The bundled files: page, preload script, icons. */
  readonly out: string
  readonly clock: Clock
  readonly log: Log
}

/** Held for the life of the process: a collected tray takes its icon along. */
const held = new Set<unknown>()

function loginEntry(): LoginEntry {
  if (!app.isPackaged) return noLoginEntry
  if (process.platform === 'win32') return runKeyEntry(app, process.execPath)
  const configHome = process.env.XDG_CONFIG_HOME || join(homedir(), '.config')
  // An AppImage runs from a mount point that is new each time; its file is what can be started again.
  return autostartEntry(configHome, process.env.APPIMAGE ?? process.execPath)
}

function viewOf(snapshot: AppSnapshot, actions: MenuActions): TrayView {
  const translate = translator(snapshot.locale)
  const menu = trayMenu(snapshot, actions, translate, () => new Date())
  return { state: snapshot.overall, tooltip: trayTooltip(snapshot), menu }
}

export async function startShell({ engine: starting, folder, out, clock, log }: ShellOptions): Promise<void> {
  const background = process.argv.includes(BACKGROUND)
  let engine: EnginePort | null = null
  let window: MainWindow | null = null
  // Asked for while the engine still starts: opened as soon as there is something to show.
  let wanted: { page: Page | undefined } | null = background ? null : { page: undefined }
  const open = (page?: Page): void => {
    if (window === null) wanted = { page }
    else window.show(page)
  }
  const ask = (name: 'engine.update-now' | 'engine.resume' | 'engine.pause', minutes: number | null = null): void => {
    const handlers = engine?.handlers
    if (handlers === undefined) return
    const answer = name === 'engine.pause' ? handlers[name]({ minutes }) : handlers[name]()
    Promise.resolve(answer).then(
      (outcome) => outcome.ok || open('overview'),
      (error: unknown) => log('error', 'A menu item failed', { item: name, cause: String(error) }),
    )
  }
  const quit = new Quit({
    clock,
    log,
    closeSurfaces: () => {
      toasts.dispose()
      window?.destroy()
      tray.destroy()
    },
    stopEngine: async () => engine?.stop(),
    exit: (code) => app.exit(code),
  })
  const actions: MenuActions = {
    open,
    updateNow: () => ask('engine.update-now'),
    pause: (minutes) => ask('engine.pause', minutes),
    resume: () => ask('engine.resume'),
    quit: () => app.quit(),
  }
  const firstWords = translator(closestLocale(app.getLocale()))
  const tray = createTraySurface(
    { out, clock, log, onClick: () => (window === null ? open() : window.toggle()), onMissing: () => open() },
    {
      state: 'updating',
      tooltip: `Homeward: ${firstWords('tray.starting')}`,
      menu: trayMenu(null, actions, firstWords, () => new Date()),
    },
  )
  const toasts = new Toasts({
    create: (options) => new electron.Notification(options),
    isSupported: () => electron.Notification.isSupported(),
    icon: join(out, 'icons', 'homeward.png'),
    open,
    log,
  })
  const endSession = (): void => quit.begin()
  held.add(tray).add(keepSessionWindow(electron.BaseWindow, process.platform, endSession))
  app.on('second-instance', () => open())
  app.on('before-quit', (event) => {
    event.preventDefault()
    quit.begin()
  })

  const running = await starting
  if (quit.begun) return void running.stop()
  engine = running
  const translate = () => translator(running.snapshot().locale)
  const pageSession = session.fromPartition(PARTITION, { cache: false })
  confineSession(pageSession, app.isPackaged, log)
  handleScheme(pageSession.protocol, join(out, 'renderer'))

  const entry = loginEntry()
  running.loginItemChanged(entry.read())
  const feed = new PageFeed(running.snapshot, clock, log)
  const maker = windowMaker(folder, out, log)
  const mainWindow = new MainWindow({
    create: () => {
      const made = maker.create()
      made.once('closed', () => pageSession.flushStorageData())
      listenForSessionEnd(made as unknown as EndsWithSession, endSession)
      // Changed in the system's own settings meanwhile, perhaps.
      running.loginItemChanged(entry.read())
      return made
    },
    feed,
    clock,
    log,
    remember: maker.remember,
    tellCrash: () => dialog.showErrorBox(translate()('dialog.crash-title'), translate()('dialog.crash')),
  })
  window = mainWindow
  const links = {
    platform: process.platform,
    providers: () => running.snapshot().providers,
    openExternal: (address: string) => shell.openExternal(address),
    translate,
  }
  serveCalls(
    createDispatcher({
      handlers: {
        ...running.handlers,
        'snapshot.get': () => feed.firstSnapshot(),
        'link.open': (link) => openLink(link, links),
        'login-item.set': (on) => {
          const outcome = setLoginItem(entry, on, translate())
          running.loginItemChanged(entry.read())
          return outcome
        },
      },
      pageFrame: () => mainWindow.frame(),
      log,
    }),
  )
  const news = new NewsReader(running.snapshot())
  const policy = new ToastPolicy({
    clock,
    show: (toast) => toasts.show(toast),
    withdraw: (category) => toasts.withdraw(category),
    windowInFront: () => mainWindow.isInFront(),
    switches: () => running.snapshot().settings.notifications,
    translate,
    quietMs: background ? SIGN_IN_QUIET_MS : 0,
  })
  const present = (snapshot: AppSnapshot): void => {
    nativeTheme.themeSource = snapshot.settings.theme
    tray.update(viewOf(snapshot, actions))
    feed.snapshotChanged()
    policy.offer(news.read(snapshot), news.troubled)
  }
  running.onSnapshot(present)
  present(running.snapshot())
  watchPower(powerMonitor, running.power)
  if (wanted !== null) mainWindow.show(wanted.page)
}
