import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keyFilePath, readKeyFile, writeKeyFile } from './key-file.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'homeward-key-'))
  file = join(folder, 'control.json')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const key = { address: '/run/homeward/control-0123456789abcdef.sock', token: '0123456789abcdef0123456789abcdef' }
const plant = (value: unknown) => writeFileSync(file, JSON.stringify(value), { mode: 0o600 })

describe.skipIf(process.platform === 'win32')('the key file of the control socket', () => {
  it('is read as it was written', () => {
    writeKeyFile(file, key)
    expect(readKeyFile(file)).toEqual(key)
    expect(keyFilePath(folder)).toBe(file)
  })

  it('does not count when another user could have read or written it', () => {
    for (const mode of [0o640, 0o604, 0o620, 0o602, 0o666]) {
      plant(key)
      chmodSync(file, mode)
      expect(readKeyFile(file), mode.toString(8)).toBeNull()
    }
  })

  it.runIf(process.getuid?.() === 0)('does not count when it belongs to another user', () => {
    plant(key)
    expect(readKeyFile(file)).toEqual(key)
    chownSync(file, 54_321, 54_321)
    expect(readKeyFile(file)).toBeNull()
  })

  it('does not count as a link, and is not waited for as a named pipe', () => {
    const real = join(folder, 'real')
    writeKeyFile(real, key)
    symlinkSync(real, file)
    expect(readKeyFile(file)).toBeNull()
    rmSync(file)
    execFileSync('mkfifo', ['-m', '600', file])
    expect(readKeyFile(file)).toBeNull()
  })

  it.each([
    { ...key, address: 'control-01.sock' },
    { ...key, address: '/run/docker.sock' },
    { ...key, address: '\\\\server\\pipe\\homeward-0123456789abcdef0123456789abcdef' },
    { ...key, token: 'short' },
    { ...key, more: 1 },
    [key],
    'x'.repeat(2_000),
  ])('does not count with %j in it', (value) => {
    plant(value)
    expect(readKeyFile(file)).toBeNull()
  })
})
