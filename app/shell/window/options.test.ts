import { describe, expect, it } from 'vitest'
import { windowOptions } from './options.ts'

const bounds = { x: 1, y: 2, width: 800, height: 600 }
const optionsOf = ({ packaged = true, dark = false } = {}) =>
  windowOptions({
    bounds,
    title: 'Homeward',
    icon: 'icon.png',
    dark,
    preload: '/app/preload.js',
    partition: 'page',
    packaged,
  })

/** Electron’s security checklist: https://www.electronjs.org/docs/latest/tutorial/security. What must not be so in any window. */
const FORBIDDEN = {
  contextIsolation: false,
  sandbox: false,
  nodeIntegration: true,
  nodeIntegrationInWorker: true,
  nodeIntegrationInSubFrames: true,
  webSecurity: false,
  allowRunningInsecureContent: true,
  experimentalFeatures: true,
  webviewTag: true,
  navigateOnDragDrop: true,
  plugins: true,
} as const

describe('every window', () => {
  it.each(Object.entries(FORBIDDEN))(
    'says itself that %s is not %s, whatever Electron’s default',
    (name, forbidden) => {
      for (const packaged of [true, false]) {
        expect(Reflect.get(optionsOf({ packaged }).webPreferences ?? {}, name)).toBe(!forbidden)
      }
    },
  )

  it('switches on no further feature of Blink', () => {
    expect(Object.keys(optionsOf().webPreferences ?? {})).not.toContain('enableBlinkFeatures')
  })

  it('has developer tools in development only', () => {
    expect(optionsOf({ packaged: true }).webPreferences?.devTools).toBe(false)
    expect(optionsOf({ packaged: false }).webPreferences?.devTools).toBe(true)
  })

  it('opens hidden, within its bounds, in a colour of the theme', () => {
    expect(optionsOf()).toMatchObject({ ...bounds, show: false })
    expect(optionsOf({ dark: true }).backgroundColor).not.toBe(optionsOf({ dark: false }).backgroundColor)
  })

  it('can be made as narrow as half of a small screen', () => {
    expect(optionsOf().minWidth).toBeLessThanOrEqual(400)
  })
})
