// The desktop app after Electron is ready: shows the tray icon, starts the engine, starts the desktop, and ends it all.
import { app, BaseWindow, dialog } from 'electron'
import { closestLocale } from '../contract/locale.ts'
import { translator } from '../contract/messages/translate.ts'
import type { AppSnapshot } from '../contract/snapshot.ts'
import { messageOf } from '../model/message-of.ts'
import type { Clock, Log } from '../model/ports.ts'
import type { Desktop } from './desktop.ts'
import type { EnginePort } from './engine-port.ts'
import type { Page } from './ipc/snapshot-push.ts'
import { type EngineStart, startUntilItWorks } from './lifecycle/engine-start.ts'
import { createQuit } from './lifecycle/quit.ts'
import { createSessionWindow } from './lifecycle/session-end.ts'
import { BACKGROUND } from './login/login-item.ts'
import { createSystemTray } from './tray/system-tray.ts'
import type { TrayView } from './tray/tray.ts'
import { failedStartMenu, type MenuActions, trayMenu } from './tray/tray-menu.ts'
import { fitted, trayTooltip } from './tray/tray-tooltip.ts'

/** Lets the desktop settle after a sign-in, before the first toast. */
const SIGN_IN_QUIET_MS = 20_000
/** The icon appears after some turns of the event loop, which loading the engine's code would block. At sign-in everything
 * starts at once, so it takes longer, and nobody waits for a window. */
const ICON_FIRST_MS = { atSignIn: 250, otherwise: 50 }

export interface ShellOptions {
  readonly startEngine: () => Promise<EnginePort>
  /** For Electron's own files and the window's bounds. */
  readonly folder: string
  /** The bundled files: page, preload script, icons. */
  readonly out: string
  readonly clock: Clock
  readonly log: Log
}

/** Kept for the life of the process: a tray that is garbage-collected loses its icon. */
const keptAlive = new Set<unknown>()

export async function startShell({ startEngine, folder, out, clock, log }: ShellOptions): Promise<void> {
  const atSignIn = process.argv.includes(BACKGROUND)
  let engine: EnginePort | null = null
  let desktop: Desktop | null = null
  let starting: EngineStart | null = null
  // A window that was asked for while the engine starts. It opens as soon as there is something to show.
  let requested: { page: Page | undefined } | null = atSignIn ? null : { page: undefined }
  const open = (page?: Page): void => {
    if (desktop === null) {
      requested = { page }
      starting?.tryAgain()
    } else desktop.window.show(page)
  }
  const actions = menuActions(() => engine, open, log)
  const tray = createSystemTray({
    first: startingView(actions),
    out,
    clock,
    log,
    onClick: () => (desktop === null ? open() : desktop.window.toggle()),
    onMissing: () => open(),
  })
  const quit = createQuit({
    clock,
    log,
    closeDesktop: () => {
      starting?.stop()
      desktop?.close()
      tray.destroy()
    },
    stopEngine: async () => engine?.stop(),
    exit: (code) => app.exit(code),
  })
  keptAlive.add(tray).add(createSessionWindow(BaseWindow, process.platform, quit.start))
  app.on('second-instance', () => open())
  app.on('before-quit', (event) => {
    event.preventDefault()
    quit.start()
  })

  await new Promise<void>((resolve) => clock.setTimer(ICON_FIRST_MS[atSignIn ? 'atSignIn' : 'otherwise'], resolve))
  if (atSignIn) {
    starting = startUntilItWorks({
      start: startEngine,
      clock,
      log,
      onTrying: () => tray.update(startingView(actions)),
      onFailed: (cause) => {
        tray.update(failedView(cause, { tryAgain: () => starting?.tryAgain(), quit: actions.quit }))
        if (requested !== null) explainFailure(cause)
        requested = null
      },
    })
    engine = await starting.engine
  } else engine = await startEngine()
  if (quit.isStarted) return engine.stop()
  // Loaded only now, like the engine: the tray icon does not need the parsers of the whole contract.
  const { startDesktop } = await import('./desktop.ts')
  desktop = startDesktop({
    engine,
    folder,
    out,
    clock,
    log,
    quietMs: atSignIn ? SIGN_IN_QUIET_MS : 0,
    onSessionEnd: quit.start,
    render: (snapshot) => tray.update(viewOf(snapshot, actions)),
  })
  if (requested !== null) desktop.window.show(requested.page)
}

const now = (): Date => new Date()
/** Until the engine has read the settings, the language is the system's. */
const systemTranslator = () => translator(closestLocale(app.getLocale()))

/** The tray while the engine starts. */
function startingView(actions: MenuActions): TrayView {
  const t = systemTranslator()
  return { state: 'updating', tooltip: `Homeward: ${t('tray.starting')}`, menu: trayMenu(null, actions, t, now) }
}

/** The tray while the engine cannot start. */
function failedView(cause: string, actions: Parameters<typeof failedStartMenu>[1]): TrayView {
  const t = systemTranslator()
  const sentence = t('tray.start-failed', { cause })
  const menu = failedStartMenu(sentence, actions, t)
  return { state: 'attention', tooltip: fitted(`Homeward: ${sentence}`), menu }
}

/** For a user who asked for the window, which cannot open. The app goes on trying meanwhile. */
function explainFailure(cause: string): void {
  const t = systemTranslator()
  void dialog.showMessageBox({ type: 'error', title: t('dialog.start-title'), message: t('dialog.start', { cause }) })
}

function viewOf(snapshot: AppSnapshot, actions: MenuActions): TrayView {
  const menu = trayMenu(snapshot, actions, translator(snapshot.locale), now)
  return { state: snapshot.overall, tooltip: trayTooltip(snapshot), menu }
}

function menuActions(engine: () => EnginePort | null, open: (page?: Page) => void, log: Log): MenuActions {
  type Command = (handlers: EnginePort['handlers']) => ReturnType<EnginePort['handlers']['engine.resume']>
  const send = (name: string, command: Command): void => {
    const handlers = engine()?.handlers
    if (handlers === undefined) return
    Promise.resolve(command(handlers)).then(
      // The window has room to say why the command was refused.
      (outcome) => outcome.ok || open('overview'),
      (error: unknown) => log('error', 'a menu command failed', { item: name, error: messageOf(error) }),
    )
  }
  return {
    open,
    updateNow: () => send('update now', (handlers) => handlers['engine.update-now']()),
    pause: (minutes) => send('pause', (handlers) => handlers['engine.pause']({ minutes })),
    resume: () => send('resume', (handlers) => handlers['engine.resume']()),
    quit: () => app.quit(),
  }
}
