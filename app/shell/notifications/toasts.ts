// Shows toasts through the system's notification service. A newer toast replaces the older one of its category.
import type { Notification as ElectronNotification, NotificationConstructorOptions } from 'electron'
import type { Log } from '../../model/ports.ts'
import type { Page } from '../ipc/snapshot-push.ts'
import type { Toast, ToastCategory } from './toast-queue.ts'

/** Electron 42 also takes an id, so that a click works after the object is gone. The oldest one we support ignores it. */
type Options = NotificationConstructorOptions & { id?: string }

export interface ToastsOptions {
  readonly create: (options: Options) => ElectronNotification
  readonly isSupported: () => boolean
  readonly icon: string
  readonly open: (page: Page) => void
  readonly log: Log
}

export interface Toasts {
  readonly show: (toast: Toast) => void
  readonly withdraw: (category: ToastCategory) => void
  readonly dispose: () => void
}

export function createToasts({ create, isSupported, icon, open, log }: ToastsOptions): Toasts {
  /** Keeps the objects alive: a click on a collected one is lost. */
  const shown = new Map<ToastCategory, ElectronNotification>()

  function remove(category: ToastCategory, notification: ElectronNotification): void {
    if (shown.get(category) === notification) shown.delete(category)
  }
  function withdraw(category: ToastCategory): void {
    const notification = shown.get(category)
    shown.delete(category)
    notification?.close()
  }
  function show({ category, title, body, page }: Toast): void {
    if (!isSupported()) {
      log('info', 'no toast: the system has no notification service', { category })
      return
    }
    withdraw(category)
    const notification = create({ id: `homeward-${category}`, title, body, icon, silent: category !== 'attention' })
    shown.set(category, notification)
    notification.on('click', () => {
      remove(category, notification)
      open(page)
    })
    notification.on('failed', (_event, error) => {
      log('warn', 'a toast could not be shown', { category, error })
      remove(category, notification)
    })
    notification.show()
    log('debug', 'toast', { category })
  }

  return {
    show,
    withdraw,
    dispose: () => {
      for (const category of [...shown.keys()]) withdraw(category)
    },
  }
}
