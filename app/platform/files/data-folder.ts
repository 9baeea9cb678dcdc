// Where Homeward keeps its files: HOMEWARD_HOME, else the standard folders of each system.
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { errorCode } from '../error-code.ts'

export interface DataFolder {
  /** Identifies the installation: one engine runs per root. */
  readonly root: string
  /** The user's settings file. It need not exist. */
  readonly settings: string
  readonly lastValidSettings: string
  readonly store: string
  readonly lock: string
  /** A folder. */
  readonly logs: string
  /** A folder for Electron's own files. */
  readonly profile: string
}

interface DataFolderOptions {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
}

/** The first of these that exists is the settings file; when none exists, the first is created. */
const SETTINGS_NAMES = ['settings.yaml', 'settings.yml', 'settings.json']

function settingsIn(folder: string): string {
  const paths = SETTINGS_NAMES.map((name) => join(folder, name))
  return paths.find((path) => existsSync(path)) ?? join(folder, 'settings.yaml')
}

/** The XDG base directory specification says to ignore a relative path. */
const xdg = (value: string | undefined, fallback: string): string =>
  join(value !== undefined && isAbsolute(value) ? value : fallback, 'homeward')

function folders({ platform, env, home }: DataFolderOptions): { root: string; config: string; logs: string } {
  const own = env.HOMEWARD_HOME
  if (own !== undefined && own !== '') {
    const root = resolve(own)
    return { root, config: root, logs: join(root, 'logs') }
  }
  if (platform === 'win32') {
    const root = join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'Homeward')
    return { root, config: root, logs: join(root, 'logs') }
  }
  return {
    root: xdg(env.XDG_DATA_HOME, join(home, '.local', 'share')),
    config: xdg(env.XDG_CONFIG_HOME, join(home, '.config')),
    logs: join(xdg(env.XDG_STATE_HOME, join(home, '.local', 'state')), 'logs'),
  }
}

/** Names the files and folders, and creates none of them. */
export function locateDataFolder(options: DataFolderOptions): DataFolder {
  const { root, config, logs } = folders(options)
  return {
    root,
    settings: settingsIn(config),
    // The name that every installation already has.
    lastValidSettings: join(root, 'settings.last-good.json'),
    store: join(root, 'homeward.sqlite'),
    lock: join(root, 'engine.lock'),
    logs,
    profile: join(root, 'profile'),
  }
}

/**
 * Names the files and folders for this process, and creates the folders for data and logs, which only the user may read
 * (0700). From then on only the user may read any file that this process writes. @throws when a folder cannot be created.
 */
export function prepareDataFolder(): DataFolder {
  if (process.platform !== 'win32') process.umask(0o077)
  const dataFolder = locateDataFolder({ platform: process.platform, env: process.env, home: homedir() })
  for (const folder of [dataFolder.root, dataFolder.logs]) createFolder(folder)
  return dataFolder
}

function createFolder(folder: string): void {
  try {
    createWithParents(folder)
    accessSync(folder, constants.W_OK)
  } catch (error) {
    const code = errorCode(error) ?? String(error)
    throw new Error(
      `The folder ${folder} cannot be made or written (${code}). Check its rights, or name another data folder by HOMEWARD_HOME.`,
    )
  }
}

/** One after the other: `recursive` loops forever in a folder that accepts none (/proc). */
function createWithParents(folder: string): void {
  if (existsSync(folder)) return
  const parent = dirname(folder)
  if (parent !== folder) createWithParents(parent)
  mkdirSync(folder, { mode: 0o700 })
}
