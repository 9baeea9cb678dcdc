import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { FolderNameError, locateDataFolder, prepareDataFolder } from './data-folder.ts'

const made: string[] = []
const temporary = () => {
  const folder = mkdtempSync(join(tmpdir(), 'homeward-data-'))
  made.push(folder)
  return folder
}
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true })
})

describe('the data folder', () => {
  it('is HOMEWARD_HOME with everything below it', () => {
    const dataFolder = locateDataFolder({
      platform: 'linux',
      env: { HOMEWARD_HOME: '/srv/dns', XDG_DATA_HOME: '/x' },
      home: '/home/u',
    })
    expect(dataFolder).toEqual({
      root: '/srv/dns',
      settings: '/srv/dns/settings.yaml',
      lastValidSettings: '/srv/dns/settings.last-good.json',
      store: '/srv/dns/homeward.sqlite',
      lock: '/srv/dns/engine.lock',
      logs: '/srv/dns/logs',
      profile: '/srv/dns/profile',
    })
  })

  it('follows XDG on other systems, ignoring an empty home and relative paths', () => {
    const env = { HOMEWARD_HOME: '', XDG_CONFIG_HOME: '/etc/u', XDG_DATA_HOME: 'relative', XDG_STATE_HOME: '/var/u' }
    const dataFolder = locateDataFolder({ platform: 'linux', env, home: '/home/u' })
    expect(dataFolder).toMatchObject({
      root: '/home/u/.local/share/homeward',
      settings: '/etc/u/homeward/settings.yaml',
      logs: '/var/u/homeward/logs',
    })
  })

  it.runIf(process.platform !== 'win32')('is LocalAppData on Windows', () => {
    const dataFolder = locateDataFolder({ platform: 'win32', env: { LOCALAPPDATA: '/local' }, home: '/u' })
    expect(dataFolder).toMatchObject({
      root: '/local/Homeward',
      settings: '/local/Homeward/settings.yaml',
      logs: '/local/Homeward/logs',
    })
  })

  it.each(['~', '~/x', '~me/x', '$HOME/x', `${'$'}{HOME}/x`, '%APPDATA%\\\\x'])(
    'is told where only a shell would have replaced its name: %s',
    (own) => {
      const locate = () => locateDataFolder({ platform: 'linux', env: { HOMEWARD_HOME: own }, home: '/home/u' })
      expect(locate).toThrow(FolderNameError)
      expect(locate).toThrow(`HOMEWARD_HOME is ${own}, and only a shell`)
    },
  )

  it('needs no home folder where the environment names the others, and is told where it does', () => {
    const locate = (env: Record<string, string>) => locateDataFolder({ platform: 'linux', env, home: null })
    expect(locate({ HOMEWARD_HOME: '/srv/homeward' }).root).toBe('/srv/homeward')
    const xdg = { XDG_CONFIG_HOME: '/c', XDG_DATA_HOME: '/d', XDG_STATE_HOME: '/s' }
    expect(locate(xdg)).toMatchObject({ root: '/d/homeward', logs: '/s/homeward/logs' })
    expect(() => locate({})).toThrow('This user has no home folder. Name a folder for Homeward by HOMEWARD_HOME.')
  })

  it('takes the settings file that exists', () => {
    const home = temporary()
    writeFileSync(join(home, 'settings.json'), '{}')
    expect(locateDataFolder({ platform: 'linux', env: { HOMEWARD_HOME: home }, home: '/' }).settings).toBe(
      join(home, 'settings.json'),
    )
  })

  it.skipIf(process.platform === 'win32')('makes folders open to their user alone', () => {
    const home = join(temporary(), 'new')
    const before = { home: process.env.HOMEWARD_HOME, umask: process.umask() }
    process.env.HOMEWARD_HOME = home
    try {
      const dataFolder = prepareDataFolder()
      expect([dataFolder.root, dataFolder.logs].map((folder) => statSync(folder).mode & 0o777)).toEqual([0o700, 0o700])
      execFileSync('touch', [join(home, 'written')])
      expect(statSync(join(home, 'written')).mode & 0o777).toBe(0o600)
    } finally {
      process.umask(before.umask)
      if (before.home === undefined) delete process.env.HOMEWARD_HOME
      else process.env.HOMEWARD_HOME = before.home
    }
  })
})
