// The user's own desktop, so that the user can watch (`--show`). Its display and D-Bus session are used as they are and only
// observed: nothing replaces the desktop's own programs, and the user's keyring is left alone.
import process from 'node:process'
import { Message, MessageType, sessionBus } from 'dbus-next'
import { createProcessGroup, until } from '../process/process-group.ts'
import { createUserFolder, removeFolder } from '../process/unprivileged.ts'
import type { DesktopSession } from './desktop-session.ts'
import type { NotificationService, Toast } from './notification-service.ts'
import { type LabBus, plain } from './session-bus.ts'
import { openTrayItem, type TrayWatcher } from './tray-watcher.ts'

const WATCHER = 'org.kde.StatusNotifierWatcher'
const PROPERTIES = 'org.freedesktop.DBus.Properties'

/** @throws what is missing on this desktop */
export async function openUserDesktop(): Promise<DesktopSession> {
  const { DISPLAY: display, DBUS_SESSION_BUS_ADDRESS: busAddress } = process.env
  if (!display) throw new Error('--show needs a desktop: there is no DISPLAY here')
  if (!busAddress) throw new Error('--show needs a desktop: there is no D-Bus session here')
  const user = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0, stepsDown: false }
  const folder = await createUserFolder(user, 'demo')
  const processes = createProcessGroup()
  const env = { ...process.env }
  const start: DesktopSession['start'] = (file, args) => processes.start(file, args, { env, cwd: folder })
  const refuse = async () => {
    throw new Error("the user's own keyring is left alone")
  }
  const close = async () => {
    await processes.endAll()
    await removeFolder(folder)
  }
  return { user, folder, busAddress, display, env, processes, start, keyring: { start: refuse, stop: refuse }, close }
}

/** Observes the icons in the user's own tray. */
export function observeTray(bus: LabBus): TrayWatcher {
  const registered = async () => {
    if (!(await bus.hasOwner(WATCHER))) throw new Error('--show needs a tray that takes StatusNotifierItem icons')
    const property = [WATCHER, 'RegisteredStatusNotifierItems']
    const reply = await bus.call(WATCHER, '/StatusNotifierWatcher', PROPERTIES, 'Get', 'ss', property)
    return reply[0] as string[]
  }
  return {
    registeredAt: [],
    item: (withinMs = 15_000) =>
      until(
        "Homeward's tray icon",
        async () => {
          for (const name of (await registered()).reverse()) {
            const item = openTrayItem(bus, name)
            if ((await item.tooltip().catch(() => '')).startsWith('Homeward')) return item
          }
          return null
        },
        withinMs,
      ),
  }
}

/** Observes the toasts that Homeward sends to the user's own desktop. */
export async function observeToasts(busAddress: string): Promise<NotificationService & { close(): void }> {
  const connection = sessionBus({ busAddress })
  await new Promise<void>((resolve, reject) => {
    connection.once('connect', () => resolve())
    connection.once('error', reject)
  })
  const shown: Toast[] = []
  connection.on('message', (message: Message) => {
    if (message.type !== MessageType.METHOD_CALL || message.member !== 'Notify') return
    const [app, , , title, body, actions, hints] = (message.body ?? []) as [
      string,
      number,
      string,
      string,
      string,
      string[],
      object,
    ]
    const { urgency } = plain(hints) as { urgency?: number }
    shown.push({ id: shown.length, app, title, body, actions, urgency: urgency ?? null, at: Date.now() })
  })
  const rule = "type='method_call',interface='org.freedesktop.Notifications',member='Notify'"
  await connection.call(
    new Message({
      destination: 'org.freedesktop.DBus',
      path: '/org/freedesktop/DBus',
      interface: 'org.freedesktop.DBus.Monitoring',
      member: 'BecomeMonitor',
      signature: 'asu',
      body: [[rule], 0],
    }),
  )
  return {
    shown,
    toast: (matches, { withinMs = 10_000, from = 0 } = {}) =>
      until('a toast', () => shown.slice(from).find(matches), withinMs),
    click: async () => {
      throw new Error("toasts on the user's own desktop are the user's to click")
    },
    close: () => connection.disconnect(),
  }
}
