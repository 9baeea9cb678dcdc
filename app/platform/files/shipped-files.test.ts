import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { changedShippedFile } from './shipped-files.ts'

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

  it('are not checked in a checkout, where nothing was packed', () => {
    rmSync(join(entry(), 'shipped-files.json'))
    rmSync(library())
    expect(changedShippedFile(entry())).toBeNull()
  })
})
