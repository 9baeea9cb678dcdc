import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeFileAtomically } from './atomic-file.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'homeward-atomic-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('writing a file atomically', () => {
  it('creates missing folders, and only the user may read file and folder', async () => {
    const path = join(folder, 'deep', 'er', 'file')
    await writeFileAtomically(path, 'text')
    expect(readFileSync(path, 'utf8')).toBe('text')
    if (process.platform === 'win32') return
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, 'deep', 'er')).mode & 0o777).toBe(0o700)
  })

  it('removes the rights of others from an existing file', async () => {
    const path = join(folder, 'file')
    writeFileSync(path, 'old', { mode: 0o644 })
    await writeFileAtomically(path, 'new')
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('shows a reader the old text or the new one, never less', async () => {
    const path = join(folder, 'file')
    const texts = ['a', 'b'].map((letter) => letter.repeat(200_000))
    await writeFileAtomically(path, texts[0] ?? '')
    let writing = true
    const writer = (async () => {
      for (let i = 0; i < 20; i += 1) await writeFileAtomically(path, texts[i % 2] ?? '')
      writing = false
    })()
    let reads = 0
    while (writing) {
      expect(texts).toContain(readFileSync(path, 'utf8'))
      reads += 1
      await new Promise((resolve) => setImmediate(resolve))
    }
    await writer
    expect(reads).toBeGreaterThan(0)
  })

  it('leaves nothing behind when it fails', async () => {
    const path = join(folder, 'taken')
    mkdirSync(join(path, 'full'), { recursive: true })
    await expect(writeFileAtomically(path, 'text')).rejects.toThrow()
    expect(readdirSync(folder)).toEqual(['taken'])
  })
})
