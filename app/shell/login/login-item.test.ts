import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { translator } from '../../contract/messages/translate.ts'
import type { LoginItemState } from '../engine-port.ts'
import { createAutostartEntry, desktopEntry, stateOfEntry } from './autostart-entry.ts'
import { noLoginEntry, setLoginItem } from './login-item.ts'

const t = translator('en')

describe('starting at sign-in', () => {
  const entryIn = (state: LoginItemState) => ({ read: () => state, write: vi.fn() })

  it.each([
    ['off', true, [[true]]],
    ['on', false, [[false]]],
    ['on', true, []],
    ['off', false, []],
    ['off-by-system', false, [[false]]],
  ] as const)('goes from %s to %s by writing %j', (state, on, writes) => {
    const entry = entryIn(state)
    expect(setLoginItem(entry, on, t)).toEqual({ ok: true })
    expect(entry.write.mock.calls).toEqual(writes)
  })

  it('is not switched on when the user switched it off in the system’s settings', () => {
    const entry = entryIn('off-by-system')
    expect(setLoginItem(entry, true, t)).toMatchObject({ ok: false })
    expect(entry.write).not.toHaveBeenCalled()
  })

  it('is unavailable in development', () => {
    expect(noLoginEntry.read()).toBe('unavailable')
    expect(setLoginItem(noLoginEntry, true, t)).toMatchObject({ ok: false })
  })

  it('says why the system refused', () => {
    const entry = {
      read: () => 'off' as const,
      write: () => {
        throw new Error('disk full')
      },
    }
    expect(setLoginItem(entry, true, t)).toEqual({
      ok: false,
      message: 'Starting at sign-in could not be changed: disk full',
    })
  })
})

describe('the autostart entry', () => {
  const folders: string[] = []
  const configHome = () => {
    const folder = mkdtempSync(join(tmpdir(), 'homeward-autostart-'))
    folders.push(folder)
    return folder
  }
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
  })

  it('starts the app hidden, and is removed without a trace', () => {
    const home = configHome()
    const entry = createAutostartEntry(home, '/opt/Homeward/homeward')
    expect(entry.read()).toBe('off')
    entry.write(true)
    expect(entry.read()).toBe('on')
    expect(readFileSync(join(home, 'autostart/homeward.desktop'), 'utf8')).toContain(
      'Exec="/opt/Homeward/homeward" --background\n',
    )
    entry.write(false)
    expect(entry.read()).toBe('off')
    expect(readdirSync(join(home, 'autostart'))).toEqual([])
  })

  it.each(['Hidden=true', 'X-GNOME-Autostart-enabled=false'])(
    'counts as switched off by the system when it holds %s',
    (line) => {
      const text = `${desktopEntry('/opt/h').replace('X-GNOME-Autostart-enabled=true\n', '')}${line}\n`
      expect(stateOfEntry(text, '/opt/h')).toBe('off-by-system')
    },
  )

  it('of another program does not count as ours', () => {
    const home = configHome()
    mkdirSync(join(home, 'autostart'))
    writeFileSync(join(home, 'autostart/homeward.desktop'), desktopEntry('/opt/old/homeward'))
    expect(createAutostartEntry(home, '/opt/new/homeward').read()).toBe('off')
  })

  it('quotes every character that a path may hold', () => {
    expect(desktopEntry('/opt/My "Apps"/100%/$x`y\\z')).toContain(
      'Exec="/opt/My \\\\"Apps\\\\"/100%%/\\\\$x\\\\`y\\\\\\\\z" --background',
    )
    expect(stateOfEntry(desktopEntry('/opt/My "Apps"/100%/$x`y\\z'), '/opt/My "Apps"/100%/$x`y\\z')).toBe('on')
  })
})
