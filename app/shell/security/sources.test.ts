// Rules for the source text of the shell that no type can express.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const shell = join(import.meta.dirname, '..')
const sources = readdirSync(shell, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => ({ name, text: readFileSync(join(shell, name), 'utf8') }))

describe('the sources of the shell', () => {
  it('create windows in one file', () => {
    expect(sources.length).toBeGreaterThan(20)
    const makers = sources.filter(({ text }) => /new (electron\.)?BrowserWindow\b/.test(text)).map(({ name }) => name)
    expect(makers).toEqual([join('window', 'create-window.ts')])
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
  ])('do not contain %s', (words) => {
    expect(sources.filter(({ text }) => text.includes(words)).map(({ name }) => name)).toEqual([])
  })
})
