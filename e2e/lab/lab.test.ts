// Tests the lab with a bare Electron tray app: when these pass, a failure of the end-to-end suite is Homeward's.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type DesktopSession, openDesktopSession } from './desktop/desktop-session.ts'
import { startNotificationService } from './desktop/notification-service.ts'
import { type LabBus, openBus } from './desktop/session-bus.ts'
import { startTrayWatcher } from './desktop/tray-watcher.ts'
import {
  canMakeNamespaces,
  createHomeNetwork,
  HOME_IPV4,
  NAMESPACES_NEEDED,
  SERVICE_IPV4,
} from './network/namespaces.ts'
import { missingForDesktop } from './prerequisites.ts'
import { command, until } from './process/process-group.ts'
import { electronExecutable, rendererSandbox } from './process/runtime.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

const APP = `
const { app, Tray, Menu, nativeImage, Notification, BrowserWindow } = require('electron')
app.disableHardwareAcceleration()
app.whenReady().then(() => {
  const bitmap = Buffer.alloc(16 * 16 * 4, 255)
  const tray = new Tray(nativeImage.createFromBitmap(bitmap, { width: 16, height: 16 }))
  globalThis.held = [tray]
  tray.setToolTip('all is well')
  const window = new BrowserWindow({ show: true })
  window.loadURL('data:text/html,<h1>here</h1>')
  const clicked = () => tray.setToolTip('chosen')
  tray.setContextMenu(Menu.buildFromTemplate([{ label: 'More', submenu: [{ label: 'Choose me', click: clicked }] }]))
  const toast = new Notification({ title: 'Hello', body: 'there' })
  toast.on('click', () => tray.setToolTip('toast clicked'))
  held.push(toast)
  toast.show()
})
app.on('window-all-closed', () => {})
`

async function bareApp(): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'homeward-bare-'))
  await chmod(folder, 0o755)
  writeFileSync(path.join(folder, 'package.json'), '{ "name": "bare", "version": "1.0.0", "main": "main.js" }')
  writeFileSync(path.join(folder, 'main.js'), APP)
  cleanups.push(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

async function desktop(): Promise<{ session: DesktopSession; bus: LabBus }> {
  const session = await openDesktopSession()
  cleanups.push(() => session.close())
  const bus = await openBus(session.busAddress)
  cleanups.push(() => bus.close())
  return { session, bus }
}

const missing = missingForDesktop()

describe('the lab desktop', () => {
  beforeEach(({ skip }) => skip(missing !== null, missing ?? ''))

  it('reads tooltip, icon, menu and toast of a real Electron app, and clicks them, with the sandbox on', async () => {
    const { session, bus } = await desktop()
    const tray = await startTrayWatcher(bus)
    const notifications = await startNotificationService(bus)
    const app = session.start(electronExecutable() ?? '', [await bareApp()])
    const item = await tray.item()
    await until('the tooltip', async () => (await item.tooltip()) === 'all is well')
    expect(await item.icon()).toMatchObject({ width: 16, height: 16 })
    const toast = await notifications.toast((shown) => shown.title === 'Hello')
    expect(toast.body).toBe('there')
    await notifications.click(toast)
    await until('the click on the toast', async () => (await item.tooltip()) === 'toast clicked')
    await item.choose('Choose me')
    await until('the click in the menu', async () => (await item.tooltip()) === 'chosen')
    const sandbox = await until('a page process', () => rendererSandbox(app.pid ?? 0))
    expect(sandbox).toEqual({ seccomp: 'filter', ownPidNamespace: true, uid: session.user.uid })
  })

  it('has its own unlocked gnome-keyring', async () => {
    const { bus } = await desktop()
    const SERVICE = ['org.freedesktop.secrets', '/org/freedesktop/secrets/collection/login'] as const
    const [locked] = await bus.call(...SERVICE, 'org.freedesktop.DBus.Properties', 'Get', 'ss', [
      'org.freedesktop.Secret.Collection',
      'Locked',
    ])
    expect(locked).toBe(false)
  })
})

describe('the lab network', () => {
  it('changes a real address in a namespace and keeps a route to the services', async ({ skip }) => {
    if (!canMakeNamespaces()) return skip(NAMESPACES_NEEDED)
    const network = await createHomeNetwork()
    cleanups.push(() => network.remove())
    const routeToServices = async () => command(...asCall(network.inside('home', 'ip', ['route', 'get', SERVICE_IPV4])))
    expect(await routeToServices()).toContain(`src ${HOME_IPV4}`)
    await network.change({ ipv4: '11.22.33.44' })
    expect(await routeToServices()).toContain('src 11.22.33.44')
    await network.change({ ipv6: '2a0e:1111::44' })
    await network.setLink('down')
    await network.setLink('up')
    const addresses = await command('ip', '-n', network.home, '-br', 'addr', 'show', 'dev', network.wire)
    expect(addresses).toContain('11.22.33.44/24')
    expect(addresses).toContain('2a0e:1111::44/32')
  })
})

const asCall = ([file, args]: [string, string[]]): [string, ...string[]] => [file, ...args]
