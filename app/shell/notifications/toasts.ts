// Shows toasts through the system's own service: one per category, the newer replaces the older.
import type { Notification as ElectronNotification, NotificationConstructorOptions } from 'electron'
import type { Log } from '../../model/ports.ts'
import type { Page } from '../ipc/snapshot-push.ts'
import type { Toast, ToastCategory } from './toast-policy.ts'

/** What Electron's class offers beyond the oldest version we run on (42: identity, clicks that outlive the object). */
type Options = NotificationConstructorOptions & { id?: string }

export interface ToastParts {
  readonly create: (options: Options) => ElectronNotification
  readonly isSupported: () => boolean
  readonly icon: string
  readonly open: (page: Page) => void
  readonly log: Log
}

export class Toasts {
  readonly #parts: ToastParts
  /** Held for as long as a click may come: a collected object would not hear it. */
  readonly #shown = new Map<ToastCategory, ElectronNotification>()

  constructor(parts: ToastParts) {
    this.#parts = parts
  }

  show({ category, title, body, page }: Toast): void {
    const { create, isSupported, icon, open, log } = this.#parts
    if (!isSupported()) {
      log('info', 'No toast: the system has no service for them', { category })
      return
    }
    this.withdraw(category)
    const notification = create({ id: `homeward-${category}`, title, body, icon, silent: category !== 'attention' })
    this.#shown.set(category, notification)
    notification.on('click', () => {
      this.#forget(category, notification)
      open(page)
    })
    notification.on('failed', (_event, error) => {
      log('warn', 'A toast could not be shown', { category, error: String(error) })
      this.#forget(category, notification)
    })
    notification.show()
    log('debug', 'Toast', { category })
  }

  withdraw(category: ToastCategory): void {
    const notification = this.#shown.get(category)
    if (notification === undefined) return
    this.#shown.delete(category)
    notification.close()
  }

  dispose(): void {
    for (const category of [...this.#shown.keys()]) this.withdraw(category)
  }

  #forget(category: ToastCategory, notification: ElectronNotification): void {
    if (this.#shown.get(category) === notification) this.#shown.delete(category)
  }
}
