// The running instance's answers to other processes: the desktop app and `homeward run` give the same ones.
import type { App, ComposeOptions } from '../compose.ts'
import { type ControlReply, type ControlRequest, controlAddress } from '../control/protocol.ts'
import { type ControlServer, serveControl } from '../control/server.ts'
import { rowsOf } from './status-command.ts'
import { undoOn, updateOnce } from './update-command.ts'

export function serveInstance(app: App, folder: string, log: ComposeOptions['log']): Promise<ControlServer | null> {
  return serveControl(controlAddress(folder), (request) => answer(app, request), log)
}

async function answer(app: App, request: ControlRequest): Promise<ControlReply> {
  const settings = app.snapshot().settings.file
  switch (request.ask) {
    case 'update':
      return { ok: true, ...(await updateOnce(app, request.force)), settings }
    case 'undo': {
      const undone = await undoOn(app, request.hostname)
      return undone.ok ? { ok: true, ...undone.result, settings } : undone
    }
    case 'lift':
      app.engine.liftHold(request.account, request.hostname)
      break
    case 'forget':
      app.engine.forget(request.account, request.hostname)
      break
    case 'look-again':
      app.engine.request('config-change')
      break
    case 'status':
      break
  }
  return { ok: true, rows: rowsOf(app.snapshot().records), online: app.engine.view?.online ?? true, settings }
}
