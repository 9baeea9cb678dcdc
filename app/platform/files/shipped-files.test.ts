import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { changedShippedFile, forgetLibraryPlaces } from './shipped-files.ts'

describe('files beside the archive', () => {
  let folder: string
  const entry = () => join(folder, 'out/app')
  const library = () => join(folder, 'native-addon/network.node')

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'homeward-shipped-'))
    mkdirSync(entry(), { recursive: true })
    mkdirSync(join(folder, 'native-addon'))
    writeFileSync(library(), 'as it was built')
    const sum = createHash('sha256').update('as it was built').digest('hex')
    writeFileSync(join(entry(), 'shipped-files.json'), JSON.stringify({ 'native-addon/network.node': sum }))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('pass while they are unchanged', () => {
    expect(changedShippedFile(entry())).toBeNull()
  })

  it('are named when one byte differs', () => {
    writeFileSync(library(), 'as it was built!')
    expect(changedShippedFile(entry())).toBe('native-addon/network.node')
  })

  it('are named when they are missing', () => {
    rmSync(library())
    expect(changedShippedFile(entry())).toBe('native-addon/network.node')
  })

  it.each(['native-addon/build/Release/network.node', 'node_modules/keytar/build/Release/keytar.node'])(
    'are named when one is there that was not packed: %s',
    (planted) => {
      mkdirSync(join(folder, planted, '..'), { recursive: true })
      writeFileSync(join(folder, planted), 'planted')
      expect(changedShippedFile(entry())).toBe(planted)
      rmSync(join(folder, planted))
      symlinkSync(library(), join(folder, planted))
      expect(changedShippedFile(entry())).toBe(planted)
    },
  )

  it('are not checked in a checkout, where nothing was packed', () => {
    rmSync(join(entry(), 'shipped-files.json'))
    rmSync(library())
    expect(changedShippedFile(entry())).toBeNull()
  })
})

it('no variable of the environment names another place for a library', () => {
  const env = { KEYTAR_PREBUILD: '/tmp', '@PHOTOSTRUCTURE/SQLITE_PREBUILD': '/tmp', PREBUILDS_ONLY: '1', PATH: '/bin' }
  forgetLibraryPlaces(env)
  expect(env).toEqual({ PATH: '/bin' })
})
