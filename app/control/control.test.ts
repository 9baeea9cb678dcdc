import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { requestInstance } from './client.ts'
import { type ControlReply, controlAddress, LONGEST_REQUEST } from './protocol.ts'
import { type ControlServer, openControlServer } from './server.ts'

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
  server = await openControlServer(controlAddress(folder), answer, () => {})
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

it('answers over a socket that only its owner may open, also when a crash left one behind', async () => {
  writeFileSync(controlAddress(folder), '')
  await serve(async () => empty)
  if (process.platform !== 'win32') expect(statSync(controlAddress(folder)).mode & 0o777).toBe(0o600)
  expect(
    await requestInstance(
      controlAddress(folder),
      { settings: null, request: { command: 'status', payload: {} } },
      1_000,
    ),
  ).toEqual(empty)
})

it('returns null when no instance is running', async () => {
  expect(
    await requestInstance(
      controlAddress(folder),
      { settings: null, request: { command: 'status', payload: {} } },
      1_000,
    ),
  ).toBeNull()
})

it('refuses unknown requests and keeps running', async () => {
  await serve(async () => empty)
  expect(await send('{"settings":null,"request":{"command":"rm -rf","payload":{}}}\n')).toContain('"ok":false')
  expect(await send('not json\n')).toContain('"ok":false')
  expect(await send('x'.repeat(LONGEST_REQUEST + 1))).toContain('"ok":false')
  expect(
    await requestInstance(
      controlAddress(folder),
      { settings: null, request: { command: 'update', payload: { force: [] } } },
      1_000,
    ),
  ).toEqual(empty)
})

it('names the settings file of an instance that uses another one', async () => {
  await serve(async () => ({ ok: false, otherSettings: '/etc/other.yaml' }))
  const message = {
    settings: '/etc/homeward.yaml',
    request: { command: 'undo', payload: { hostname: 'nas.example.org' } },
  } as const
  expect(await requestInstance(controlAddress(folder), message, 1_000)).toEqual({
    ok: false,
    otherSettings: '/etc/other.yaml',
  })
})

it('gives up on an instance that does not answer', async () => {
  await serve(() => new Promise(() => {}))
  await expect(
    requestInstance(controlAddress(folder), { settings: null, request: { command: 'status', payload: {} } }, 200),
  ).rejects.toThrow(/did not answer/)
})

it('keeps the address short enough for a socket', () => {
  const deep = join(folder, 'deep/'.repeat(40))
  expect(Buffer.byteLength(controlAddress(deep))).toBeLessThan(104)
  expect(controlAddress(deep)).not.toBe(controlAddress(`${deep}x`))
})
