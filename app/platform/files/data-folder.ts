// Where Homeward keeps its files: HOMEWARD_HOME, else where each system wants them.
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join, resolve } from 'node:path'

export interface DataFolder {
  /** Identifies the installation: one engine runs per root. */
  readonly root: string
  /** The user's settings file, there or not. */
  readonly settings: string
  readonly lastGoodSettings: string
  readonly store: string
  readonly lock: string
  /** A folder. */
  readonly logs: string
  /** A folder for what the window's runtime keeps of its own accord. */
  readonly profile: string
}

interface Surroundings {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
}

/** In this order; the first that is there is the settings file, and the first of all is made when none is. */
const SETTINGS_NAMES = ['settings.yaml', 'settings.yml', 'settings.json']

function settingsIn(folder: string): string {
  const paths = SETTINGS_NAMES.map((name) => join(folder, name))
  return paths.find((path) => existsSync(path)) ?? join(folder, 'settings.yaml')
}

/** The XDG base directory specification: a relative path is to be ignored. */
const xdg = (value: string | undefined, fallback: string): string =>
  join(value !== undefined && isAbsolute(value) ? value : fallback, 'homeward')

function folders({ platform, env, home }: Surroundings): { root: string; config: string; logs: string } {
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

/** Names the places; makes none of them. */
export function locateDataFolder(surroundings: Surroundings): DataFolder {
  const { root, config, logs } = folders(surroundings)
  return {
    root,
    settings: settingsIn(config),
    lastGoodSettings: join(root, 'settings.last-good.json'),
    store: join(root, 'homeward.sqlite'),
    lock: join(root, 'engine.lock'),
    logs,
    profile: join(root, 'profile'),
  }
}

/**
 * Names the places for this process and makes the folders for data and logs, open to their user alone (0700). Whatever
 * this process writes from here on is its user's alone, too. @throws when a folder cannot be made.
 */
export function prepareDataFolder(): DataFolder {
  if (process.platform !== 'win32') process.umask(0o077)
  const places = locateDataFolder({ platform: process.platform, env: process.env, home: homedir() })
  for (const folder of [places.root, places.logs]) makeFolder(folder)
  return places
}

function makeFolder(folder: string): void {
  try {
    makeStepwise(folder)
    accessSync(folder, constants.W_OK)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new Error(
      `The folder ${folder} cannot be made or written (${code}). Check its rights, or name another data folder by HOMEWARD_HOME.`,
    )
  }
}

/** One after the other: made all at once, a folder in a place that takes none (/proc) keeps Node busy for ever. */
function makeStepwise(folder: string): void {
  if (existsSync(folder)) return
  const parent = dirname(folder)
  if (parent !== folder) makeStepwise(parent)
  mkdirSync(folder, { mode: 0o700 })
}
