// Everything around the app for one test, demo or measurement: network, internet, desktop, and a data folder of its own.
import { chown, mkdir } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { type DesktopSession, openDesktopSession, type SessionOptions } from './desktop/desktop-session.ts'
import { type NotificationService, serveNotifications } from './desktop/notification-service.ts'
import { type LabBus, openBus } from './desktop/session-bus.ts'
import { type TrayWatcher, watchTray } from './desktop/tray-watcher.ts'
import { lookAtTray, openUsersDesktop, overhearToasts } from './desktop/user-desktop.ts'
import { type Internet, openInternet, type PracticeAccount } from './network/internet.ts'
import { type HomeNetwork, type NetworkNames, openHomeNetwork } from './network/namespaces.ts'
import { NETWORK_VARIABLE } from './network/set-up-network.ts'
import { writeForUser } from './process/unprivileged.ts'

export interface World {
  /** Null where no namespaces can be made: then the echo services' answer is what changes. */
  readonly network: HomeNetwork | null
  readonly internet: Internet
  readonly session: DesktopSession
  readonly bus: LabBus
  readonly tray: TrayWatcher
  readonly toasts: NotificationService
  /** The desktop is the user's own. */
  readonly show: boolean
  /** HOMEWARD_HOME: settings, database and logs. */
  readonly folder: string
  readonly env: NodeJS.ProcessEnv
  /** Writes the settings file as the user's own editor would. */
  writeSettings(settings: object): Promise<void>
  close(): Promise<void>
}

/** The network that the surrounding program stands in; null outside of one. */
export function surroundingNetwork(): HomeNetwork | null {
  const names = process.env[NETWORK_VARIABLE]
  return names ? openHomeNetwork(JSON.parse(names) as NetworkNames) : null
}

export const SETTINGS_FILE = 'settings.yaml'

/** Who may update what at the practice provider, unless a world says otherwise. */
export const PRACTICE: PracticeAccount = {
  username: 'practice',
  password: 'practice-password',
  token: 'practice-token',
  hostnames: ['nas.example.org', 'bench.example.org'],
}

export interface WorldOptions extends SessionOptions {
  readonly account?: PracticeAccount
  /** Leaves toasts and tray to real programs: a service on the bus and an XEmbed host exclude each other. */
  readonly realDesktop?: boolean
  /** The user's own display and session, for looking on. */
  readonly show?: boolean
}

export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const network = surroundingNetwork()
  await network?.reset()
  const internet = await openInternet(network, options.account ?? PRACTICE)
  const opening = options.show ? openUsersDesktop() : openDesktopSession(options)
  const session = await opening.catch(async (error: unknown) => {
    await internet.close()
    throw error
  })
  const folder = path.join(session.folder, 'homeward')
  await mkdir(folder, { mode: 0o700 })
  if (session.user.stepsDown) await chown(folder, session.user.uid, session.user.gid)
  const bus = await openBus(session.busAddress)
  const services = await openServices(options, bus)
  return {
    network,
    internet,
    session,
    bus,
    ...services,
    show: options.show ?? false,
    folder,
    env: { ...session.env, HOMEWARD_HOME: folder },
    writeSettings: (settings) =>
      writeForUser(session.user, path.join(folder, SETTINGS_FILE), JSON.stringify(settings, null, 2)),
    close: async () => {
      services.close()
      bus.close()
      await session.close()
      await internet.close()
    },
  }
}

interface Services extends Pick<World, 'tray' | 'toasts'> {
  close(): void
}

const absent = () => {
  throw new Error('tray and toasts are shown by real programs here: look at the screen')
}

async function openServices({ show, realDesktop }: WorldOptions, bus: LabBus): Promise<Services> {
  if (realDesktop) {
    const toasts = { shown: [], toast: absent, click: absent }
    return { tray: { item: absent, registeredAt: [] }, toasts, close: () => {} }
  }
  if (show) {
    const toasts = await overhearToasts(bus.address)
    return { tray: lookAtTray(bus), toasts, close: toasts.close }
  }
  return { tray: await watchTray(bus), toasts: await serveNotifications(bus), close: () => {} }
}
