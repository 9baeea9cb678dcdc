import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type ControlHandlers, type ControlRequest, type ControlResult, controlCommands } from '../contract/control.ts'
import { createSnapshot } from '../testing/snapshots.ts'
import { requestInstance } from './client.ts'
import { openInstanceSocket } from './instance.ts'
import { realPath } from './protocol.ts'
import type { ControlServer } from './server.ts'

let folder: string
let server: ControlServer | null = null
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'homeward-instance-'))
  writeFileSync(join(folder, 'settings.yaml'), 'version: 1\n')
})
afterEach(() => {
  server?.close()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

const rows: ControlResult = { ok: true, rows: [], online: true }

async function open(answer: ControlResult = rows, checkStore = () => {}): Promise<ControlHandlers> {
  const commands = Object.keys(controlCommands)
  const handlers = Object.fromEntries(
    commands.map((command) => [command, vi.fn(() => answer)]),
  ) as unknown as ControlHandlers
  const created = createSnapshot('zh-CN')
  const notices = [
    { id: 'settings-invalid', severity: 'error', message: 'line 3' },
    { id: 'adapter-polling', severity: 'warning', message: 'polling' },
  ] as const
  const snapshot = () => ({
    ...created,
    notices: [...notices],
    settings: { ...created.settings, file: join(folder, 'settings.yaml') },
  })
  server = await openInstanceSocket(folder, { handlers, snapshot, log: () => {}, checkStore })
  return handlers
}

const send = (request: ControlRequest, settings: string | null = null) =>
  requestInstance(folder, { settings, request }, 1_000)

it('hands each command to its handler and adds its own state to the rows', async () => {
  const handlers = await open()
  const payload = { account: 'home', hostname: null }
  expect(await send({ command: 'dismiss', payload })).toEqual({
    ...rows,
    locale: 'zh-CN',
    settings: join(folder, 'settings.yaml'),
    notices: ['line 3'],
  })
  expect(handlers.dismiss).toHaveBeenCalledWith(payload)
  await send({ command: 'update', payload: { force: ['nas.example.org'] } })
  expect(handlers.update).toHaveBeenCalledWith({ force: ['nas.example.org'] })
})

it('passes on a refusal, and whether the command named something unknown', async () => {
  const refusal = { ok: false, message: 'x.example.org is not in the settings.', usage: true } as const
  await open(refusal)
  expect(await send({ command: 'undo', payload: { hostname: 'x.example.org' } })).toEqual(refusal)
})

it('does nothing for a client that means another settings file', async () => {
  const handlers = await open()
  expect(await send({ command: 'status', payload: {} }, '/etc/other.yaml')).toMatchObject({
    ok: false,
    otherSettings: join(folder, 'settings.yaml'),
  })
  expect(handlers.status).not.toHaveBeenCalled()
})

it('takes a link to its settings file for the file', async () => {
  await open()
  const link = join(folder, 'link.yaml')
  symlinkSync(join(folder, 'settings.yaml'), link)
  expect(await send({ command: 'status', payload: {} }, realPath(link))).toMatchObject({ ok: true })
})

it('has the database looked after before it answers, since whoever asks may read the file next', async () => {
  const order: string[] = []
  const handlers = await open(rows, () => order.push('checked'))
  vi.mocked(handlers.status).mockImplementation(() => {
    order.push('answered')
    return rows
  })
  await send({ command: 'status', payload: {} })
  expect(order).toEqual(['checked', 'answered'])
})
