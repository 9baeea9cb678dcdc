import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { askInstance } from './client.ts'
import { type ControlReply, controlAddress, LONGEST_REQUEST } from './protocol.ts'
import { type ControlServer, serveControl } from './server.ts'

let folder: string
let server: ControlServer | null = null
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'homeward-control-'))
})
afterEach(() => {
  server?.close()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

const empty: ControlReply = {
  ok: true,
  rows: [],
  online: true,
  locale: 'en',
  settings: '/etc/homeward.yaml',
  notices: [],
}
const serve = async (answer: () => Promise<ControlReply>) => {
  server = await serveControl(controlAddress(folder), answer, () => {})
}
const send = (text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(controlAddress(folder), () => socket.write(text))
    let got = ''
    socket.on('data', (chunk) => {
      got += chunk
    })
    socket.on('end', () => resolve(got))
    socket.on('error', reject)
  })

it('answers over a socket that only its owner may open, even when a crash left one behind', async () => {
  writeFileSync(controlAddress(folder), '')
  await serve(async () => empty)
  if (process.platform !== 'win32') expect(statSync(controlAddress(folder)).mode & 0o777).toBe(0o600)
  expect(await askInstance(controlAddress(folder), { settings: null, request: { ask: 'status' } }, 1_000)).toEqual(
    empty,
  )
})

it('tells that nobody is there', async () => {
  expect(await askInstance(controlAddress(folder), { settings: null, request: { ask: 'status' } }, 1_000)).toBeNull()
})

it('refuses what it does not know and stays alive', async () => {
  await serve(async () => empty)
  expect(await send('{"ask":"rm -rf"}\n')).toContain('"ok":false')
  expect(await send('not json\n')).toContain('"ok":false')
  expect(await send('x'.repeat(LONGEST_REQUEST + 1))).toContain('"ok":false')
  expect(
    await askInstance(controlAddress(folder), { settings: null, request: { ask: 'update', force: [] } }, 1_000),
  ).toEqual(empty)
})

it('tells which settings an instance goes by when another file was meant', async () => {
  await serve(async () => ({ ok: false, otherSettings: '/etc/other.yaml' }))
  const message = { settings: '/etc/homeward.yaml', request: { ask: 'undo', hostname: 'nas.example.org' } } as const
  expect(await askInstance(controlAddress(folder), message, 1_000)).toEqual({
    ok: false,
    otherSettings: '/etc/other.yaml',
  })
})

it('gives up on an instance that does not answer', async () => {
  await serve(() => new Promise(() => {}))
  await expect(
    askInstance(controlAddress(folder), { settings: null, request: { ask: 'status' } }, 200),
  ).rejects.toThrow(/did not answer/)
})

it('keeps the address short enough for a socket', () => {
  const deep = join(folder, 'deep/'.repeat(40))
  expect(Buffer.byteLength(controlAddress(deep))).toBeLessThan(104)
  expect(controlAddress(deep)).not.toBe(controlAddress(`${deep}x`))
})
