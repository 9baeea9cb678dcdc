// The desktop side from the tray icon on: shows that the app is there, starts the engine, opens its surfaces, ends it all.
import { app, BaseWindow } from 'electron'
import { closestLocale } from '../contract/locale.ts'
import { translator } from '../contract/messages/translate.ts'
import type { AppSnapshot } from '../contract/snapshot.ts'
import type { Clock, Log } from '../model/ports.ts'
import type { Surfaces } from './desktop.ts'
import type { EnginePort } from './engine-port.ts'
import type { Page } from './ipc/snapshot-push.ts'
import { Quit } from './lifecycle/quit.ts'
import { keepSessionWindow } from './lifecycle/session-end.ts'
import { BACKGROUND } from './login/login-item.ts'
import type { TrayView } from './tray/tray.ts'
import { type MenuActions, trayMenu } from './tray/tray-menu.ts'
import { createTraySurface } from './tray/tray-surface.ts'
import { trayTooltip } from './tray/tray-tooltip.ts'

/** Time for the desktop to settle after a sign-in, before the first toast. */
const SIGN_IN_QUIET_MS = 20_000
/** The icon needs some turns of the event loop to appear, which reading the engine's code would hold up. At sign-in, when
 * everything starts at once, they take longer, and nobody waits for a window. */
const ICON_FIRST_MS = { atSignIn: 250, otherwise: 50 }

export interface ShellOptions {
  readonly startEngine: () => Promise<EnginePort>
  /** For Electron's own files and the window's place. */
  readonly folder: string
  /** The bundled files: page, preload script, icons. */
  readonly out: string
  readonly clock: Clock
  readonly log: Log
}

/** Held for the life of the process: a collected tray takes its icon along. */
const held = new Set<unknown>()

function viewOf(snapshot: AppSnapshot, actions: MenuActions): TrayView {
  const menu = trayMenu(snapshot, actions, translator(snapshot.locale), () => new Date())
  return { state: snapshot.overall, tooltip: trayTooltip(snapshot), menu }
}

export async function startShell({ startEngine, folder, out, clock, log }: ShellOptions): Promise<void> {
  const background = process.argv.includes(BACKGROUND)
  let engine: EnginePort | null = null
  let surfaces: Surfaces | null = null
  // Asked for while the engine still starts: opened as soon as there is something to show.
  let wanted: { page: Page | undefined } | null = background ? null : { page: undefined }
  const open = (page?: Page): void => {
    if (surfaces === null) wanted = { page }
    else surfaces.window.show(page)
  }
  const quit = new Quit({
    clock,
    log,
    closeSurfaces: () => {
      surfaces?.close()
      tray.destroy()
    },
    stopEngine: async () => engine?.stop(),
    exit: (code) => app.exit(code),
  })
  const actions = menuActions(() => engine, open, log)
  const words = translator(closestLocale(app.getLocale()))
  const tray = createTraySurface(
    {
      out,
      clock,
      log,
      onClick: () => (surfaces === null ? open() : surfaces.window.toggle()),
      onMissing: () => open(),
    },
    {
      state: 'updating',
      tooltip: `Homeward: ${words('tray.starting')}`,
      menu: trayMenu(null, actions, words, () => new Date()),
    },
  )
  const endSession = (): void => quit.begin()
  held.add(tray).add(keepSessionWindow(BaseWindow, process.platform, endSession))
  app.on('second-instance', () => open())
  app.on('before-quit', (event) => {
    event.preventDefault()
    quit.begin()
  })

  await new Promise<void>((resolve) => clock.setTimer(ICON_FIRST_MS[background ? 'atSignIn' : 'otherwise'], resolve))
  engine = await startEngine()
  if (quit.begun) return engine.stop()
  // Like the engine read only now: the parsers of the whole contract are of no use to a tray icon.
  const { openSurfaces } = await import('./desktop.ts')
  surfaces = openSurfaces({
    engine,
    folder,
    out,
    clock,
    log,
    quietMs: background ? SIGN_IN_QUIET_MS : 0,
    onSessionEnd: endSession,
    present: (snapshot) => tray.update(viewOf(snapshot, actions)),
  })
  if (wanted !== null) surfaces.window.show(wanted.page)
}

function menuActions(engine: () => EnginePort | null, open: (page?: Page) => void, log: Log): MenuActions {
  type Intent = (handlers: EnginePort['handlers']) => ReturnType<EnginePort['handlers']['engine.resume']>
  const ask = (name: string, intent: Intent): void => {
    const handlers = engine()?.handlers
    if (handlers === undefined) return
    Promise.resolve(intent(handlers)).then(
      // The window has the room to say why.
      (outcome) => outcome.ok || open('overview'),
      (error: unknown) => log('error', 'A menu item failed', { item: name, cause: String(error) }),
    )
  }
  return {
    open,
    updateNow: () => ask('update now', (handlers) => handlers['engine.update-now']()),
    pause: (minutes) => ask('pause', (handlers) => handlers['engine.pause']({ minutes })),
    resume: () => ask('resume', (handlers) => handlers['engine.resume']()),
    quit: () => app.quit(),
  }
}
