// Everything around the app for one test, demo or measurement: network, internet, desktop and its own data folder.
import { chown, mkdir } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { type DesktopSession, openDesktopSession, type SessionOptions } from './desktop/desktop-session.ts'
import { type NotificationService, startNotificationService } from './desktop/notification-service.ts'
import { type LabBus, openBus } from './desktop/session-bus.ts'
import { startTrayWatcher, type TrayWatcher } from './desktop/tray-watcher.ts'
import { observeToasts, observeTray, openUserDesktop } from './desktop/user-desktop.ts'
import { type Internet, openInternet, type PracticeAccount } from './network/internet.ts'
import { type HomeNetwork, type NetworkNames, openHomeNetwork } from './network/namespaces.ts'
import { NETWORK_VARIABLE } from './network/set-up-network.ts'
import { writeForUser } from './process/unprivileged.ts'

export interface Environment {
  /** Null where no namespaces can be made: there the answer of the echo services changes instead of an address. */
  readonly network: HomeNetwork | null
  readonly internet: Internet
  readonly session: DesktopSession
  readonly bus: LabBus
  readonly tray: TrayWatcher
  readonly toasts: NotificationService
  /** Whether the desktop is the user's own. */
  readonly show: boolean
  /** HOMEWARD_HOME: settings, database and logs. */
  readonly folder: string
  readonly env: NodeJS.ProcessEnv
  /** Writes the settings file as the user's own editor would. */
  writeSettings(settings: object): Promise<void>
  close(): Promise<void>
}

/** The network that this program runs in; null outside a namespace. */
export function surroundingNetwork(): HomeNetwork | null {
  const names = process.env[NETWORK_VARIABLE]
  return names ? openHomeNetwork(JSON.parse(names) as NetworkNames) : null
}

export const SETTINGS_FILE = 'settings.yaml'

/** Who may update what at the practice provider, unless the environment's options name another account. */
export const PRACTICE: PracticeAccount = {
  username: 'practice',
  password: 'practice-password',
  token: 'practice-token',
  hostnames: ['nas.example.org', 'bench.example.org'],
}

export interface EnvironmentOptions extends SessionOptions {
  readonly account?: PracticeAccount
  /** Leaves toasts and tray to real programs: a service on the bus and an XEmbed host exclude each other. */
  readonly realDesktop?: boolean
  /** Uses the user's own display and session, so that the user can watch. */
  readonly show?: boolean
}

export async function openEnvironment(options: EnvironmentOptions = {}): Promise<Environment> {
  const network = surroundingNetwork()
  await network?.reset()
  const internet = await openInternet(network, options.account ?? PRACTICE)
  const opening = options.show ? openUserDesktop() : openDesktopSession(options)
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

interface Services extends Pick<Environment, 'tray' | 'toasts'> {
  close(): void
}

const absent = () => {
  throw new Error('real programs show tray and toasts here: look at the screen')
}

async function openServices({ show, realDesktop }: EnvironmentOptions, bus: LabBus): Promise<Services> {
  if (realDesktop) {
    const toasts = { shown: [], toast: absent, click: absent }
    return { tray: { item: absent, registeredAt: [] }, toasts, close: () => {} }
  }
  if (show) {
    const toasts = await observeToasts(bus.address)
    return { tray: observeTray(bus), toasts, close: toasts.close }
  }
  return { tray: await startTrayWatcher(bus), toasts: await startNotificationService(bus), close: () => {} }
}
