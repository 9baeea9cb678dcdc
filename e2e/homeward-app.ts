// The real app under Playwright: started as the environment's user, with Chromium's sandbox, and used by tray and window.
import path from 'node:path'
import { type ElectronApplication, _electron as electron, type Page } from 'playwright/test'
import type { TrayItem } from './lab/desktop/tray-watcher.ts'
import type { Environment } from './lab/environment.ts'
import { chromiumArguments } from './lab/process/app-process.ts'
import { until } from './lab/process/process-group.ts'
import { electronExecutable, projectDir, rendererSandbox, type SandboxFacts } from './lab/process/runtime.ts'
import { userLauncher } from './lab/process/unprivileged.ts'
import { label } from './labels.ts'

/** Global variable of the main process that records the messages of the bridge. */
const TRACE = 'homewardTrace'

export class HomewardApp {
  readonly environment: Environment
  /** Executable of a packaged app. Null: the checkout runs in the Electron that set-up found. */
  readonly #packaged: string | null
  #electron: ElectronApplication | null = null
  #page: Page | null = null
  #started = false

  constructor(environment: Environment, packaged: string | null = null) {
    this.environment = environment
    this.#packaged = packaged
  }

  /** Whether it was ever started. */
  get started(): boolean {
    return this.#started
  }

  get electron(): ElectronApplication {
    if (this.#electron === null) throw new Error('the app is not started')
    return this.#electron
  }

  /** Starts the app as a user does: its window opens. @returns the window's page. */
  async start(args: readonly string[] = []): Promise<Page> {
    await this.startInBackground(args)
    this.#page = await this.electron.firstWindow()
    await this.#page.waitForLoadState('domcontentloaded')
    return this.#page
  }

  /** Starts the app without waiting for a window. */
  async startInBackground(args: readonly string[] = []): Promise<void> {
    const { session, env } = this.environment
    const executable = this.#packaged ?? electronExecutable()
    if (executable === null) throw new Error('there is no Electron runtime; run: npm run setup')
    const app = this.#packaged === null ? [projectDir] : []
    const launcher = await userLauncher(session.user, executable, path.dirname(this.environment.folder))
    this.#started = true
    this.#electron = await electron.launch({
      executablePath: launcher,
      args: [...chromiumArguments(this.environment), ...app, ...args],
      cwd: session.folder,
      // Left out, Playwright starts every Electron without its sandbox.
      chromiumSandbox: chromiumArguments(this.environment).length === 0,
      env: env as Record<string, string>,
      timeout: 20_000,
    })
  }

  get page(): Page {
    if (this.#page === null) throw new Error('no window is open')
    return this.#page
  }

  tray(): Promise<TrayItem> {
    return this.environment.tray.item()
  }

  async openWindow(): Promise<Page> {
    const opened = this.electron.waitForEvent('window')
    await (await this.tray()).choose(label('menu.open'))
    this.#page = await opened
    await this.#page.waitForLoadState('domcontentloaded')
    return this.#page
  }

  /** Closes the window as its close button does. The app continues. */
  async closeWindow(): Promise<void> {
    const page = this.page
    const closed = page.waitForEvent('close')
    await this.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
    await closed
    this.#page = null
  }

  /** Quits the app by its menu. */
  async quit(): Promise<void> {
    const ended = this.electron.waitForEvent('close')
    await (await this.tray()).choose(label('menu.quit'))
    await ended
    this.#electron = null
    this.#page = null
  }

  /** What the kernel says about the page's process. Linux only. */
  sandbox(): Promise<SandboxFacts> {
    return until('the page process', () => rendererSandbox(this.electron.process().pid ?? 0))
  }

  /**
   * From now on records every message between page and main process, as text. What the page sends to save an account is
   * left out: it may contain the secret.
   */
  async traceMessages(): Promise<void> {
    await this.electron.evaluate(({ ipcMain, webContents }, name) => {
      const trace: string[] = []
      Object.assign(globalThis, { [name]: trace })
      const note = (direction: string, value: unknown) => trace.push(`${direction} ${JSON.stringify(value)}`)
      const { _invokeHandlers: handlers } = ipcMain as unknown as {
        _invokeHandlers: Map<string, (event: unknown, ...args: unknown[]) => unknown>
      }
      for (const [channel, handler] of handlers) {
        handlers.set(channel, async (event, ...args) => {
          if (!JSON.stringify([channel, args]).includes('account.save')) note('to main', [channel, args])
          const result = await handler(event, ...args)
          note('to page', [channel, result])
          return result
        })
      }
      for (const contents of webContents.getAllWebContents()) {
        const send = contents.send.bind(contents)
        contents.send = (channel, ...args) => {
          note('to page', [channel, args])
          send(channel, ...args)
        }
      }
    }, TRACE)
  }

  tracedMessages(): Promise<readonly string[]> {
    return this.electron.evaluate((_, name) => (globalThis as unknown as Record<string, string[]>)[name] ?? [], TRACE)
  }

  /** Ends the app in whatever state a test left it. */
  async dispose(): Promise<void> {
    await this.#electron?.close().catch(() => this.#electron?.process().kill('SIGKILL'))
    this.#electron = null
  }
}
