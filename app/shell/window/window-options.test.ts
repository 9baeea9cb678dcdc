import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MIN_WIDTH, windowOptions } from './window-options.ts'

const options = (packaged: boolean) =>
  windowOptions({
    bounds: { x: 1, y: 2, width: 800, height: 600 },
    title: 'Homeward',
    icon: 'icon.png',
    dark: false,
    preload: '/app/preload.js',
    partition: 'page',
    packaged,
  })

describe('every window', () => {
  it('states each protection, be it the default or not', () => {
    expect(options(true).webPreferences).toEqual({
      preload: '/app/preload.js',
      partition: 'page',
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      spellcheck: false,
      enableWebSQL: false,
      plugins: false,
      devTools: false,
    })
    expect(options(false).webPreferences?.devTools).toBe(true)
  })

  it('stays hidden until its page can be seen, and usable down to 400 pixels', () => {
    expect(options(true).show).toBe(false)
    expect(MIN_WIDTH).toBe(400)
    expect(options(true).minWidth).toBe(MIN_WIDTH)
  })
})

describe('the sources of the shell', () => {
  const sources = readdirSync(join(import.meta.dirname, '..'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => ({ name, text: readFileSync(join(import.meta.dirname, '..', name), 'utf8') }))

  it('make windows in one place', () => {
    expect(sources.length).toBeGreaterThan(20)
    const makers = sources.filter(({ text }) => /new (electron\.)?BrowserWindow\b/.test(text)).map(({ name }) => name)
    expect(makers).toEqual([join('window', 'window-factory.ts')])
  })

  it.each([
    'webSecurity: false',
    'allowRunningInsecureContent: true',
    'enableBlinkFeatures',
    'experimentalFeatures: true',
    "'certificate-error'",
    'setCertificateVerifyProc',
    'rejectUnauthorized',
    'loadFile',
    'executeJavaScript',
  ])('do not say %s', (words) => {
    expect(sources.filter(({ text }) => text.includes(words)).map(({ name }) => name)).toEqual([])
  })
})
