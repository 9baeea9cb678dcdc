// The running instance's answers to other processes: the desktop app and `homeward run` give the same ones.
import type { App } from '../compose.ts'
import { type ControlReply, type ControlRequest, controlAddress } from '../control/protocol.ts'
import { type ControlServer, serveControl } from '../control/server.ts'
import type { Log } from '../model/ports.ts'
import { rowsOf } from './status-command.ts'
import { updateOnce } from './update-command.ts'

export function serveInstance(app: App, folder: string, log: Log): Promise<ControlServer | null> {
  return serveControl(controlAddress(folder), (request) => answer(app, request), log)
}

async function answer(app: App, { ask }: ControlRequest): Promise<ControlReply> {
  const settings = app.snapshot().settings.file
  if (ask === 'update') {
    const { rows, online } = await updateOnce(app)
    return { ok: true, rows: [...rows], online, settings }
  }
  if (ask === 'look-again') app.engine.request('config-change')
  return { ok: true, rows: rowsOf(app.snapshot().records), online: app.engine.view?.online ?? true, settings }
}
