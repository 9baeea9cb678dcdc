// Where Homeward keeps its files: HOMEWARD_HOME, else the standard folders of each system.
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { closestLocale } from '../../contract/locale.ts'
import { type Translate, translator } from '../../contract/messages/translate.ts'
import { messageOf } from '../../model/message-of.ts'
import { errorCode } from '../error-code.ts'
import { systemLocale } from '../system-locale.ts'
import { unsafeFolder } from './folder-safety.ts'

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
  /** The user's home folder; null where the system knows none. */
  readonly home: string | null
}

/** The folder cannot be named by what the environment says. The message is a sentence for the user. */
export class FolderNameError extends Error {}

/** The first of these that exists is the settings file; when none exists, the first is created. */
const SETTINGS_NAMES = ['settings.yaml', 'settings.yml', 'settings.json']

function settingsIn(folder: string): string {
  const paths = SETTINGS_NAMES.map((name) => join(folder, name))
  return paths.find((path) => existsSync(path)) ?? join(folder, 'settings.yaml')
}

/** What only a shell replaces: "~/x", "$HOME/x", "%APPDATA%\\x". Taken as it is, it would be a folder of that name. */
const isUnexpanded = (path: string): boolean => /^~|^\$\{?\w|^%\w+%/.test(path)

function folders({ platform, env, home }: DataFolderOptions): { root: string; config: string; logs: string } {
  const own = env.HOMEWARD_HOME
  if (own !== undefined && own !== '') {
    if (isUnexpanded(own)) {
      throw new FolderNameError(
        `HOMEWARD_HOME is ${own}, and only a shell replaces how that begins. Write the whole path of the folder.`,
      )
    }
    const root = resolve(own)
    return { root, config: root, logs: join(root, 'logs') }
  }
  const inHome = (...parts: readonly string[]): string => {
    if (home === null) {
      throw new FolderNameError('This user has no home folder. Name a folder for Homeward by HOMEWARD_HOME.')
    }
    return join(home, ...parts)
  }
  if (platform === 'win32') {
    const root = join(env.LOCALAPPDATA || inHome('AppData', 'Local'), 'Homeward')
    return { root, config: root, logs: join(root, 'logs') }
  }
  /** The XDG base directory specification says to ignore a relative path. */
  const xdg = (value: string | undefined, ...fallback: readonly string[]): string =>
    join(value !== undefined && isAbsolute(value) ? value : inHome(...fallback), 'homeward')
  return {
    root: xdg(env.XDG_DATA_HOME, '.local', 'share'),
    config: xdg(env.XDG_CONFIG_HOME, '.config'),
    logs: join(xdg(env.XDG_STATE_HOME, '.local', 'state'), 'logs'),
  }
}

/** @returns null for a user without an entry in the password file, as in many containers, where HOME is not set either */
function homeFolder(): string | null {
  try {
    return homedir()
  } catch {
    return null
  }
}

/** Names the files and folders, and creates none of them. @throws FolderNameError */
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

export interface OpenedDataFolder {
  readonly folder: DataFolder
  /** Why nothing can or may be written there: a sentence. What is in it may be read all the same. Null when it can. */
  readonly problem: string | null
}

/**
 * Names the files and folders for this process, and creates the folders for data and logs, which only the user may read
 * (0700). From then on only the user may read any file that this process writes. @throws FolderNameError
 */
export function openDataFolder(): OpenedDataFolder {
  if (process.platform !== 'win32') process.umask(0o077)
  const folder = locateDataFolder({ platform: process.platform, env: process.env, home: homeFolder() })
  try {
    const translate = translator(closestLocale(systemLocale()))
    // Nothing is made in a folder of somebody else.
    for (const each of [folder.root, folder.logs]) {
      createFolder(each, translate)
      refuseUnsafe(each, translate)
    }
    // The settings may name a command to run.
    const settings = dirname(folder.settings)
    if (existsSync(settings)) refuseUnsafe(settings, translate)
    return { folder, problem: null }
  } catch (error) {
    return { folder, problem: messageOf(error) }
  }
}

/** The same for who has to write. @throws when a folder cannot be created or written, or when others could write to one. */
export function prepareDataFolder(): DataFolder {
  const { folder, problem } = openDataFolder()
  if (problem !== null) throw new Error(problem)
  return folder
}

/** @throws when others could write to it. The message is a sentence for the user. */
function refuseUnsafe(folder: string, translate: Translate): void {
  const danger = unsafeFolder(folder, translate)
  if (danger !== null) throw new Error(danger)
}

function createFolder(folder: string, translate: Translate): void {
  try {
    createWithParents(folder)
    accessSync(folder, constants.W_OK)
  } catch (error) {
    const code = errorCode(error) ?? String(error)
    throw new Error(translate('dialog.folder-unusable', { path: folder, code }))
  }
}

/** One after the other: `recursive` loops forever in a folder that accepts none (/proc). */
function createWithParents(folder: string): void {
  if (existsSync(folder)) return
  const parent = dirname(folder)
  if (parent !== folder) createWithParents(parent)
  mkdirSync(folder, { mode: 0o700 })
}
