// The desktop's toasts: implements org.freedesktop.Notifications, notes what was shown, and clicks it as a user would.
import { setTimeout as sleep } from 'node:timers/promises'
import { interface as dbus } from 'dbus-next'
import { until } from '../process/process-group.ts'
import { type LabBus, plain } from './session-bus.ts'

export interface Toast {
  readonly id: number
  readonly app: string
  readonly title: string
  readonly body: string
  readonly actions: readonly string[]
  /** 0 low, 1 normal, 2 critical. */
  readonly urgency: number | null
  readonly at: number
}

class Notifications extends dbus.Interface {
  readonly shown: Toast[] = []
  private last = 0

  Notify(app: string, replaces: number, _: string, title: string, body: string, actions: string[], hints: unknown) {
    if (replaces === 0) this.last += 1
    const id = replaces || this.last
    const urgency = (plain(hints) as Record<string, unknown>).urgency
    const level = typeof urgency === 'number' ? urgency : null
    this.shown.push({ id, app, title, body, actions, urgency: level, at: Date.now() })
    return id
  }
  CloseNotification(id: number) {
    this.NotificationClosed(id, 3)
  }
  GetCapabilities() {
    return ['body', 'actions', 'persistence']
  }
  GetServerInformation() {
    return ['Homeward lab', 'Homeward', '1', '1.2']
  }
  NotificationClosed(id: number, reason: number) {
    return [id, reason]
  }
  ActionInvoked(id: number, action: string) {
    return [id, action]
  }
}
Notifications.configureMembers({
  methods: {
    Notify: { inSignature: 'susssasa{sv}i', outSignature: 'u' },
    CloseNotification: { inSignature: 'u' },
    GetCapabilities: { outSignature: 'as' },
    GetServerInformation: { outSignature: 'ssss' },
  },
  signals: { NotificationClosed: { signature: 'uu' }, ActionInvoked: { signature: 'us' } },
})

export interface NotificationService {
  readonly shown: readonly Toast[]
  /** The first toast, from position `from` on, that `matches`; waits for it. */
  toast(matches: (toast: Toast) => boolean, options?: { withinMs?: number; from?: number }): Promise<Toast>
  click(toast: Toast): Promise<void>
}

export async function startNotificationService(bus: LabBus): Promise<NotificationService> {
  const service = new Notifications('org.freedesktop.Notifications')
  await bus.exportObject('org.freedesktop.Notifications', '/org/freedesktop/Notifications', service)
  return {
    shown: service.shown,
    toast: (matches, { withinMs = 10_000, from = 0 } = {}) =>
      until('a toast', () => service.shown.slice(from).find(matches), withinMs),
    click: async (toast) => {
      // A person needs a moment. So does the sender, which learns the toast's id only from our reply.
      await sleep(200)
      service.ActionInvoked(toast.id, 'default')
      await sleep(200)
      service.NotificationClosed(toast.id, 2)
    },
  }
}
