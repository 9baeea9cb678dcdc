import { EventEmitter } from 'node:events'
import { describe, expect, it, vi } from 'vitest'
import type { AppOptions } from '../../contract/settings.ts'
import { createTaskbarTheme, taskbarFromRegistry } from './taskbar-theme.ts'

interface Native {
  shouldUseDarkColors: boolean
  themeSource: AppOptions['theme']
  shouldUseDarkColorsForSystemIntegratedUI?: boolean
}

function themeOf(native: Native, platform: NodeJS.Platform, { registry = '', desktop = '' } = {}) {
  const nativeTheme = Object.assign(new EventEmitter(), native)
  const queryRegistry = vi.fn(async () => registry)
  // Electron's type has overloads; the emitter has the same two methods.
  const theme = createTaskbarTheme({ nativeTheme: nativeTheme as never, platform, desktop, queryRegistry })
  return { theme, nativeTheme, queryRegistry }
}

const printed = (value: string) =>
  `\r\nHKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Themes\\Personalize\r\n    SystemUsesLightTheme    REG_DWORD    ${value}\r\n\r\n`

describe('the taskbar’s theme on Windows', () => {
  it('is Electron’s theme of system surfaces, not of windows', () => {
    const { theme } = themeOf(
      { shouldUseDarkColors: true, themeSource: 'system', shouldUseDarkColorsForSystemIntegratedUI: false },
      'win32',
    )
    expect(theme.current()).toBe('light')
  })

  it('is read from the registry where Electron does not know it', async () => {
    const { theme } = themeOf({ shouldUseDarkColors: true, themeSource: 'system' }, 'win32', {
      registry: printed('0x1'),
    })
    expect(await theme.refresh()).toBe(true)
    expect(theme.current()).toBe('light')
    expect(await theme.refresh()).toBe(false)
  })

  it('stays dark, as Windows ships it, when neither knows', async () => {
    const { theme } = themeOf({ shouldUseDarkColors: false, themeSource: 'system' }, 'win32', {
      registry: 'ERROR: not found',
    })
    await theme.refresh()
    expect(theme.current()).toBe('dark')
  })

  it('is reported when it changes, and only then', async () => {
    const { theme, nativeTheme } = themeOf(
      { shouldUseDarkColors: true, themeSource: 'system', shouldUseDarkColorsForSystemIntegratedUI: true },
      'win32',
    )
    const onChange = vi.fn()
    const stop = theme.subscribe(onChange)
    nativeTheme.emit('updated')
    await vi.waitFor(() => expect(nativeTheme.listenerCount('updated')).toBe(1))
    expect(onChange).not.toHaveBeenCalled()
    nativeTheme.shouldUseDarkColorsForSystemIntegratedUI = false
    nativeTheme.emit('updated')
    await vi.waitFor(() => expect(onChange).toHaveBeenCalledOnce())
    stop()
    expect(nativeTheme.listenerCount('updated')).toBe(0)
  })

  it.each([
    [printed('0x0'), 'dark'],
    [printed('0x1'), 'light'],
    ['', null],
    ['ERROR: The system was unable to find the specified registry key or value.', null],
  ])('is found in the output of reg (%#)', (output, expected) => {
    expect(taskbarFromRegistry(output)).toBe(expected)
  })
})

describe('the panel’s theme on Linux', () => {
  it('is the theme of windows', () => {
    expect(
      themeOf({ shouldUseDarkColors: false, themeSource: 'system' }, 'linux', { desktop: 'KDE' }).theme.current(),
    ).toBe('light')
  })

  it('is dark on GNOME, whose bar is black', () => {
    const { theme } = themeOf({ shouldUseDarkColors: false, themeSource: 'system' }, 'linux', {
      desktop: 'ubuntu:GNOME',
    })
    expect(theme.current()).toBe('dark')
  })

  it('does not follow the theme that the user chose for our own window', async () => {
    const { theme, nativeTheme } = themeOf({ shouldUseDarkColors: true, themeSource: 'system' }, 'linux')
    Object.assign(nativeTheme, { shouldUseDarkColors: false, themeSource: 'light' })
    expect(await theme.refresh()).toBe(false)
    expect(theme.current()).toBe('dark')
  })
})
