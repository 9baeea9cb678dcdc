import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { scanForSecret } from './leak-scan.ts'

const SECRET = 'canary-7f3a/9+secret'
let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'homeward-scan-'))
  mkdirSync(path.join(folder, 'deep/er'), { recursive: true })
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('the scan for a leaked secret', () => {
  it.each([
    ['plain', Buffer.from(`x${SECRET}y`)],
    ['as UTF-16', Buffer.from(`x${SECRET}`, 'utf16le')],
    ['in Base64', Buffer.from(Buffer.from(SECRET).toString('base64'))],
    ['in the Base64 of user:secret', Buffer.from(Buffer.from(`user:${SECRET}`).toString('base64'))],
    ['in Base64 between other bytes', Buffer.from(Buffer.from(`me:${SECRET}!`).toString('base64'))],
    ['in hexadecimal', Buffer.from(Buffer.from(SECRET).toString('hex'))],
    ['URL-encoded', Buffer.from(`/update?token=${encodeURIComponent(SECRET)}`)],
  ])('finds it %s', async (_, content) => {
    writeFileSync(path.join(folder, 'deep/er/file'), content)
    expect((await scanForSecret([folder], SECRET)).leaks).toEqual([path.join(folder, 'deep/er/file')])
  })

  it('finds nothing where there is no secret, and counts the files it read', async () => {
    writeFileSync(path.join(folder, 'deep/innocent'), 'canary-7f3a')
    expect(await scanForSecret([folder], SECRET)).toEqual({ files: 1, leaks: [] })
  })
})
