// The part of a dependency audit that needs no network. Known holes are told by `npm audit`, where the registry answers it.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const read = (name) => JSON.parse(readFileSync(path.join(import.meta.dirname, '../..', name), 'utf8'))
const { packages } = read('package-lock.json')
const { dependencies } = read('package.json')
const installed = Object.entries(packages).filter(([folder]) => folder !== '')
const nameOf = (folder) => folder.replace(/^.*node_modules\//, '')

/** What runs code when it is installed. `npm ci --ignore-scripts` would leave the addons of the first two unbuilt. */
const WITH_SCRIPTS = ['@photostructure/sqlite', 'keytar', 'electron-winstaller', 'esbuild', 'usocket']

/** What is in the app: each of these is another author to trust, so a new one is a decision. */
const SHIPPED = [
  ...['@leichtgewicht/ip-codec', '@photostructure/sqlite', 'commander', 'csv-stringify', 'dns-packet', 'electron-log'],
  ...['eventemitter3', 'i18next', 'ipaddr.js', 'keytar', 'node-addon-api', 'node-gyp-build', 'p-queue', 'p-timeout'],
  ...['saxes', 'xmlchars', 'yaml', 'zod'],
]

describe('the lockfile', () => {
  it('takes every package from the registry, with the checksum of its content', () => {
    expect(installed.length).toBeGreaterThan(500)
    for (const [folder, { resolved, integrity, link }] of installed) {
      expect(link, folder).toBeUndefined()
      // Without an address it is the registry's. A repository or an archive elsewhere would have one.
      expect(resolved ?? 'registry', folder).toBe('registry')
      expect(integrity, folder).toMatch(/^sha512-/)
    }
  })

  it('names every package that runs a script when it is installed', () => {
    const found = installed.filter(([, { hasInstallScript }]) => hasInstallScript).map(([folder]) => nameOf(folder))
    expect(found.sort()).toEqual([...WITH_SCRIPTS].sort())
  })

  it('has no package in the app besides those that were chosen', () => {
    const shipped = installed.filter(([, { dev, optional, devOptional }]) => !dev && !optional && !devOptional)
    expect([...new Set(shipped.map(([folder]) => nameOf(folder)))].sort()).toEqual([...SHIPPED].sort())
    expect(SHIPPED).toEqual(expect.arrayContaining(Object.keys(dependencies)))
  })

  it('has nothing that its author calls deprecated', () => {
    expect(installed.filter(([, { deprecated }]) => deprecated).map(([folder]) => folder)).toEqual([])
  })
})
