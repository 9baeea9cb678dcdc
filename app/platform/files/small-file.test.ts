import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readSmallFile } from './small-file.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'homeward-small-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const at = (name: string) => path.join(folder, name)

it('reads a file up to the limit, through a link as well', async () => {
  writeFileSync(at('my file'), '11.22.33.44\n')
  symlinkSync(at('my file'), at('link'))
  for (const name of ['my file', 'link']) {
    const reading = await readSmallFile(at(name), 64)
    expect(reading).toMatchObject({ kind: 'read', writtenAt: expect.any(Number) })
    expect(reading.kind === 'read' && Buffer.from(reading.bytes).toString()).toBe('11.22.33.44\n')
  }
  writeFileSync(at('large'), 'x'.repeat(65))
  expect(await readSmallFile(at('large'), 64)).toEqual({ kind: 'too-large' })
})

it('says what is no file', async () => {
  expect(await readSmallFile(at('none'), 64)).toEqual({ kind: 'missing' })
  expect(await readSmallFile(folder, 64)).toEqual({ kind: 'not-regular' })
  symlinkSync(at('loop'), at('loop'))
  expect(await readSmallFile(at('loop'), 64)).toEqual({ kind: 'unreadable', code: 'ELOOP' })
  expect(await readSmallFile(`${at('none')}\0`, 64)).toMatchObject({ kind: 'unreadable' })
})

it.skipIf(process.platform === 'win32')('opens no FIFO and no device, and waits for none', async () => {
  execFileSync('mkfifo', [at('fifo')])
  const begun = performance.now()
  expect(await readSmallFile(at('fifo'), 64)).toEqual({ kind: 'not-regular' })
  for (const device of ['/dev/zero', '/dev/null', '/dev/tty']) {
    expect(await readSmallFile(device, 64)).toMatchObject({ kind: expect.stringMatching(/^(not-regular|missing)$/) })
  }
  expect(performance.now() - begun).toBeLessThan(1_900)
})

it.skipIf(process.platform !== 'linux')('reads no more than the limit of a file that says it is empty', async () => {
  expect(await readSmallFile('/proc/self/maps', 64)).toEqual({ kind: 'too-large' })
})
