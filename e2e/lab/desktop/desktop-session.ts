// The lab's own desktop: D-Bus session, X display and unlocked gnome-keyring, all run by the unprivileged user and removed
// afterwards. It neither sees nor touches the user's real session.
import { randomBytes } from 'node:crypto'
import { chown, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import type { Readable } from 'node:stream'
import { createProcessGroup, endProcess, type ProcessGroup, until } from '../process/process-group.ts'
import { asUser, createUserFolder, type LabUser, labUser, removeFolder } from '../process/unprivileged.ts'
import { openBus } from './session-bus.ts'

export interface DesktopSession {
  readonly user: LabUser
  /** Holds everything of the session, the user's home included. */
  readonly folder: string
  readonly busAddress: string
  readonly display: string
  /** Environment for programs of this session. */
  readonly env: NodeJS.ProcessEnv
  readonly processes: ProcessGroup
  /** Starts a program of the session as its user. */
  start(file: string, args: readonly string[]): ReturnType<ProcessGroup['start']>
  readonly keyring: Keyring
  close(): Promise<void>
}

/** The session's gnome-keyring, unlocked at first. */
export interface Keyring {
  stop(): Promise<void>
  /** Starts it unlocked, with what it held before. */
  start(): Promise<void>
}

const FOLDERS = ['home', 'config', 'data', 'cache', 'state', 'run', 'tmp'] as const

/** Root may use the bus, too: the tests run as root and everything else as the user. */
const busConfig = (socket: string) => `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=${socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow send_destination="*" eavesdrop="true"/>
    <allow receive_sender="*" eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`

async function firstLine(stream: Readable, what: string): Promise<string> {
  let text = ''
  stream.on('data', (chunk) => {
    text += String(chunk)
  })
  return until(what, () => (text.includes('\n') ? text.split('\n')[0] : null))
}

export interface SessionOptions {
  readonly screen?: string
}

export async function openDesktopSession(options: SessionOptions = {}): Promise<DesktopSession> {
  const user = labUser()
  const folder = await createUserFolder(user, 'desktop')
  const processes = createProcessGroup()
  for (const name of FOLDERS) {
    await mkdir(path.join(folder, name), { mode: 0o700 })
    if (user.stepsDown) await chown(path.join(folder, name), user.uid, user.gid)
  }
  const socket = path.join(folder, 'bus')
  const busAddress = `unix:path=${socket}`
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    LANG: 'C.UTF-8',
    LANGUAGE: 'en',
    HOME: path.join(folder, 'home'),
    XDG_CONFIG_HOME: path.join(folder, 'config'),
    XDG_DATA_HOME: path.join(folder, 'data'),
    XDG_CACHE_HOME: path.join(folder, 'cache'),
    XDG_STATE_HOME: path.join(folder, 'state'),
    XDG_RUNTIME_DIR: path.join(folder, 'run'),
    TMPDIR: path.join(folder, 'tmp'),
    XDG_SESSION_TYPE: 'x11',
    DBUS_SESSION_BUS_ADDRESS: busAddress,
  }
  const start = (file: string, args: readonly string[], stdio: ('ignore' | 'pipe')[] = ['ignore', 'pipe', 'pipe']) =>
    processes.start(...asUser(user, file, args), { env, stdio, cwd: folder })
  const close = async () => {
    await processes.endAll()
    await removeFolder(folder)
  }
  const keyring = createKeyring(start, busAddress)
  try {
    const config = path.join(folder, 'bus.conf')
    await writeFile(config, busConfig(socket), { mode: 0o644 })
    const bus = start('dbus-daemon', [`--config-file=${config}`, '--nofork', '--print-address'])
    if (bus.stdout) await firstLine(bus.stdout, 'the D-Bus session')
    env.DISPLAY = await openDisplay(start, options.screen ?? '1280x800x24')
    await keyring.start()
  } catch (error) {
    await close()
    throw error
  }
  return { user, folder, busAddress, display: env.DISPLAY ?? '', env, processes, start, keyring, close }
}

type Start = (file: string, args: readonly string[], stdio?: ('ignore' | 'pipe')[]) => ReturnType<ProcessGroup['start']>

async function openDisplay(start: Start, screen: string): Promise<string> {
  const args = ['-displayfd', '3', '-screen', '0', screen, '-nolisten', 'tcp', '-noreset']
  const server = start('Xvfb', args, ['ignore', 'pipe', 'pipe', 'pipe'])
  const numbers = server.stdio[3]
  if (!numbers || !('on' in numbers)) throw new Error('Xvfb gave no stream to read its display from')
  return `:${await firstLine(numbers as Readable, 'the X display')}`
}

function createKeyring(start: Start, busAddress: string): Keyring {
  const password = randomBytes(16).toString('hex')
  let daemon: ReturnType<Start> | null = null
  return {
    stop: async () => {
      if (daemon) await endProcess(daemon)
      daemon = null
    },
    start: async () => {
      daemon = start(
        'gnome-keyring-daemon',
        ['--foreground', '--unlock', '--components=secrets'],
        ['pipe', 'pipe', 'pipe'],
      )
      daemon.stdin?.end(password)
      const bus = await openBus(busAddress)
      try {
        await until('the keyring', () => bus.hasOwner('org.freedesktop.secrets'))
      } finally {
        bus.close()
      }
    },
  }
}
