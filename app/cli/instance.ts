// The running instance's answers to other processes: the desktop app and `homeward run` give the same ones.
import { realpathSync } from 'node:fs'
import type { App, ComposeOptions } from '../compose.ts'
import { type ControlReply, type ControlRequest, controlAddress } from '../control/protocol.ts'
import { type ControlServer, serveControl } from '../control/server.ts'
import { changeNamedHold } from './hold-command.ts'
import { rowsOf } from './status-command.ts'
import { undoOn, updateOnce } from './update-command.ts'

export function serveInstance(app: App, folder: string, log: ComposeOptions['log']): Promise<ControlServer | null> {
  return serveControl(controlAddress(folder), ({ settings, request }) => answer(app, settings, request), log)
}

/** The file behind links, where there is one yet. */
export function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

async function answer(app: App, meant: string | null, request: ControlRequest): Promise<ControlReply> {
  const settings = app.snapshot().settings.file
  const notices = app
    .snapshot()
    .notices.filter(({ severity }) => severity === 'error')
    .map(({ message }) => message)
  const whole = { locale: app.locale(), settings, notices }
  if (meant !== null && meant !== realPath(settings)) return { ok: false, otherSettings: settings }
  switch (request.ask) {
    case 'update': {
      const updated = await updateOnce(app, request.force)
      return updated.ok ? { ...updated, ...whole } : updated
    }
    case 'undo': {
      const undone = await undoOn(app, request.hostname)
      return undone.ok ? { ...undone, ...whole } : undone
    }
    case 'lift':
    case 'forget': {
      const changed = await changeNamedHold(app, request.ask, request.account, request.hostname)
      return changed.ok ? { ...changed, ...whole } : changed
    }
    case 'look-again':
      app.engine.request('config-change')
      break
    case 'status':
      break
  }
  return { ok: true, rows: rowsOf(app.snapshot().records), online: app.engine.view?.online ?? true, ...whole }
}
