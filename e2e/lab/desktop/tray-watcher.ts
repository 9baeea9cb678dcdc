// The tray as a desktop sees it: implements org.kde.StatusNotifierWatcher. With it on the bus, Electron shows its icon over
// D-Bus, and tests read and click what a user would see: tooltip, status, pixels and menu.
import { DBusError, interface as dbus, Variant } from 'dbus-next'
import { until } from '../process/process-group.ts'
import type { LabBus } from './session-bus.ts'

class Watcher extends dbus.Interface {
  readonly items: string[] = []
  readonly registeredAt: number[] = []

  RegisterStatusNotifierItem(service: string) {
    this.items.push(service)
    this.registeredAt.push(performance.timeOrigin + performance.now())
    this.StatusNotifierItemRegistered(service)
  }
  RegisterStatusNotifierHost() {
    this.StatusNotifierHostRegistered()
  }
  StatusNotifierItemRegistered(service: string) {
    return service
  }
  StatusNotifierItemUnregistered(service: string) {
    return service
  }
  StatusNotifierHostRegistered() {}
  get RegisteredStatusNotifierItems() {
    return this.items
  }
  get IsStatusNotifierHostRegistered() {
    return true
  }
  get ProtocolVersion() {
    return 0
  }
}
Watcher.configureMembers({
  methods: { RegisterStatusNotifierItem: { inSignature: 's' }, RegisterStatusNotifierHost: { inSignature: '' } },
  signals: {
    StatusNotifierItemRegistered: { signature: 's' },
    StatusNotifierItemUnregistered: { signature: 's' },
    StatusNotifierHostRegistered: { signature: '' },
  },
  properties: {
    RegisteredStatusNotifierItems: { signature: 'as', access: 'read' },
    IsStatusNotifierHostRegistered: { signature: 'b', access: 'read' },
    ProtocolVersion: { signature: 'i', access: 'read' },
  },
})

export interface MenuItem {
  readonly id: number
  readonly label: string
  readonly type: string
  readonly enabled: boolean
  readonly checked: boolean
  readonly items: readonly MenuItem[]
}

export interface IconPicture {
  readonly width: number
  readonly height: number
  /** ARGB, 4 bytes per pixel. */
  readonly pixels: Buffer
}

export interface TrayItem {
  readonly service: string
  tooltip(): Promise<string>
  status(): Promise<string>
  icon(): Promise<IconPicture | null>
  menu(): Promise<readonly MenuItem[]>
  click(): Promise<void>
  /** Clicks the menu item with this label, at any level. Waits for it, since Electron rebuilds the menu as states change. */
  choose(label: string): Promise<void>
}

export interface TrayWatcher {
  /** The newest tray item; waits for one. */
  item(withinMs?: number): Promise<TrayItem>
  /** When each item registered since the watcher started, in wall-clock milliseconds with fractions. */
  readonly registeredAt: readonly number[]
}

const ITEM = 'org.kde.StatusNotifierItem'
const MENU = 'com.canonical.dbusmenu'
const PROPERTIES = 'org.freedesktop.DBus.Properties'
/** How long `choose` waits for a menu item. */
const MENU_ITEM_TIMEOUT_MS = 5_000

type Layout = [number, Record<string, unknown>, Layout[]]
const menuItem = ([id, properties, items]: Layout): MenuItem => ({
  id,
  label: String(properties.label ?? '').replaceAll(/_(?!_)/g, ''),
  type: String(properties.type ?? 'standard'),
  enabled: properties.enabled !== false,
  checked: properties['toggle-state'] === 1,
  items: items.map(menuItem),
})

const flatten = (items: readonly MenuItem[]): MenuItem[] => items.flatMap((item) => [item, ...flatten(item.items)])

/** @param registered what the item's program registered with the watcher */
export function openTrayItem(bus: LabBus, registered: string): TrayItem {
  // Either a bus name, or a path at the sender: Electron registers a name.
  const [service, path] = registered.includes('/') ? registered.split(/(?=\/)/) : [registered, '/StatusNotifierItem']
  if (service === undefined || path === undefined) throw new Error(`a tray item registered as ${registered}`)
  const get = async (name: string) => (await bus.call(service, path, PROPERTIES, 'Get', 'ss', [ITEM, name]))[0]
  const layout = async () => {
    const menuPath = String(await get('Menu'))
    const reply = await bus.call(service, menuPath, MENU, 'GetLayout', 'iias', [0, -1, []])
    return { menuPath, items: menuItem(reply[1] as Layout).items }
  }
  return {
    service,
    tooltip: async () => {
      const [, , title, text] = (await get('ToolTip')) as [string, unknown, string, string]
      return [title, text].filter(Boolean).join(' ')
    },
    status: async () => String(await get('Status')),
    icon: async () => {
      const sizes = (await get('IconPixmap')) as [number, number, Buffer][]
      const largest = sizes.sort((a, b) => b[0] - a[0])[0]
      return largest ? { width: largest[0], height: largest[1], pixels: largest[2] } : null
    },
    menu: async () => (await layout()).items,
    click: async () => {
      await bus.call(service, path, ITEM, 'Activate', 'ii', [0, 0])
    },
    choose: async (label) => {
      let why = ''
      const click = async (): Promise<boolean> => {
        let isFound = false
        try {
          const { menuPath, items } = await layout()
          const all = flatten(items)
          const found = all.find((item) => item.label === label && item.enabled)
          why = `it has ${all.map((item) => item.label)}`
          if (found === undefined) return false
          isFound = true
          await bus.call(service, menuPath, MENU, 'Event', 'isvu', [found.id, 'clicked', new Variant('i', 0), 0])
          return true
        } catch (error) {
          if (!(error instanceof DBusError)) throw error
          // An item that ends the app ends it before it replies to the click. Any other error: the menu was rebuilt meanwhile.
          why = error.text
          return isFound && error.type === 'org.freedesktop.DBus.Error.NoReply'
        }
      }
      await until(`"${label}" in the tray menu`, click, MENU_ITEM_TIMEOUT_MS).catch((error: unknown) => {
        throw new Error(`"${label}" cannot be chosen from the tray menu: ${why}`, { cause: error })
      })
    },
  }
}

/** Must run before the app starts: without a watcher on the bus Electron falls back to an XEmbed icon. */
export async function startTrayWatcher(bus: LabBus): Promise<TrayWatcher> {
  const watcher = new Watcher('org.kde.StatusNotifierWatcher')
  await bus.exportObject('org.kde.StatusNotifierWatcher', '/StatusNotifierWatcher', watcher)
  return {
    item: (withinMs = 15_000) =>
      until(
        'a tray icon',
        async () => {
          for (const registered of [...watcher.items].reverse()) {
            if (await bus.hasOwner(registered.split('/')[0] ?? '')) return openTrayItem(bus, registered)
          }
          return null
        },
        withinMs,
      ),
    registeredAt: watcher.registeredAt,
  }
}
