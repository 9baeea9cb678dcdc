import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { locateDataFolder, prepareDataFolder } from './data-folder.ts'

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
